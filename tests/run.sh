#!/usr/bin/env bash
# Runs every check of the project. One command, on a Debian machine with only the Rust toolchain:   ./tests/run.sh
# The tests of the preview, of the themes and of what machines read need a browser, Node, Java, Python and more: what of them is
# missing is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

need() { # need COMMAND PACKAGE: installs a Debian package when the command is missing
  command -v "$1" > /dev/null && return
  local root=""
  [ "$(id -u)" = 0 ] || root=sudo
  $root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "$2" > /dev/null
}

step "format"
cargo fmt --check

step "lints"
cargo clippy --locked --all-targets -- -D warnings

step "unit, property, golden and command-line tests"
cargo test --locked --lib --bins --tests

step "examples in the documentation"
cargo test --locked --doc

step "the sample newspaper, twice: the second build touches nothing"
cargo build --locked --release
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
target/release/newsprint build --strict --now "2026-11-24 09:00" -d "$out/public"
target/release/newsprint build --strict --now "2026-11-24 09:00" -d "$out/public" --format json | grep '"written": 0'

step "instructions of a build, beside the baseline"
need python3 python3
need valgrind valgrind
NEWSPRINT=$PWD/target/release/newsprint python3 tests/speed/guard.py

step "random edits, built in new processes with the store and without"
NEWSPRINT=$PWD/target/release/newsprint python3 tests/store/edits.py --scripts 100000 --seconds 60 --seed 1

step "formats, by validators of others"
need xmllint libxml2-utils
need jing jing
need java default-jre-headless
need node nodejs
need npm npm
need pip3 python3-pip
npm ci --prefix tests/formats --silent --ignore-scripts --no-audit --no-fund
pip3 install --quiet --root-user-action ignore --require-hashes --only-binary :all: --no-deps --target "$out/python" -r tests/formats/requirements.txt
PYTHONPATH=$out/python python3 tests/formats/selftest.py
PYTHONPATH=$out/python python3 tests/formats/check.py "$out/public" https://lantern.example.org/ --now 2026-11-24T09:00:00-08:00
cargo build --locked --quiet --manifest-path tests/formats/reader/Cargo.toml --target-dir target/reader
target/reader/debug/reader "$out/public"
python3 tests/formats/hostile.py 1000 "$out/hostile"
target/release/newsprint build -q -s "$out/hostile" --no-cache --now "2026-11-24 09:00" -d "$out/hostile-public"
PYTHONPATH=$out/python python3 tests/formats/check.py "$out/hostile-public" https://hostile.example.org/a-paper/ --now 2026-11-24T09:00:00-08:00
target/reader/debug/reader "$out/hostile-public"

step "the preview: requests, saves, storms"
NEWSPRINT=$PWD/target/release/newsprint python3 -m unittest discover -s tests/preview

step "the preview in a browser"
need chromium chromium
need node nodejs
need npm npm
npm ci --prefix tests/browser --silent --no-audit --no-fund
NEWSPRINT=$PWD/target/release/newsprint timeout 600 node --test --test-concurrency=1 --test-timeout=60000 tests/browser/preview.test.mjs

step "both themes, every kind of page: axe, the validator, Lighthouse, five widths, keyboard, paper"
need java default-jre-headless
need pdftotext poppler-utils
npm ci --prefix tests/themes --silent --no-audit --no-fund
NEWSPRINT=$PWD/target/release/newsprint timeout 1200 node --test --test-concurrency=1 --test-timeout=360000 tests/themes/themes.test.mjs

printf '\nall checks passed\n'
