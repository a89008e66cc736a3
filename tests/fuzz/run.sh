#!/bin/bash
# Runs the fuzz entries: tests/fuzz/run.sh BUILD SECONDS NAME...
#
# What reaches new code is kept in BUILD/corpus/NAME; a fault is written to
# BUILD/faults/NAME-*, which the entry takes as its argument to see it again.
set -u
cd "$(dirname "$0")/../.."
build=$1
seconds=$2
shift 2

mkdir -p "$build/faults" "$build/seeds/pdf" "$build/seeds/archive" \
    "$build/seeds/number"
export ASAN_OPTIONS=detect_leaks=0 # the program made to have seeds
"$build/reportgen" run samples/kien-giang-2017/report.ini \
    -o "$build/seeds/made" > /dev/null || exit
cp "$build"/seeds/made/*.pdf "$build/seeds/pdf/"
cp "$build"/seeds/made/*.xlsx "$build/seeds/archive/"
for text in 1.628,5 1628.5 -0,125 1.234.567 05/6/2017 2017-Q3 2014..2018 \
    2023-01..2023-08 last-month "1 234"; do
    printf '%s' "$text" > "$build/seeds/number/${text//\//_}"
done
"$build/reportgen" entry khuyen-cong -o "$build/seeds/entry.xlsx" --overwrite \
    --from samples/kien-giang-2017/report.ini > /dev/null || exit
# Workbooks of every shape that the tests make.
mkdir -p "$build/seeds/books"
REPORTGEN_KEEP_BOOKS=$build/seeds/books tests/e2e/workbook_shapes.py \
    "$build/reportgen" > "$build/seeds/books.log" || exit
tests/fuzz/xlsx_seeds.py "$build/seeds/xlsx" "$build"/seeds/made/*.xlsx \
    "$build/seeds/entry.xlsx" "$build"/seeds/books/* || exit
unset ASAN_OPTIONS

seeds_of() {
    case $1 in
    pdf | archive | number | xlsx) echo "$build/seeds/$1" ;;
    csv) echo tests/regress/dataset samples ;;
    ini) echo tests/regress/config tests/regress/fonts layouts ;;
    markup | template) echo tests/regress/layout layouts ;;
    image) echo tests/regress/images ;;
    schema) echo tests/regress/schema tests/regress/common/layouts/schema ;;
    esac
}

failed=0
for name in "$@"; do
    mkdir -p "$build/corpus/$name"
    # shellcheck disable=SC2046
    if "$build/fuzz_$name" -max_total_time="$seconds" -max_len=65536 \
        -timeout=10 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
        -artifact_prefix="$build/faults/$name-" "$build/corpus/$name" \
        $(seeds_of "$name") > "$build/faults/$name.log" 2>&1; then
        echo "ok - fuzz $name:" \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' \
                "$build/faults/$name.log") inputs"
    else
        echo "not ok - fuzz $name"
        tail -n 40 "$build/faults/$name.log" | sed 's/^/# /'
        failed=1
    fi
done
exit $failed
