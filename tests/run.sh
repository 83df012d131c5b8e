#!/usr/bin/env bash
# Runs every check of the project; installs nothing that it can do without. One command, on a machine with only the
# Rust toolchain:   ./tests/run.sh
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

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

printf '\nall checks passed\n'
