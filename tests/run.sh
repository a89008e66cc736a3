#!/bin/bash
# Runs all tests and counts them.
#
#   tests/run.sh MAKE               everything: checks, gcc, clang, sanitizers
#   tests/run.sh --pass NAME B UNIT...   one pass with the build in folder B
#
# Every test prints TAP lines: "ok ...", "not ok ...", "ok ... # SKIP why".
# The last line is "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Runs COMMAND as one test: its output is shown when it fails.
step() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "ok - $name"
    else
        echo "not ok - $name"
        printf '%s\n' "$output" | tail -n 60 | sed 's/^/# /'
    fi
}

# A program or script that prints TAP by itself; a crash is a failure too.
suite() {
    local name=$1
    shift
    echo "# $name"
    # cmocka says "not ok N # SKIP" of a skipped test.
    "$@" 2>&1 | sed 's/^not ok\( .*# SKIP\)/ok\1/'
    local status=${PIPESTATUS[0]}
    [ "$status" -le 1 ] || echo "not ok - $name ended with status $status"
}

pass() {
    local name=$1 build=$2 program
    shift 2
    echo "# ---- $name"
    for program in "$@"; do
        suite "$(basename "$program")" \
            env CMOCKA_MESSAGE_OUTPUT=TAP "$program"
    done
    suite "stage cases" tests/regress/run.sh "$build/reportgen"
    for script in tests/cli/*.sh tests/e2e/*.py tests/oracle/*.py \
        tests/faults/*.py; do
        if [ -x "$script" ]; then
            suite "$script" "$script" "$build/reportgen"
        elif [ "$(head -c 2 "$script")" = '#!' ]; then
            echo "not ok - $script is a test that nobody may execute"
        fi
    done
}

# Programs of the unit tests in build folder B.
units() {
    "$make" -s --no-print-directory B="$1" list-units
}

everything() {
    step "make check" "$make" check
    step "build with gcc" "$make" -j2 all unit-programs
    pass "gcc" build $(units build)
    step "build with clang" "$make" -j2 B=build/clang CC=clang all
    step "build with sanitizers" "$make" -j2 B=build/asan SANITIZE=1 \
        OPTIMIZE='-O1 -g' all unit-programs
    REPORTGEN_RANDOM_DATASETS=${REPORTGEN_RANDOM_DATASETS:-60} \
        pass "sanitizers" build/asan $(units build/asan)
}

count() {
    passed=$(grep -c '^ok' "$log")
    skipped=$(grep -ci '^ok.*# skip' "$log")
    failed=$(grep -c '^not ok' "$log")
    if [ "$failed" -gt 0 ]; then
        echo "Failed:"
        grep '^not ok' "$log"
    fi
    echo "$((passed - skipped)) passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

if [ "$1" = --pass ]; then
    shift
    pass "$@" | tee "$log"
else
    make=$1
    everything | tee "$log"
fi
count
