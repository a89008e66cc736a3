#!/bin/sh
# Writes all texts that the program can translate to the file $1, as a
# gettext template.
set -eu
cd "$(dirname "$0")/.."
# shellcheck disable=SC2046
xgettext --from-code=UTF-8 --language=C --keyword=N_ --keyword=gettext \
    --no-location --sort-output --package-name=reportgen -o "$1" \
    reportgen/base/diag.def reportgen/base/limits.def \
    $(find reportgen -name '*.c' | sort)
