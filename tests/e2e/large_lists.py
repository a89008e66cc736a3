#!/usr/bin/python3
"""A list that is too long for the workbook's memory is written as a short one
is: totals, group rows, footnotes, the filter and the chart of the sheet.

usage: large_lists.py PROGRAM
"""
import json
import os
import sys
import tempfile

import openpyxl

from small_reports import NUMBERS_LAYOUT, NUMBERS_REPORT, NUMBERS_SCHEMA
from tap import ROOT, Tap, kept, plain_environment, run

tap = Tap()
program = os.path.abspath(sys.argv[1])

SCHEMA = NUMBERS_SCHEMA + """[field.t.s]
heading = "s"
type = text
"""
LAYOUT = NUMBERS_LAYOUT + """[tally.a]
from = t
columns = "id, s, m"
[table.a]
tally = a
{options}
column.1 = "STT | @number"
column.2 = "Mã | id"
column.3 = "{head}Nhóm | s"
column.4 = "{head}Kinh phí[^1] | m"
note.1 = "Tính bằng đồng."
[annex.a]
title = "A"
table = a
sheet = A
"""
VARIANTS = {
    "total": ('total = "Cộng"', ""),
    "groups": ('total = "Cộng"\ngroup_by = s', ""),
    "two rows of headings": ('total = "Cộng"', "Của đề án > "),
    "no total": ("", ""),
}


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make(folder, n_rows, options, head):
    write(folder, "schema/num.ini", SCHEMA)
    write(folder, "layout.ini", LAYOUT.format(options=options, head=head))
    write(folder, "report.ini", NUMBERS_REPORT)
    write(folder, "body.md", "[](annex:a)\n")
    write(folder, "t.csv", "id;day;m;s\n" + "".join(
        f"R{i};1/2/2020;{i * 7};{'ABC'[i * 3 // n_rows]}\n"
        for i in range(n_rows)))
    return run([program, "run", "report.ini", "-o", "out"], cwd=folder,
               env=plain_environment(REPORTGEN_PATH=f"{folder}:{ROOT}"))


def facts(folder, n_rows):
    """What the sheet says, with the number of rows taken out of it."""
    path = os.path.join(folder, "out", "out.xlsx")
    return json.loads(kept(["facts", str(n_rows)], path, lambda: json.dumps(
        read_facts(path, n_rows)).encode()))


def read_facts(path, n_rows):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cached = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    totals, figures = [], 0
    for row, values in zip(sheet.iter_rows(), cached.iter_rows()):
        for cell, value in zip(row, values):
            if isinstance(cell.value, str) and cell.value.startswith("="):
                totals.append(value.value)
            elif cell.column == 4 and isinstance(
                    cell.value, (int, float)):
                figures += cell.value
    shift = sheet.max_row - n_rows
    first, _, last = (sheet.auto_filter.ref or "").partition(":")
    return {"rows beside the list": shift,
            "filter from": first,
            "filter to the last row":
                last and int(last.lstrip("ABCD")) - n_rows,
            "merged": len(sheet.merged_cells.ranges),
            "totals": len(totals),
            "sums": sum(totals) / (2 if len(totals) > 1 else 1)
                    if totals else None,
            "figures": figures}


for name, (options, head) in VARIANTS.items():
    found = {}
    for n_rows in (300, 15000):
        with tempfile.TemporaryDirectory() as folder:
            done = make(folder, n_rows, options, head)
            if not tap.check(f"{name}, {n_rows} rows: written",
                             done.returncode == 0, done.stderr):
                continue
            found[n_rows] = facts(folder, n_rows)
            total = 7 * n_rows * (n_rows - 1) // 2
            tap.equal(f"{name}, {n_rows} rows: figures",
                      found[n_rows].pop("figures"), total)
            tap.check(f"{name}, {n_rows} rows: sums",
                      found[n_rows].pop("sums") == (total if options else
                                                    None))
    if len(found) == 2:
        tap.equal(f"{name}: the long list is as the short one", found[15000],
                  found[300])

# The rows of a long list do not stand in the tree: each format takes them from
# the store, all of them and in order.
with tempfile.TemporaryDirectory() as folder:
    N_ROWS = 12345
    make(folder, N_ROWS, 'total = "Cộng"', "")
    done = run([program, "run", "report.ini", "-o", "out", "--only", "txt"],
               cwd=folder,
               env=plain_environment(REPORTGEN_PATH=f"{folder}:{ROOT}"))
    with open(os.path.join(folder, "out", "out.txt"), encoding="utf-8") as file:
        rows = [line.split("\t") for line in file if "\tR" in line]
    tap.equal("text: every row, in order", [row[1] for row in rows],
              [f"R{i}" for i in range(N_ROWS)])
    tap.equal("text: figures", [row[3].strip() for row in rows[-2:]],
              [f"{7 * i:,}".replace(",", ".") for i in
               (N_ROWS - 2, N_ROWS - 1)])
    text = run(["pdftotext", "-layout", os.path.join(folder, "out", "out.pdf"),
                "-"]).stdout
    names = [word for line in text.splitlines() for word in line.split()
             if word[0] == "R" and word[1:].isdigit()]
    tap.equal("PDF: every row, in order", names,
              [f"R{i}" for i in range(N_ROWS)])

# A set of which only a part is made anew: what stays is told.
with tempfile.TemporaryDirectory() as folder:
    make(folder, 10, "", "")
    for only, left in (("pdf", "out.xlsx"), ("xlsx", "out.pdf"),
                       ("txt", "out.xlsx"), ("pdf", "out.txt")):
        done = run([program, "run", "report.ini", "-o", "out", "--only", only],
                   cwd=folder,
                   env=plain_environment(REPORTGEN_PATH=f"{folder}:{ROOT}"))
        tap.check(f"--only {only}: {left} stays, and is told",
                  done.returncode == 0 and os.path.exists(
                      os.path.join(folder, "out", left)) and
                  f"{left}: warning: old-output: " in done.stderr, done.stderr)
tap.done()
