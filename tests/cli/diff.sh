#!/bin/bash
# diff: which numbers of two reports differ, and because of which records.
. "$(dirname "$0")/cli.bash"
export REPORTGEN_PATH=$here/../..
old=$here/../../samples/kien-giang-2017/report.ini
cp -r "$here/../../samples/kien-giang-2017" new
new=new/report.ini

compare() { # [OPTION...]: status, answer and messages
    "$program" diff "$old" "$new" "$@" > answer 2> messages
    status=$?
}

compare
is "diff: the same report: status" "$status" 0
is "diff: nothing to say" "$(cat answer messages)" ""

sed -i '2s/;480;200\(\r\?\)$/;480;250\1/' new/schemes.csv
compare
is "diff: an amount was changed: status" "$status" 1
is "diff: the number before and after" \
    "$(grep -o '^“600” → “650” (+50.000.000) by_source.national.support page 1' answer)" \
    "“600” → “650” (+50.000.000) by_source.national.support page 1"
is "diff: a share of what did not change itself" \
    "$(grep -c '^“63,2%” → “61,3%” .* by_source.local.part ' answer)" 1
is "diff: one record did it, and no other" \
    "$(grep '^    ' answer | sed 's/.*: Kinh/Kinh/; s/([^)]*schemes/(schemes/g' | sort -u)" \
    "Kinh phí hỗ trợ 200.000.000 (schemes.csv:2:12) → 250.000.000 (schemes.csv:2:12)"
is "diff: what does not depend on it is the same" \
    "$(grep -c 'products\|events\|by_source.local.support' answer)" 0

compare --format json
is "diff: JSON" "$(/usr/bin/python3 -c '
import json
found = [json.loads(line) for line in open("answer")]
change = [f for f in found if f["old"]["text"] == "600"][0]
row, = change["rows"]
field, = row["fields"]
print(change["new"]["text"], change["by"], row["change"], field["field"],
      field["old"], field["new"])')" \
    "650 50000000 changed support 200.000.000 250.000.000"

sed -i 2d new/schemes.csv
compare
is "diff: a record is gone" \
    "$(grep -A 1 '^“03” → “02” ' answer | grep -c 'counted no longer: .*schemes.csv:2: .*Mã đề án = QG-01-2017')" 1
is "diff: its own numbers are gone" "$(grep -c '^gone: “200,00” ' answer)" 2

"$program" diff "$old" nowhere.ini > /dev/null 2>&1
is "diff: no configuration: status" $? 66
"$program" diff "$old" > /dev/null 2>&1
is "diff: one report: status" $? 64
