#!/bin/sh
# Builds the plain programs and prints ratios against them: CPU time, in the
# same run.  usage: run.sh BUILD
set -eu
cd "$(dirname "$0")/../.."
build=$1
mkdir -p "$build/bench"
for part in pdf:hpdf xlsx:xlsxwriter; do
    program=$build/bench/plain_${part%%:*}
    source=tests/bench/plain_${part%%:*}.c
    [ "$program" -nt "$source" ] ||
        ${CC:-gcc} -std=gnu11 -O2 -o "$program" "$source" "-l${part#*:}"
done
for config in samples/*/report.ini; do
    echo "$config"
    tests/bench/run.py "$build/reportgen" "$build/bench/plain_pdf" \
        "$build/bench/plain_xlsx" "$config"
done
