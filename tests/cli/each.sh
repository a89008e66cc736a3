#!/bin/bash
# --each: which reports are made, that each has the rows of its value and no
# others, and that workers and shards make the same files.
. "$(dirname "$0")/cli.bash"
export REPORTGEN_PATH=$PWD:$here/../..

# ---- a region of three provinces, one of them merged into another ----------

mkdir layout
cat > layout/layout.ini <<'END'
[layout]
name    = layout
form    = nd30
schema  = khuyen-cong
body    = body.md
type_name = "BÁO CÁO"
summary = "Kết quả{{#each.key}} của {{each.label}} ({{each.key}}, {{each.full_label}}){{/each.key}}"
[tally.all]
from     = schemes
measures = "n = count(distinct id), support = sum(support)"
[tally.units]
from     = beneficiaries
measures = "n = count(*)"
[tally.events]
from     = events
measures = "n = count(*)"
[tally.products]
from     = products
period   = none
measures = "n = count(*)"
[tally.publications]
from     = publications
measures = "n = count(*)"
[tally.plans]
from     = plans
measures = "assigned = sum(assigned)"
END
echo '{{all.n | plain}} đề án, {{all.support | million}} triệu đồng,' \
    '{{units.n | plain}} cơ sở, {{events.n | plain}} hội chợ,' \
    '{{products.n | plain}} sản phẩm, {{publications.n | plain}} ấn phẩm,' \
    'kế hoạch {{plans.assigned | million}} triệu đồng.' > layout/body.md

cat > report.ini <<'END'
[report]
layout = layout
[period]
value = 2026
[dataset]
schema        = khuyen-cong
schemes       = "schemes*.csv"
beneficiaries = beneficiaries.csv
events        = events.csv
selections    = selections.csv
products      = products.csv
publications  = publications.csv
plans         = plans.csv
[agency]
name  = "CỤC"
place = "Hà Nội"
[signer]
title = "CỤC TRƯỞNG"
[output]
name = r
END
head='Mã đề án;Tên đề án;Nội dung;Nguồn;Trạng thái;Ngày nghiệm thu;Kinh phí hỗ trợ;Tỉnh'
cat > schemes1.csv <<END
$head
A1;Một;3b;KCQG;Đã nghiệm thu;1/2/2026;100;An Giang
K1;Hai;3b;KCĐP;Đã nghiệm thu;1/3/2026;20;Kiên Giang
END
cat > schemes2.csv <<END
$head
C1;Ba;3b;KCĐP;Đã nghiệm thu;1/4/2026;3;Cần Thơ
C1;Ba;3b;KCQG;Đã nghiệm thu;1/4/2026;4;Cần Thơ
END
# The second unit's province is that of its scheme, C1.
cat > beneficiaries.csv <<'END'
Mã đơn vị;Mã đề án;Tên đơn vị;Tỉnh
U1;A1;Cơ sở 1;An Giang
U2;C1;Cơ sở 2;
U3;C1;Cơ sở 3;Cần Thơ
END
cat > events.csv <<'END'
Mã sự kiện;Loại sự kiện;Tên sự kiện;Địa điểm;Ngày tổ chức;Mã đề án
E1;Hội chợ;Chợ 1;Hà Nội;5/5/2026;K1
E2;Hội chợ;Chợ 2;Hà Nội;6/5/2026;C1
E3;Hội chợ;Chợ 3;Hà Nội;7/5/2026;
END
# Products go through their selection to its scheme.
printf 'Mã đợt;Cấp;Mã đề án\nS1;Cấp tỉnh;C1\nS2;Cấp tỉnh;A1\n' > selections.csv
cat > products.csv <<'END'
Mã sản phẩm;Mã đợt;Tên sản phẩm;Nhóm sản phẩm
P1;S1;Mắm;2
P2;S1;Khô;2
P3;S2;Bánh;2
END
printf 'Mã ấn phẩm;Loại ấn phẩm;Số lượng;Ngày phát hành\nT1;Tờ gấp;9;1/2/2026\n' \
    > publications.csv
printf 'Năm;Nguồn;Tỉnh;Kinh phí giao\n2026;KCQG;An Giang;200\n2026;KCĐP;Kiên Giang;30\n2026;KCĐP;Cần Thơ;7\n' > plans.csv

