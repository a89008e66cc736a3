"""The configurations, layouts and schemas with which several tests begin."""

# A report over the schema of industrial promotion: its sources are filled in.
SCHEMES_REPORT = """[report]
layout = annual-report
summary = "Kết quả năm 2017"
[period]
value = 2017
[dataset]
schema = khuyen-cong
{sources}
[agency]
name = "SỞ CÔNG THƯƠNG"
place = "Kiên Giang"
[signer]
title = "GIÁM ĐỐC"
[output]
name = report
"""

# A table of an id, a day and an amount; more fields may follow.
NUMBERS_SCHEMA = """[schema]
name = num
[table.t]
label = "T"
key = "id"
period_by = day
[field.t.id]
heading = "id"
type = text
required = yes
[field.t.day]
heading = "day"
type = date
[field.t.m]
heading = "m"
type = money
unit = dong
"""
NUMBERS_LAYOUT = """[layout]
name = l
form = nd30
schema = num
body = body.md
type_name = "BÁO CÁO"
"""
NUMBERS_REPORT = """[report]
layout = .
summary = "S"
[period]
value = 2020
closing = calendar
[dataset]
schema = num
notation = vietnamese
t = t.csv
[agency]
name = "SỞ"
place = "Kiên Giang"
[document]
symbol = BC
[signer]
title = "GIÁM ĐỐC"
[output]
name = out
"""
