#!/usr/bin/env bash
# Builds one news corpus without anything that programs read, then with one kind after the other, in turn, in one run, and prints
# what each adds to a cold build. formats.py says what is measured.
#
#   benches/formats.sh [ARTICLES …]      default: 10000
#
# Needs Linux, the Rust toolchain and Python 3. BENCH_DIR, BENCH_RUNS, BENCH_NICE and BENCH_NEWSPRINT are those of speed.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
BENCH_PEERS=no
. "$here/common.sh"
[ $# -gt 0 ] || set -- 10000
python3 "$here/formats.py" -d "$dir" --newsprint "$newsprint" -r "${BENCH_RUNS:-5}" "$@"
