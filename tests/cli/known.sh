#!/bin/bash
# list and describe: what the program knows without a configuration, and where
# it has that from.
. "$(dirname "$0")/cli.bash"
root=$(realpath "$here/../..")
layouts=$root/layouts

# ---- list ------------------------------------------------------------------

mkdir -p office/layouts/annual-report office/layouts/own office/forms
cp "$layouts/annual-report/layout.ini" office/layouts/annual-report
cp "$layouts/annual-report/layout.ini" office/layouts/own
cp "$layouts/forms/nd30.ini" office/forms
export REPORTGEN_PATH=$folder/office:$root

"$program" list > all 2> messages
is "list: status" $? 0
is "list: no messages" "$(cat messages)" ""
is "list: every stock layout is named" \
    "$(sed -n '/^layouts:/,/^schemas:/p' all | awk '{print $1}' |
        grep -Ev ':$|^own$' | sort -u)" \
    "$(cd "$layouts" && ls */layout.ini | cut -d / -f 1)"
is "list: one of the office's own" \
    "$(awk '$1 == "own" {print $2}' all)" \
    "$folder/office/layouts/own/layout.ini"
is "list: a stock layout is hidden by the office's" \
    "$(grep -F "annual-report " all | grep -Fc \
        "(hidden by $folder/office/layouts/annual-report/layout.ini)")" 1
is "list: what hides stands first" \
    "$(awk '$1 == "annual-report" {print $2; exit}' all)" \
    "$folder/office/layouts/annual-report/layout.ini"
is "list: a form straight below the folder" \
    "$("$program" list forms | awk '$1 == "nd30" {print $2; exit}')" \
    "$folder/office/forms/nd30.ini"
is "list: one kind alone" "$("$program" list forms | grep -c ':$')" 2
is "list: the used layout is the one that a report takes" \
    "$("$program" check -v "$here/../../samples/kien-giang-2017/report.ini" 2>&1 |
        grep found-layout | cut -d : -f 1)" \
    "$folder/office/layouts/annual-report/layout.ini"

"$program" list houses > /dev/null 2> messages
is "list: an unknown kind: status" $? 64
is "list: an unknown kind is told with those that there are" \
    "$(grep -c 'bad-argument: “houses”.*layouts | schemas | forms' messages)" 1
"$program" list forms nd30 > /dev/null 2> messages
is "list: one word too many: status" $? 64
is "list: one word too many is told" \
    "$(grep -c 'needless-operand: “nd30”' messages)" 1
is "list: options of reports do not belong" \
    "$("$program" list -o x 2>&1 | grep -c option-not-here)" 1
export REPORTGEN_PATH=$root

# ---- describe --------------------------------------------------------------

"$program" describe khuyen-cong > schema 2> messages
is "describe: status" $? 0
is "describe: all tables" "$(sed -n 's/^\[\([a-z_]*\)\].*/\1/p' schema)" \
    "$(sed -n 's/^\[table\.\([a-z_]*\)\].*/\1/p' "$layouts/schema/khuyen-cong.ini")"
is "describe: all fields" \
    "$(sed -n 's/^    \([a-z_0-9]*\) .*/\1/p' schema | grep -Ev '^$' | sort | uniq -c)" \
    "$({ sed -n 's/^\[field\.[a-z_]*\.\([a-z_0-9]*\)\].*/\1/p' "$layouts/schema/khuyen-cong.ini"
        sed -n 's/^\[\(rule\|cap\)\.\([a-z_0-9-]*\)\].*/\2/p' "$layouts/schema/khuyen-cong.ini" |
            grep -v -- -; } | sort | uniq -c)"
is "describe: type, unit, condition and headings of a field" \
    "$(grep -A 1 '^    support ' schema | head -n 2 | cut -d '|' -f 1)" \
    "    support            money, in units of 1.000.000 đồng, required when status = 'accepted', at least 0 đồng
        Kinh phí hỗ trợ "
is "describe: codes with their words" \
    "$(grep '^        national  *Khuyến công quốc gia | KCQG' schema | sort -u |
        wc -l)" 1

"$program" describe annual-report > layout 2> messages
is "describe: a layout: status" $? 0
is "describe: all its tallies, and those of the layout that it is built on" \
    "$(sed -n '/^Tallies:/,/^$/s/^    \([a-z_0-9]*\)$/\1/p' layout | sort)" \
    "$(sed -n 's/^\[tally\.\([a-z_0-9]*\)\].*/\1/p' \
        "$layouts/annual-report/layout.ini" "$layouts/common/layout.ini" | sort -u)"

"$program" describe nothing > out 2> messages
is "describe: not found: status" $? 78
is "describe: both kinds were looked for" \
    "$(grep -oE '(layout|schema)-not-found' messages | sort | xargs)" \
    "layout-not-found schema-not-found"
"$program" describe 2> messages
is "describe: nothing named: status" $? 64
