"""The small schema, and the rest of a report, that workbooks in odd shapes are
read with."""
SCHEMA = """\
[schema]
name = t
total_words = "Tổng cộng | Cộng"
ignored_columns = "STT"
true_words = "Có | true | 1"
false_words = "Không | false | 0"
[table.items]
label = "Mục"
key = id
period_by = day
[field.items.id]
heading = "Mã"
type = text
required = yes
[field.items.name]
heading = "Tên"
type = text
[field.items.day]
heading = "Ngày"
type = date
[field.items.cost]
heading = "Kinh phí"
type = money
unit = million
[field.items.n]
heading = "Số lượng"
type = integer
[field.items.good]
heading = "Đạt"
type = boolean
"""
LAYOUT = "[layout]\nname = f\nbody = body.md\n[tally.all]\nfrom = items\n" \
    'measures = "n = count(*)"\n'
CONFIGURATION = """\
[report]
layout = f
summary = "S"
[period]
value = 2017
[dataset]
schema = t
items = "{source}"
[agency]
name = "SỞ"
place = "Cà Mau"
[document]
symbol = BC
[signer]
title = "GIÁM ĐỐC"
[output]
name = r
"""
