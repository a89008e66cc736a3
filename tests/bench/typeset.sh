#!/bin/sh
# Builds and runs typeset.c with the libraries of a build.
# usage: typeset.sh BUILD
set -eu
cd "$(dirname "$0")/../.."
build=$1
mkdir -p "$build/bench"
${CC:-gcc} -std=c11 -D_XOPEN_SOURCE=700 -O2 -Ireportgen \
    -o "$build/bench/typeset" tests/bench/typeset.c \
    "$build/libtypeset.a" "$build/libconfig.a" "$build/libbase.a" \
    -lharfbuzz-subset -lharfbuzz -liniparser \
    -licui18n -licuuc -licudata -lnettle
"$build/bench/typeset"
