#!/bin/bash
# What the reports of a batch share never shows: each is made as if alone,
# though its schema be another, or one of which there is something to say.
. "$(dirname "$0")/cli.bash"
export REPORTGEN_PATH=$PWD:$here/../..

# ---- five reports: 2 and 4 have a schema of their own, 5 has a doubtful one --

mkdir layout
cat > layout/layout.ini <<'END'
[layout]
name    = layout
form    = nd30
schema  = khuyen-cong
body    = body.md
type_name = "BÁO CÁO"
summary = "Kết quả"
[tally.by_source]
from     = schemes
group_by = source
measures = "n = count(distinct id)"
END
echo '{{#by_source}}{{label}}: {{n}}{{stop}} {{/by_source}}' > layout/body.md

report() { # NUMBER
    mkdir "$1"
    printf '%s\n' 'Mã đề án,Tên đề án,Nội dung hoạt động,Nguồn kinh phí,Kinh phí hỗ trợ (triệu đồng),Trạng thái,Ngày nghiệm thu' \
        "$1,Đề án $1,Đào tạo nghề,Khuyến công quốc gia,$1,Đã nghiệm thu,01/6/2017" \
        > "$1/schemes.csv"
    cat > "$1/report.ini" <<END
[report]
layout = layout
[period]
value = 2017
[dataset]
schema  = khuyen-cong
schemes = schemes.csv
[agency]
superior = "UBND TỈNH"
name     = "SỞ CÔNG THƯƠNG"
place    = "Tỉnh"
[document]
symbol = BC
[addressees]
1 = "Ủy ban nhân dân tỉnh"
[recipients]
1 = "Như trên"
[signer]
title = "GIÁM ĐỐC"
[output]
name = report-$1
END
}
for number in 1 2 3 4 5; do
    report $number
done
schema=$here/../../layouts/schema/khuyen-cong.ini
mkdir 2/schema 4/schema 5/schema
sed 's/^national = "Khuyến công quốc gia /national = "KHUYẾN CÔNG QUỐC GIA | Khuyến công quốc gia /' \
    "$schema" | tee 2/schema/khuyen-cong.ini > 4/schema/khuyen-cong.ini
{ cat "$schema" && printf '[nonsense]\na = b\n'; } > 5/schema/khuyen-cong.ini

# ---- alone and together ------------------------------------------------------

run() { # OUT NUMBER...: messages; files go to OUT
    local out=$1
    shift
    "$program" run "${@/%//report.ini}" -o "$out" 2>&1 >"$out.paths"
    echo "status $?"
}
for number in 1 2 3 4 5; do
    run alone $number > "alone-$number"
done
together=$(run together 1 2 3 4 5 | grep -v '^status')
is "a faulty schema is told in its report" "$together" \
    "$(grep -hv '^status' alone-*)"
# shellcheck disable=SC2046
is "all other files are those of single runs" \
    "$(cd together && sha256sum $(cd ../alone && ls))" \
    "$(cd alone && sha256sum ./* | sed 's,\./,,')"
is "a schema beside the configuration counts" \
    "$("$program" dump document 1/report.ini 2/report.ini 3/report.ini |
        sed -n 's/; Khuyến.*//p')" \
    "$(printf '%s\n' 'Khuyến công quốc gia: 01' 'KHUYẾN CÔNG QUỐC GIA: 01' \
        'Khuyến công quốc gia: 01')"

# ---- month by month -----------------------------------------------------------

mkdir months
sed 's/^name = .*/name = report-{{period.code}}/' 1/report.ini > months/report.ini
cp 1/schemes.csv months
month() { # TODAY WORD...: what cron runs on that day
    local today=$1
    shift
    "$program" run months/report.ini -o monthly --period last-month \
        --today "$today" "$@" 2>&1
    echo "status $?"
}
month 2017-07-05 > july
is "a month without rows is told of" \
    "$(month 2017-08-05 | grep -c 'warning: empty-period')" 1
is "each month has files of its own" \
    "$(cd monthly && echo *.pdf)" "report-2017-M06.pdf report-2017-M07.pdf"
is "and is refused with --strict" \
    "$(month 2017-09-05 --strict | tail -n 1; cd monthly && echo *.pdf)" \
    "$(printf '%s\n' 'status 65' \
        'report-2017-M06.pdf report-2017-M07.pdf')"

# ---- how far a batch is -------------------------------------------------------

progress() { # WORD...: what is told of it
    "$program" check 1/report.ini 3/report.ini "$@" 2>&1 |
        grep 'reports done'
}
two=$(printf '%s\n' '1 of 2 reports done' '2 of 2 reports done')
is "each report that is done is told" "$(progress --progress always)" "$two"
is "each report of a worker too" "$(progress --progress always -j 2)" "$two"
is "nobody waits at the end of a pipe" "$(progress)" ""
is "and nobody who does not want to" "$(progress --progress never)" ""