# What the reports say: one line each.
lines() {
    "$program" dump document report.ini "$@" 2> messages | grep -a 'đề án,'
}
texts() {
    lines "$@" | sed 's/.*\(\b[0-9][0-9]* đề án\)/\1/'
}

is "the whole region" "$(texts)" \
    "3 đề án, 127 triệu đồng, 3 cơ sở, 3 hội chợ, 3 sản phẩm, 1 ấn phẩm, kế hoạch 237 triệu đồng./."
is "recorded provinces, in order of the alphabet" \
    "$(texts --each schemes.province)" \
    "1 đề án, 100 triệu đồng, 1 cơ sở, 0 hội chợ, 1 sản phẩm, 0 ấn phẩm, kế hoạch 200 triệu đồng./.
1 đề án, 7 triệu đồng, 2 cơ sở, 1 hội chợ, 2 sản phẩm, 0 ấn phẩm, kế hoạch 7 triệu đồng./.
1 đề án, 20 triệu đồng, 0 cơ sở, 1 hội chợ, 0 sản phẩm, 0 ấn phẩm, kế hoạch 30 triệu đồng./."
is "provinces of today: two old ones are one" \
    "$(texts --each schemes.province_now)" \
    "2 đề án, 120 triệu đồng, 1 cơ sở, 1 hội chợ, 1 sản phẩm, 0 ấn phẩm, kế hoạch 230 triệu đồng./.
1 đề án, 7 triệu đồng, 2 cơ sở, 1 hội chợ, 2 sản phẩm, 0 ấn phẩm, kế hoạch 7 triệu đồng./."
is "values of an enum, in the schema's order" "$(texts --each schemes.source)" \
    "2 đề án, 104 triệu đồng, 3 cơ sở, 1 hội chợ, 3 sản phẩm, 0 ấn phẩm, kế hoạch 200 triệu đồng./.
2 đề án, 23 triệu đồng, 2 cơ sở, 2 hội chợ, 2 sản phẩm, 0 ấn phẩm, kế hoạch 37 triệu đồng./."
is "years: the rounds of selection have none" "$(texts --each plans.year)" \
    "$(texts | sed 's/3 sản phẩm/0 sản phẩm/')"
is "the text names the value" \
    "$("$program" dump document report.ini --each schemes.province_now 2> messages |
        grep -ao 'Kết quả của.*)' | sort -u)" \
    "Kết quả của An Giang (an-giang, tỉnh An Giang)
Kết quả của Cần Thơ (can-tho, thành phố Cần Thơ)"
is "a recorded place has the unit of its time" \
    "$("$program" dump document report.ini --each schemes.province 2> messages |
        grep -ao 'Kết quả của.*)' | sort -u)" \
    "Kết quả của An Giang (An Giang, tỉnh An Giang)
Kết quả của Cần Thơ (Cần Thơ, thành phố Cần Thơ)
Kết quả của Kiên Giang (Kiên Giang, tỉnh Kiên Giang)"
is "what is no place is called as it is" \
    "$("$program" dump document report.ini --each schemes.source 2> messages |
        grep -ao 'Kết quả của.*)' | sort -u | head -n 1)" \
    "Kết quả của Khuyến công quốc gia (national, Khuyến công quốc gia)"

# ---- files -----------------------------------------------------------------

names() { # FOLDER
    (cd "$1" && ls)
}
"$program" run report.ini --each schemes.province -o one > stdout 2> messages
is "a run writes them" "$?" 0
is "names of files end in the value's" "$(names one)" \
    "r-an-giang.manifest.json
r-an-giang.pdf
r-can-tho.manifest.json
r-can-tho.pdf
r-kien-giang.manifest.json
r-kien-giang.pdf"
is "they are printed in order" "$(cat stdout)" \
    "one/r-an-giang.pdf
one/r-an-giang.manifest.json
one/r-can-tho.pdf
one/r-can-tho.manifest.json
one/r-kien-giang.pdf
one/r-kien-giang.manifest.json"
is "the manifest names field and value" \
    "$(grep -A3 '"each"' one/r-can-tho.manifest.json)" \
    '  "each": {
    "field": "schemes.province",
    "key": "Cần Thơ"
  },'
is "the manifest lists every file of data" \
    "$(grep -o '"name": "schemes[0-9].csv"' one/r-can-tho.manifest.json)" \
    '"name": "schemes1.csv"
"name": "schemes2.csv"'

