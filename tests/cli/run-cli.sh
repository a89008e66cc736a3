#!/bin/bash
# The command line: what each wrong word is answered, what `period` prints,
# how messages look, and what malformed configurations are told.
. "$(dirname "$0")/cli.bash"

# expect NAME STATUS STDOUT STDERR WORD...: the texts are compared whole.
expect() {
    local name=$1 status=$2 stdout=$3 stderr=$4 got_stdout got_stderr got
    shift 4
    "$program" "$@" > stdout 2> stderr
    got=$?
    got_stdout=$(cat stdout)
    got_stderr=$(cat stderr)
    if [ "$got" = "$status" ] && [ "$got_stdout" = "$stdout" ] &&
        [ "$got_stderr" = "$stderr" ]; then
        echo "ok - $name"
        return
    fi
    echo "not ok - $name"
    diff <(printf '%s\n' "$status" "$stdout" "$stderr") \
        <(printf '%s\n' "$got" "$got_stdout" "$got_stderr") | sed 's/^/# /'
}

usage() { # MESSAGE WORD...
    local message=$1
    shift
    expect "usage: $*" 64 "" "reportgen: error: $message" "$@"
}

# ---- usage -------------------------------------------------------------

usage 'missing-operand: “run | check | dump | period | entry | init | verify | list | describe | explain | diff” is missing; see “reportgen --help”'
usage 'unknown-command: unknown command “make”; the commands are run, check, dump, period, entry, init, verify, list, describe, explain and diff' make
usage 'missing-operand: “CONFIG.ini” is missing; see “reportgen --help”' run
usage 'missing-operand: “CONFIG.ini” is missing; see “reportgen --help”' check --strict
usage 'missing-operand: “SPEC” is missing; see “reportgen --help”' period
usage 'missing-operand: “dataset | tallies | document | pages | layout” is missing; see “reportgen --help”' dump
usage 'missing-operand: “CONFIG.ini” is missing; see “reportgen --help”' dump pages
usage 'bad-argument: “x.ini” is not a valid argument for “dump”; it must be dataset | tallies | document | pages | layout' dump x.ini
usage 'unknown-option: unknown option “--nope”; see “reportgen --help”' run --nope x.ini
usage 'unknown-option: unknown option “--nope=1”; see “reportgen --help”' run --nope=1 x.ini
usage 'unknown-option: unknown option “-Z”; see “reportgen --help”' run -qZ x.ini
usage 'needless-argument: option “--strict” takes no argument' run --strict=1 x.ini
usage 'missing-argument: option “--output” needs an argument' run x.ini -o
usage 'missing-argument: option “--period” needs an argument' run x.ini --period
usage 'option-not-here: option “--output” cannot be used with “period”' period 2017 -o x
usage 'option-not-here: option “--jobs” cannot be used with “dump”' dump pages x.ini -j 2
usage 'bad-argument: “” is not a valid argument for “--output”; it must be a folder or file whose name is UTF-8 without line breaks' run x.ini -o ""
usage 'bad-argument: “a b” is not a valid argument for “--output”; it must be a folder or file whose name is UTF-8 without line breaks' run x.ini -o $'a\rb'
for word in 0 257 -1 x 2x "" 99999999999999999999; do
    usage "bad-argument: “$word” is not a valid argument for “--jobs”; it must be a number from 1 to 256" \
        run x.ini -j "$word"
done
for word in 0/2 3/2 1/0 1/1000001 1 /2 1/ a/b -1/2 1/2/3; do
    usage "bad-argument: “$word” is not a valid argument for “--shard”; it must be I/N with 1 <= I <= N <= 1000000" \
        run x.ini --shard "$word"
done
for word in schemes .content schemes. a.b.c 'a b.c'; do
    usage "bad-argument: “$word” is not a valid argument for “--each”; it must be a table and a field: TABLE.FIELD" \
        run x.ini --each "$word"
done
for word in doc pdf,doc "" ,; do
    usage "bad-argument: “$word” is not a valid argument for “--only”; it must be one or more of pdf, xlsx, txt" \
        run x.ini --only "$word"
done
for word in 31/02/2020 2020-13-01 today ""; do
    usage "bad-argument: “$word” is not a valid argument for “--today”; it must be a date: yyyy-mm-dd or d/m/yyyy" \
        period last-month --today "$word"
