#!/bin/sh
# Every message code is used in the program, documented, translated, and
# provoked by at least one test case; every limit is documented.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The words of a text, in which codes have hyphens.  Each file is read once.
words() {
    grep -rohIE '[A-Za-z0-9_-]+' "$@" | sort -u
}
words reportgen --include='*.c' > "$folder/program"
words doc/reportgen-messages.7 | sed 's/^-*//' > "$folder/manual"
words tests --exclude-dir=validators > "$folder/tests"
# ID and code of each message.
sed -n 's/^DIAG(\([A-Z0-9_]*\), "\([a-z0-9-]*\)",.*/DIAG_\1 \2/p' \
    reportgen/base/diag.def > "$folder/messages"
# One line a fault.
awk '
    FILENAME ~ /program$/ { program[$1]; next }
    FILENAME ~ /manual$/ { manual[$1]; next }
    FILENAME ~ /tests$/ { tests[$1]; next }
    { n++ }
    !($1 in program) { print $2 ": never reported" }
    !($2 in manual) { print $2 ": not in doc/reportgen-messages.7" }
    !($1 in tests || $2 in tests) { print $2 ": no test provokes it" }
    END { if (n == 0) print "reportgen/base/diag.def: no message is found" }
' "$folder/program" "$folder/manual" "$folder/tests" "$folder/messages" \
    > "$folder/faults"
# Every limit stands in the manual with its value.
sed -n 's/^LIMIT(\([A-Z_]*\), *\([0-9]*\),.*/\1 \2/p' \
    reportgen/base/limits.def |
    while read -r name value; do
        grep -qF ".\\\" limit $name $value" doc/reportgen-layout.5 ||
            echo "$name: not in doc/reportgen-layout.5"
    done >> "$folder/faults"
if [ -s "$folder/faults" ]; then
    cat "$folder/faults" >&2
    exit 1
fi
echo "messages: every code used, documented, tested"
