#!/bin/bash
# run.sh [PROGRAM [GROUP/CASE]...]: the stage cases named, or all.
#
# Stage cases: tests/regress/GROUP/CASE holds a report.ini with its data and
# the expected text of one or more stages:
#
#   expected.layout  expected.dataset  expected.tallies  expected.document
#   expected.pages
#                     what "reportgen dump STAGE report.ini" prints
#   expected.err      the messages of "reportgen check report.ini"
#   expected.status   its exit status
#   args              more words for the command line, on one line
#
# Layouts, schemas and data that several cases share stand in common/.  Folders
# that depend on where the program stands, and Debian's for its fonts, are
# written <build>, <data> and <liberation> in what is expected.
#
# UPDATE=1 rewrites what a case expects; git shows the difference.
set -u
program=$(realpath "${1:-build/reportgen}")
if [ "${UPDATE:-}" = 1 ] &&
    [ -n "$(find "$(dirname "$0")/../../reportgen" -newer "$program" -name '*.[ch]' -print -quit)" ]; then
    echo "UPDATE=1: $program is older than the source; run make first" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export LC_ALL=C LANGUAGE=
# Seen from the folder of a case: what is shared, then the program's own.
export REPORTGEN_PATH=../../common:../../../..
unset SOURCE_DATE_EPOCH REPORTGEN_FAIL_MALLOC

# Messages without the folders of this machine.
localize() {
    sed -e "s|, $(dirname "$(dirname "$program")")/layouts|, <tree>/layouts|g" \
        -e 's|[^ ,]*/share/reportgen|<data>|g' \
        -e 's|/usr/share/fonts/truetype/liberation2*/|<liberation>/|g' \
        "$1" > "$1.local"
    mv "$1.local" "$1"
}

compare() { # NAME EXPECTED ACTUAL
    if [ "${UPDATE:-}" = 1 ]; then
        cp "$3" "$2"
        echo "ok - $1 (rewritten)"
    elif diff -u "$2" "$3" > "$out/diff"; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        head -n 40 "$out/diff" | sed 's/^/# /'
    fi
}

if [ $# -gt 1 ]; then
    shift
    cases=("$@")
else
    cases=()
    for ini in "$here"/*/*/report.ini; do
        ini=${ini#"$here"/}
        cases+=("${ini%/report.ini}")
    done
fi
for name in "${cases[@]}"; do
    folder=$here/$name
    args=
    [ -e "$folder/args" ] && args=$(cat "$folder/args")
    cd "$folder" || exit 2
    for stage in layout dataset tallies document pages; do
        [ -e "expected.$stage" ] || continue
        # shellcheck disable=SC2086
        "$program" dump $stage report.ini $args \
            > "$out/text" 2> "$out/messages"
        status=$?
        compare "$name $stage" "expected.$stage" "$out/text"
        # A dump that failed prints nothing, and so would expect nothing.
        if [ ! -s "expected.$stage" ]; then
            echo "not ok - $name: expected.$stage is empty"
        elif [ $status -ne 0 ] && [ ! -s expected.status ]; then
            echo "not ok - $name: dump $stage ends with status $status"
        fi
    done
    if [ -e expected.err ]; then
        # shellcheck disable=SC2086
        "$program" check report.ini $args > "$out/text" 2> "$out/messages"
        echo $? > "$out/status"
        localize "$out/messages"
        compare "$name messages" expected.err "$out/messages"
        compare "$name status" expected.status "$out/status"
    fi
done
