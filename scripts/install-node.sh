#!/bin/sh
# Installs packages of npm into a folder, for tests that make workbooks with
# other programs.  Nothing needs them: without npm, or without a network, it
# says so and those tests are left out.
#
#   scripts/install-node.sh FOLDER PACKAGE@VERSION...
set -eu

folder=$1
shift
missing=
for package in "$@"; do
    [ -d "$folder/node_modules/${package%%@*}" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if ! command -v npm >/dev/null 2>&1; then
    echo "npm is not installed: tests with$missing are left out" >&2
    exit 0
fi
mkdir -p "$folder"
# shellcheck disable=SC2086
timeout 300 npm install --no-audit --no-fund --no-save --silent \
    --prefix "$folder" "$@" >/dev/null 2>&1 ||
    echo "npm cannot install$missing: tests with them are left out" >&2
