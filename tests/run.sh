#!/bin/sh
# tests/run.sh PROGRAM [PATTERN]...: runs one case, a group or all; run.py says
# how cases are called.
exec "$(dirname "$0")/run.py" "$@"
