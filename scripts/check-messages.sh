#!/bin/sh
# Every message code is used in the program, documented, translated, and
# provoked by at least one test case; every limit is documented.
set -eu
cd "$(dirname "$0")/.."

faults=0
for pair in $(sed -n 's/^DIAG(\([A-Z0-9_]*\), "\([a-z0-9-]*\)",.*/\1:\2/p' \
    reportgen/base/diag.def); do
    id=${pair%%:*}
    code=${pair#*:}
    grep -rqw "DIAG_$id" reportgen --include='*.c' || {
        echo "$code: never reported" >&2
        faults=$((faults + 1))
    }
    grep -q "$code" doc/reportgen-messages.7 || {
        echo "$code: not in doc/reportgen-messages.7" >&2
        faults=$((faults + 1))
    }
    grep -rqwE "DIAG_$id|$code" tests || {
        echo "$code: no test provokes it" >&2
        faults=$((faults + 1))
    }
done
# Every limit stands in the manual with its value.
for pair in $(sed -n 's/^LIMIT(\([A-Z_]*\), *\([0-9]*\),.*/\1:\2/p' \
    reportgen/base/limits.def); do
    grep -qF ".\\\" limit ${pair%%:*} ${pair#*:}" doc/reportgen-layout.5 || {
        echo "${pair%%:*}: not in doc/reportgen-layout.5" >&2
        faults=$((faults + 1))
    }
done
[ "$faults" -eq 0 ] || exit 1
echo "messages: every code used, documented, tested"
