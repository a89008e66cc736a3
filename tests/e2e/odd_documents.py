#!/usr/bin/python3
"""Documents that no office would write, at every level of PDF/A.

usage: odd_documents.py PROGRAM

Footnotes wherever they may stand, lists and tables beyond the arrays of PDF
1.4, words without a place to break them, cells taller than a page: each is
written, and validators find no fault in it.  A letter that no font has is an
error with its place.
"""
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])
LEVELS = {"1a": ["-f", "ua1"], "2a": ["-f", "ua1"], "2u": [],
          "3a": ["-f", "ua1"]}
CASES = os.path.join(ROOT, "tests", "regress", "common")

REPORT = """[report]
layout = here
summary = "Kết quả năm 2017"
[period]
value = 2017
[dataset]
schema = mini
schemes = schemes.csv
[agency]
name = "SỞ CÔNG THƯƠNG"
place = "Kiên Giang"
[signer]
title = "GIÁM ĐỐC"
[output]
name = report
level = {level}
"""
LAYOUT = """[layout]
name = here
form = nd30
schema = mini
body = body.md
type_name = "BÁO CÁO"
[tally.all]
from = schemes
measures = "n = count(distinct id), support = sum(support)"
[tally.by_source]
from = schemes
group_by = source
measures = "n = count(distinct id), support = sum(support)"
[tally.list]
from = schemes
columns = "id, name, source, support"
[table.list]
tally = list
unit = million
total = "Cộng[^c]"
unit_line = "ĐVT: triệu đồng[^c]"
column.1 = "STT | @number"
column.2 = "Mã | id"
column.3 = "Tên[^t] | name | weight=3"
column.4 = "Kinh phí | support"
note.c = "Làm tròn."
note.t = "Theo quyết định."
note.r = "Tạm tính. | row=D1 column=4"
[chart.round]
tally = by_source
kind = pie
series = n
alt = "{{#all.n}}{{/all.n}}"
[annex.list]
title = "Danh mục"
table = list
sheet = "Danh mục"
"""
FEW = [("Máy một", 5), ("Máy hai", "7,5")]
WORD = "dàikhôngngắt" * 30
LONG_NOTE = "Chú thích dài hơn một trang. " * 300
SEE = "Xem [](annex:list).\n\n"

DOCUMENTS = {
    "footnotes": ("""# Mục[^a]

- Gạch[^b], lại[^a];
  - trong[^c].

| Nội dung[^d] | Số |
|---|---|
{{#by_source}}
| {{label}} | {{n}}[^e] |
{{/by_source}}

> Trích[^f].

![Danh mục[^g]](table:list)

[^a]: A [^c].
[^b]: B, [bộ](https://moit.gov.vn) [^b].
[^c]: C
[^d]: D
[^e]: E
[^f]: F
[^g]: G
""" + SEE, FEW),
    "a note of pages": ("Một[^a] và hai[^b].\n\nSau.\n\n" + SEE +
                        f"[^a]: {LONG_NOTE}\n[^b]: Ngắn.\n", FEW),
    "6,000 items, 3,000 rows": ("# Mục\n\n" + SEE +
                                "{{#list}}\n- {{name}};\n- lại;\n"
                                "{{/list}}\n",
                                [(f"Máy {i}", i + 1) for i in range(3000)]),
    "wide words, tall cells": (f"# Mục {WORD}\n\n- a\n  - b\n    - c\n"
                               f"      - {WORD}\n\n" + SEE,
                               [(WORD, 999999999999), ("chữ " * 1500, 1)]),
    "a head alone": ("# Mục\n\n| A | B |\n|---|---|\n\n" + SEE, FEW),
    "a chart without words": ("![Tròn](chart:round)\n\n" + SEE, FEW),
    "no rows": ("# Mục\n\n" + SEE, []),
}
# Arrays are limited in PDF 1.4 (1a), and not in 1.7 (2a).  Of a long document
# 2u has nothing else, as it has no structure, and 3a is 2a with attachments.
LONG_AT = ("1a", "2a")
MISSING = {
    "an emoji": ("# Mục\n\nMột 😀.\n\n" + SEE, FEW, "body.md:3"),
    "a Chinese letter in data": (SEE, FEW + [("Máy 中", 1)], "layout.ini"),
}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def report(folder, level, body, rows):
    """Runs the report; the finished process and the path of its PDF."""
    write(f"{folder}/report.ini", REPORT.format(level=level))
    write(f"{folder}/here/layout.ini", LAYOUT)
    write(f"{folder}/here/body.md", body)
    write(f"{folder}/schemes.csv", "Mã,Tên,Nguồn,Ngày,Hỗ trợ\n" + "".join(
        f'D{i},{name},{"QG" if i % 2 else "ĐP"},05/6/2017,"{support}"\n'
        for i, (name, support) in enumerate(rows)))
    out = os.path.join(folder, level)
    found = os.environ.get("REPORTGEN_PATH", ROOT)
    done = run([PROGRAM, "run", "report.ini", "-o", out], cwd=folder,
               env=plain_environment(REPORTGEN_PATH=f".:{CASES}:{found}"))
    return done, os.path.join(out, "report.pdf")


def judge(name, level, pdf):
    tap.judge(name, ["pdfalint", "-f", level] + LEVELS[level], pdf)


def notes_and_marks(pdf):
    """How many Note, Lbl in a Note, Reference, and Link in a Reference."""
    text = run(["pdfinfo", "-struct", pdf]).stdout
    lines = [(len(line) - len(line.lstrip()), line.split()[0])
             for line in text.split("\n") if line.strip()]
    inside = [(above[1], below[1]) for above, below in zip(lines, lines[1:])
              if below[0] > above[0]]
    kinds = [kind for _, kind in lines]
    return (kinds.count("Note"), inside.count(("Note", "Lbl")),
            kinds.count("Reference"), inside.count(("Reference", "Link")))


with tempfile.TemporaryDirectory() as work:
    for name, (body, rows) in DOCUMENTS.items():
        for level in LEVELS:
            folder = os.path.join(work, re.sub(r"\W", "", name))
            done, pdf = report(folder, level, body, rows)
            if tap.check(f"{name}, {level}: is written",
                         done.returncode == 0, done.stderr) and (
                             level in LONG_AT or len(rows) < 1000):
                judge(f"{name}, {level}", level, pdf)
            if name == "footnotes" and level == "2a":
                # Seven notes of the text; three of the table, which is shown twice.
                tap.equal(f"{name}: marks and notes in the structure",
                          notes_and_marks(pdf), (13, 13, 19, 19))
    for name, (body, rows, place) in MISSING.items():
        done, _ = report(os.path.join(work, "missing"), "2a", body, rows)
        tap.equal(f"{name}: exit status", done.returncode, 65)
        tap.check(f"{name}: place", re.search(
            rf"(?m)^\S*{re.escape(place)}\S* error: missing-glyph", done.stderr),
            done.stderr)
        if rows != FEW:
            tap.check(f"{name}: place in the data",
                      "schemes.csv:4:2: note: letter-in-data" in done.stderr,
                      done.stderr)
tap.done()