"$program" run report.ini --each schemes.province -j 3 -o three > stdout 2> messages
is "three workers write them" "$?" 0
is "workers write the same files" "$(diff -r one three)" ""
for i in 1 2; do
    "$program" run report.ini --each schemes.province --shard $i/2 \
        -o shards > "stdout$i" 2> messages
    is "shard $i of 2" "$?" 0
done
is "shards share out the reports" "$(grep -c pdf stdout1 stdout2)" \
    "stdout1:2
stdout2:1"
is "shards write the same files" "$(diff -r one shards)" ""
sed 's/^name = r$/name = q/' report.ini > other.ini
"$program" run report.ini other.ini --each schemes.province --shard 2/3 \
    -o both > stdout 2> messages
is "shards count over all configurations" "$(names both | grep pdf)" \
    "q-can-tho.pdf
r-can-tho.pdf"
"$program" check report.ini --each schemes.province > stdout 2> messages
is "check writes nothing" "$?:$(cat stdout messages)" "0:"

# ---- provinces that number their schemes alike ------------------------------

mkdir -p same/an-giang same/can-tho
printf '%s\nA1;Một;3b;KCQG;Đã nghiệm thu;1/2/2026;100;An Giang\n' "$head" \
    > same/an-giang/schemes.csv
printf '%s\nA1;Ba;3b;KCĐP;Đã nghiệm thu;1/4/2026;7;Cần Thơ\n' "$head" \
    > same/can-tho/schemes.csv
printf 'Mã đơn vị;Mã đề án;Tên đơn vị\nU1;A1;Cơ sở 1\n' \
    > same/an-giang/units.csv
printf 'Mã đơn vị;Mã đề án;Tên đơn vị\nU1;A1;Cơ sở 2\nU2;A1;Cơ sở 3\n' \
    > same/can-tho/units.csv
sed -e '/^events\|^selections\|^products\|^publications\|^plans/d' \
    -e 's|"schemes\*.csv"|"same/*/schemes.csv"|' \
    -e 's|beneficiaries.csv|"same/*/units.csv"|' report.ini > same.ini
rest="0 hội chợ, 0 sản phẩm, 0 ấn phẩm, kế hoạch 0 triệu đồng./."
same() {
    "$program" dump document same.ini "$@" 2> messages |
        grep -a 'đề án,' | sed 's/.*\(\b[0-9][0-9]* đề án\)/\1/'
}
is "schemes of one id in two provinces are two" "$(same)" \
    "2 đề án, 107 triệu đồng, 3 cơ sở, $rest"
is "each province has its own" "$(same --each schemes.province)" \
    "1 đề án, 100 triệu đồng, 1 cơ sở, $rest
1 đề án, 7 triệu đồng, 2 cơ sở, $rest"
is "so have reports of each scheme" "$(same --each schemes.id)" \
    "1 đề án, 100 triệu đồng, 1 cơ sở, $rest
1 đề án, 7 triệu đồng, 2 cơ sở, $rest"
"$program" run same.ini --each schemes.id -j 2 -o same-one > stdout 2> messages
for i in 1 2; do
    "$program" run same.ini --each schemes.id --shard $i/2 -o same-shards \
        > stdout 2> messages
done
is "their files are told apart" "$(names same-one | grep pdf)" \
    "r-a1-same-an-giang.pdf
r-a1-same-can-tho.pdf"
is "shards write the same" "$(diff -r same-one same-shards)" ""
is "no source is printed" "$(grep -c "$(printf '\357\277\276')" \
    same-one/*.json; grep -o '"key": .*' same-one/*an-giang.manifest.json)" \
    'same-one/r-a1-same-an-giang.manifest.json:0
same-one/r-a1-same-can-tho.manifest.json:0
"key": "A1"'

# ---- texts that a reader takes for the same ---------------------------------

mkdir alike alike/layout
cat > alike/layout/layout.ini <<'END'
[layout]
extends = whole
[tally.communes]
from     = schemes
group_by = commune
measures = "n = count(distinct id)"
END
echo '{{each.label}}: {{all.n | plain}} đề án{{#communes}}, {{label}}' \
    '{{n | plain}}{{/communes}}' > alike/layout/body.md
