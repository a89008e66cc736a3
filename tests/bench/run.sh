#!/bin/sh
# Builds the plain programs, makes up reports and prints what reportgen needs
# beside them: see run.py.  usage: run.sh BUILD
set -eu
cd "$(dirname "$0")/../.."
build=$1
mkdir -p "$build/bench"

compile() { # NAME [LIBRARY...]
    program=$build/bench/$1
    source=tests/bench/$1.c
    shift
    [ "$program" -nt "$source" ] ||
        ${CC:-gcc} -std=gnu11 -O2 -o "$program" "$source" "$@"
}
compile cpu
compile plain_pdf -lhpdf
compile plain_xlsx -lxlsxwriter
compile plain_postgres -lpq -lsqlite3
compile plain_list -lxlsxwriter
tests/bench/make_inputs.py "$build/bench"
tests/bench/run.py "$build"
tests/bench/data.py "$build"
tests/bench/sources.py "$build"
tests/bench/lists.py "$build"