done
usage 'bad-argument: “nd9” is not a valid argument for “--closing”; it must be calendar | nd09' period 2017 --closing nd9
usage 'bad-argument: “sometimes” is not a valid argument for “--progress”; it must be auto | always | never' run x.ini --progress sometimes
usage 'bad-argument: “xml” is not a valid argument for “--log”; it must be human | json' run x.ini --log xml
usage 'bad-period-argument: “2017-Q5” is not a valid period: a year has quarters Q1 to Q4' period 2017-Q5
usage 'bad-period-argument: “2018..2017” is not a valid period: it ends before it begins' run x.ini --period 2018..2017
usage 'bad-period-argument: “last-month” is not a valid period: the year must be 1900 to 2999' period last-month --today 1800-01-01
SOURCE_DATE_EPOCH=now usage 'bad-source-date-epoch: SOURCE_DATE_EPOCH “now” in the environment is not a number of seconds since 1970' run x.ini

# ---- period ------------------------------------------------------------

expect "a period" 0 2017-01-01..2017-12-31 "" period 2017
expect "a period under nd09" 0 2016-12-15..2017-12-14 "" period 2017 --closing nd09
expect "several periods" 0 $'2017-07-01..2017-09-30\n2023-01-01..2023-08-31' "" \
    period 2017-Q3 2023-01..2023-08
expect "options before the command" 0 2024-02-01..2024-02-29 "" \
    --today 2024-03-14 period last-month
expect "the 14th is still inside" 0 2024-01-15..2024-02-14 "" \
    period last-month --today 14/3/2024 --closing nd09
expect "the 15th is behind" 0 2024-02-15..2024-03-14 "" \
    period last-month --today 15/3/2024 --closing nd09
SOURCE_DATE_EPOCH=1710460799 expect "today of SOURCE_DATE_EPOCH" 0 \
    2024-03-14..2024-03-14 "" period 2024-03-14..2024-03-14
SOURCE_DATE_EPOCH=1710460799 expect "last month before the epoch's day" 0 \
    2024-02-01..2024-02-29 "" period last-month
for zone in Asia/Ho_Chi_Minh America/New_York; do
    TZ=$zone expect "the time zone has no say ($zone)" 0 \
        2016-12-15..2017-03-14 "" period 2017-Q1 --closing nd09
done

# ---- messages ----------------------------------------------------------

expect "JSON messages" 64 "" \
    '{"code":"bad-argument","level":"error","file":null,"line":null,"column":null,"text":"“\"\\\u0007�” is not a valid argument for “--closing”; it must be calendar | nd09"}' \
    period 2017 --log json --closing $'"\\\a\xff'
expect "a message is one line" 64 "" \
    'reportgen: error: unknown-command: unknown command “a b”; the commands are run, check, dump, period, entry, init, verify, list, describe, explain and diff' \
    $'a\nb'
expect "a message drives no terminal and turns no text" 64 "" \
    'reportgen: error: unknown-command: unknown command “a\u001B[2Jb\u009B1mc\u202Etxt\u2066\u200B\xE1.ệ”; the commands are run, check, dump, period, entry, init, verify, list, describe, explain and diff' \
    $'a\e[2Jb\xc2\x9b1mc\xe2\x80\xaetxt\xe2\x81\xa6\xe2\x80\x8b\xe1.\xe1\xbb\x87'
expect "nor does one in JSON" 64 "" \
    '{"code":"unknown-command","level":"error","file":null,"line":null,"column":null,"text":"unknown command “a\u001b\u009b\u202e\udb40\udc01”; the commands are run, check, dump, period, entry, init, verify, list, describe, explain and diff"}' \
    $'a\e\xc2\x9b\xe2\x80\xae\xf3\xa0\x80\x81' --log json
expect "a configuration whose name is not UTF-8" 65 "" \
    'b\xE1o.ini: error: file-name: the name of the file or of its folder is not UTF-8; rename it' \
    check $'b\xe1o.ini'
usage 'bad-argument: “ra\xE1” is not a valid argument for “--output”; it must be a folder or file whose name is UTF-8 without line breaks' \
    run x.ini -o $'ra\xe1'