printf '%s\n' 'Mã đề án;Tên đề án;Nội dung;Nguồn;Trạng thái;Ngày nghiệm thu;Kinh phí hỗ trợ;Tỉnh;Xã' \
    'A1;Một;3b;KCQG;Đã nghiệm thu;1/2/2026;1;An Giang;Hòa An' \
    'A2;Hai;3b;KCQG;Đã nghiệm thu;1/2/2026;1;An Giang;Hoà  An' \
    'A3;Ba;3b;KCĐP;Đã nghiệm thu;1/2/2026;1;An Giang;HÒA AN' \
    'A4;Bốn;3b;KCQG;Đã nghiệm thu;1/2/2026;1;An Giang;Mỹ Lâm' \
    > alike/schemes1.csv
sed '/^beneficiaries\|^events\|^selections\|^products\|^publications\|^plans/d' \
    report.ini > alike/report.ini
alike() {
    "$program" dump document alike/report.ini "$@" 2> messages |
        grep -a 'đề án,'
}
cp -r layout alike/whole
is "look-alikes are one group under --each" \
    "$(alike --each schemes.source)" \
    "Khuyến công quốc gia: 3 đề án, Hòa An 2, Mỹ Lâm 1./.
Khuyến công địa phương: 1 đề án, Hòa An 1./."
is "and one report" "$(alike --each schemes.commune)" \
    "Hòa An: 3 đề án, Hòa An 3./.
Mỹ Lâm: 1 đề án, Mỹ Lâm 1./."
is "which is told once" "$(grep -c written-two-ways messages)" 2

# ---- faults ----------------------------------------------------------------

refuse() { # NAME STATUS MESSAGE WORD...
    local name=$1 status=$2 message=$3 got
    shift 3
    "$program" "$@" > stdout 2> messages
    got=$?
    is "$name" "$got:$(cat stdout messages)" "$status:$message"
}

refuse "an unknown field" 64 \
    'reportgen: error: each-unknown: --each: the schema has no field “schemes.provinc”; did you mean “schemes.province”?' \
    check report.ini --each schemes.provinc
refuse "an unknown table" 64 \
    'reportgen: error: each-unknown: --each: the schema has no field “scheme.province”; did you mean “schemes.province”?' \
    check report.ini --each scheme.province
refuse "values that are no names" 64 \
    'reportgen: error: each-type: --each: the values of “schemes.support” are not names; use a field of type text, enum, place, integer or year' \
    check report.ini --each schemes.support
refuse "no value at all" 65 \
    'reportgen: error: each-nothing: --each: no row has a value of “trainings.name”; there is no report to make' \
    check report.ini --each trainings.name

sed -i 's/;Kiên Giang$/;/' schemes1.csv
refuse "rows without a value are warned of" 0 \
    'reportgen: warning: each-without: --each: 1 rows have no value of “schemes.province” and are in no report' \
    check report.ini --each schemes.province
"$program" check report.ini --each schemes.province --strict \
    > stdout 2> messages
is "--strict refuses them" "$?" 65

printf '%s\nD1;Bốn;3b;KCĐP;Đã nghiệm thu;1/4/2026;3;Can Tho\nD2;Năm;3b;KCĐP;Đã nghiệm thu;1/4/2026;3;東京\n' \
    "$head" > schemes3.csv
"$program" run report.ini --each schemes.province -o refused > stdout 2> messages
is "two values with one name, and one without, are refused" \
    "$?:$(cat stdout; grep -o 'each-.*' messages | grep -v without | sort)" \
    "65:each-no-name: --each: “東京” has no letter or digit to make a file name from
each-same-name: --each: “Can Tho” and “Cần Thơ” would both be written to files ending in “-can-tho”; spell them alike or make them differ"
is "nothing was written" "$(names refused 2> /dev/null)" ""
rm schemes3.csv

sed -i 's/;20;$/;hai mươi;/' schemes1.csv
"$program" run report.ini --each schemes.province -j 2 -o refused \
    > stdout 2> messages
is "faulty data make no report, and are told once" \
    "$?:$(cat stdout):$(grep -c bad-number messages)" "65::1"
sed -i 's/;hai mươi;/;20;/' schemes1.csv

long=$(printf 'x%.0s' {1..195})
sed "s/^name = r$/name = $long/" report.ini > long.ini
"$program" run long.ini --each schemes.province -q -o refused \
    > stdout 2> messages
is "a name that is too long" "$?:$(grep -o 'each-[a-z-]*' messages | sort -u)" \
    "78:each-long-name"
grep -q 'long.ini:.*: error: each-long-name' messages &&
    echo "ok - with its place" || echo "not ok - with its place"
