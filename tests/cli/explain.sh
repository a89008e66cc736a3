#!/bin/bash
# explain: what it is asked, and what it answers; tests/e2e/explain.py proves the
# answers of all numbers.
. "$(dirname "$0")/cli.bash"
export REPORTGEN_PATH=$here/../..
report=$here/../../samples/kien-giang-2017/report.ini

ask() { # WHAT [OPTION...]: status, answer and messages
    "$program" explain "$report" "$@" > answer 2> messages
    status=$?
}
counts() { # PATTERN FILE
    grep -c -e "$1" "$2"
}

ask '63,2%'
is "explain: a number as printed: status" "$status" 0
is "explain: its page and line" "$(counts '^place: page 1, line 35 ' answer)" 1
is "explain: both sides of a share" "$(grep '^[=:] ' answer)" \
    "= 1.028.500.000
: 1.628.500.000"
is "explain: each record with what it gave" \
    "$(counts 'schemes.csv:[0-9]*: [0-9.]*  (' answer)" 13
is "explain: what was rounded" \
    "$(counts '^unit and rounding: percent; rounded to 1 decimal from 205.700/3.257 ' answer)" 1
is "explain: nothing to complain of" "$(cat messages)" ""

ask by_source.national.support
is "explain: the sum of its records" "$(tail -n 1 answer)" \
    "  3 records: 600.000.000"
ask products_by_group.recognised
is "explain: a figure's name: all its places" \
    "$(grep -o '^place: page [0-9]*\|^also: “[0-9]*” sheet “[^”]*”' answer)" \
    "place: page 2
also: “72” sheet “Biểu 3”"
ask 1:32
is "explain: a line with several numbers: status" "$status" 64
is "explain: they are listed" "$(cut -d ' ' -f 1 answer)" "“03”
“600”
“36,8%”"
is "explain: what to do" "$(counts 'explain-ambiguous' messages)" 1
ask 1.17.2
is "explain: a place of the list" "$(head -n 1 answer)" "“600”"
ask 'Biểu 3!E10'
is "explain: a cell of the workbook" "$(head -n 1 answer)" "“72”"

ask 63,3%
is "explain: nothing found: status" "$status" 64
is "explain: something near" \
    "$(counts 'explain-nothing: .* “63,3%”; did you mean “63,2%”?' messages)" 1
ask by_sources.national.support
is "explain: a name that is near" \
    "$(counts 'did you mean “by_source.national.support”?' messages)" 1

ask '63,2%' --format json
is "explain: JSON" "$(/usr/bin/python3 -c '
import json
found = json.load(open("answer"))
print(found["value"], found["origin"]["by"], found["place"]["page"],
      [part["value"] for part in found["origin"]["parts"]])')" \
    "2057/3257 quotient 1 ['1028500000', '1628500000']"
make_locale
LC_ALL=vi_VN.UTF-8 LANGUAGE=vi "$program" explain "$report" 63,2% > vi
is "explain: in Vietnamese" "$(counts 'công thức: tổng “Kinh phí hỗ trợ”' vi)" 2

"$program" explain "$report" > /dev/null 2>&1
is "explain: nothing asked: status" $? 64
"$program" explain nowhere.ini 1 > /dev/null 2> messages
is "explain: no configuration: status" $? 66
"$program" explain "$report" 1 2 > /dev/null 2>&1
is "explain: too much: status" $? 64