make_locale
vietnamese='reportgen: error: missing-argument: tùy chọn “--output” cần có giá trị'
for setting in LC_ALL=vi_VN.UTF-8 LC_ALL=vi_VN LC_ALL=vi; do
    LC_ALL= LANG= LC_MESSAGES= LANGUAGE=
    (
        export "$setting"
        expect "Vietnamese under $setting" 64 "" "$vietnamese" run x.ini -o
    ) 2> /dev/null # bash itself may lack the locale
done
(
    unset LC_ALL LC_MESSAGES LANGUAGE
    export LANG=vi_VN.UTF-8
    expect "Vietnamese under LANG" 64 "" "$vietnamese" run x.ini -o
    export LC_MESSAGES=C
    expect "English under LC_MESSAGES=C" 64 "" \
        'reportgen: error: missing-argument: option “--output” needs an argument' \
        run x.ini -o
    unset LANG LC_MESSAGES
    export LANGUAGE=vi
    expect "Vietnamese under LANGUAGE" 64 "" "$vietnamese" run x.ini -o
    export LANG=en_US.UTF-8 LANGUAGE=en
    expect "English under en" 64 "" \
        'reportgen: error: missing-argument: option “--output” needs an argument' \
        run x.ini -o
) 2> /dev/null
export LC_ALL=C LANGUAGE=

# ---- standard files ----------------------------------------------------

if "$program" period 2017 > /dev/full 2> stderr; [ $? = 74 ] &&
    grep -q '^reportgen: error: stdout-write: ' stderr; then
    echo "ok - a full disk under stdout is an error"
else
    echo "not ok - a full disk under stdout is an error"
fi
"$program" period 2017 >&- 2> stderr
[ $? = 74 ] && echo "ok - a closed stdout is an error" ||
    echo "not ok - a closed stdout is an error"
# As after "dump ... | head": the pipe's reader has gone before the first word.
{
    sleep 0.2
    "$program" --help 2> stderr
    echo $? > status
} | true
[ "$(cat status)" = 141 ] && [ ! -s stderr ] &&
    echo "ok - a reader that goes away ends the program in silence" ||
    echo "not ok - a reader that goes away ends the program in silence"
"$program" period 2017 2>&- > stdout
[ "$?:$(cat stdout)" = 0:2017-01-01..2017-12-31 ] &&
    echo "ok - a closed stderr does no harm" ||
    echo "not ok - a closed stderr does no harm"
for option in --help --version; do
    "$program" $option > stdout 2> stderr
    if [ $? = 0 ] && [ -s stdout ] && [ ! -s stderr ]; then
        echo "ok - $option"
    else
        echo "not ok - $option"
    fi
done
# Every option in the manual and in the help.
manual=$here/../../doc/reportgen.1
"$program" --help > help
for option in $(grep -o -e '--[a-z-]*' help | sort -u); do
    if grep -q -e "Fl -${option#--}" "$manual"; then
        echo "ok - $option is in the manual"
    else
        echo "not ok - $option is not in doc/reportgen.1"
    fi
done

# ---- configurations ----------------------------------------------------

good='[report]
layout = annual-report
[period]
value = 2017
[dataset]
schema = khuyen-cong
schemes = schemes.csv
[agency]
name = SỞ CÔNG THƯƠNG
place = Kiên Giang
[signer]
title = GIÁM ĐỐC
'

# config NAME STATUS MESSAGES TEXT: what "check" says of the INI file TEXT,
# in printf's notation.
config() {
    # shellcheck disable=SC2059
    printf "$4" > t.ini
    expect "configuration: $1" "$2" "" "$3" check t.ini
}

expect "configuration: missing" 66 "" \
    't.ini: error: file-missing: cannot be opened: No such file or directory' check t.ini

# fault NAME MESSAGE TEXT: a good configuration with TEXT behind it, whose
# lines begin at 13.
fault() {
    config "$1" 78 "t.ini:$2" "$good$3"
}

fault "a value cut by ;" '14:10: error: cut-value: “;” would cut the value off here; put the whole value in " quotes, or put spaces around “;” before a comment' \
    '[text]\na = Kết q; x\n'
fault "a value cut by #" '14:5: error: cut-value: “#” would cut the value off here; put the whole value in " quotes, or put spaces around “;” before a comment' \
    '[text]\na = #5\n'
fault "an open quote" '14:5: error: unbalanced-quote: the quote " opened here is not closed on this line' \
    '[text]\na = "x\n'
fault "text behind a quote" '14:9: error: text-after-quote: “y" z"” follows the closing quote and would be lost; put the whole value in '"'"' quotes' \
    '[text]\na = "x "y" z"\n'
fault "a duplicate key" '15:1: error: duplicate-key: key “a” of this section is already set on line 14; keep one of them' \
    '[text]\na = x\nA = y\n'
fault "a duplicate section" '13:1: error: duplicate-section: section “signer” already starts on line 11; put its keys there' \
    '[signer]\nname = x\n'
fault "a line that is nothing" '14:1: error: bad-line: the line is not “[section]”, not “key = value”, and not a comment starting with “;”' \
    '[text]\nabc\n'
fault "an open section" '13:1: error: bad-section: write a section as “[name]”, alone on its line' \
    '[text\n'
fault "a Vietnamese key" '14:2: error: bad-name: “tên” is not a valid name for a section or key; use a-z, 0-9, “_”, “-” and “.”' \
    '[text]\ntên = x\n'
fault "a continued line" '14:6: error: line-continuation: a value that ends in “\” would continue on the next line; write it on one line, or in quotes' \
    '[text]\na = x\\\n'
fault "a tab" '14:6: error: tab-in-value: the value contains a tab; use spaces' \
    '[text]\na = x\ty\n'
fault "a no-break space" '14:5: error: invisible-character: the value starts or ends with the invisible character U+00A0; delete it' \
    '[text]\na = \xC2\xA0x\n'
fault "a control character" '14:6: error: config-character: character U+0001 is not allowed in a configuration; delete it' \
    '[text]\na = x\x01\n'
fault "a NUL" '14:6: error: config-character: character U+0000 is not allowed in a configuration; delete it' \
    '[text]\na = x\x00\n'
fault "another encoding" '14:5: error: config-not-utf8: the file is not UTF-8 (byte 0xd0); save it as UTF-8' \
    '[text]\na = \xD0\n'
fault "a long line" "14:1: error: long-line: the line has 1104 bytes, over the limit of 1022; shorten it (a Vietnamese letter takes 2 or 3 bytes)" \
    "[text]\na = $(printf 'x%.0s' {1..1100})\n"
config "UTF-16" 78 't.ini:1:1: error: config-utf16: the file is UTF-16; save it as UTF-8' \
    '\xFF\xFE[\x00'
config "a key outside" 78 't.ini:1:1: error: key-outside-section: key “a” comes before the first “[section]”' \
    "a = x\n$good"
config "no value for a required key" 78 't.ini:1:1: error: missing-key: key “layout” in section “report” is missing or empty; it is required' \
    "${good/annual-report/}"
config "a misspelt key" 78 't.ini:1:1: error: missing-key: key “layout” in section “report” is missing or empty; it is required
t.ini:2:1: error: unknown-key: unknown key “laout” in section “report”; did you mean “layout”?' \
    "${good/layout/laout}"
config "a bad period" 78 't.ini:4:9: error: bad-period: “2017-8” is not a valid period: write 2017, 2017-Q3, 2017-H1, 2017-9M, 2017-M08, 2023-01..2023-08, 2014..2018, 2016-01-01..2017-11-13, last-month, last-quarter, last-half, last-year, this-month, this-quarter, this-half or this-year' \
    "${good/2017/2017-8}"
fault "a bad word" '14:9: error: bad-value: “2b” is not a valid value for “level”; it must be 1a | 2a | 2u | 3a' \
    '[output]\nlevel = 2b\n'
fault "a bad date" '14:8: error: bad-value: “30/02/2017” is not a valid value for “date”; it must be d/m/yyyy | yyyy-mm-dd' \
    '[document]\ndate = 30/02/2017\n'
fault "a name with a folder" '14:8: error: bad-value: “../x” is not a valid value for “name”; it must be a file name of at most 200 bytes without “/” and control characters that does not begin with “.” or “-” nor begin or end with a blank' \
    '[output]\nname = ../x\n'
fault "a key that is no number" '14:1: error: numbered-keys: the keys of section “legal” must be the numbers 1, 2, 3...; “first” is not one of them' \
    '[legal]\nfirst = x\n'
fault "a number twice" '15:1: error: duplicate-number: number 01 is already used on line 14' \
    '[legal]\n1 = x\n01 = y\n'
