#!/usr/bin/python3
"""The cases of the intake with workbooks in place of their CSV files.

usage: intake_as_workbooks.py PROGRAM

Each CSV file of a case in tests/regress/intake becomes a workbook with the same
texts in the same cells.  Status, codes and records must be those that the case
expects, and places must name the sheet and the cell: schemes.csv:3:7 is
schemes.xlsx!Sheet1!G3.
"""
import csv
import glob
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402
from workbook_parts import book, sheet  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
CASES = os.path.join(ROOT, "tests", "regress", "intake")

# What only a text file can be: cut off, without separators, in an encoding.
OF_TEXT_FILES = re.compile(
    r": (no-line-end|file-cut-short|too-few-cells|too-many-cells|bad-utf8|"
    r"headings-cut-short|stray-quote|open-quote): |encoding|wildcard")


def escaped(text):
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]",
                  lambda m: f"_x{ord(m[0]):04X}_", text)


def letters(column):
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def workbook(rows):
    lines = []
    for n, cells in rows:
        inner = "".join(
            f'<c r="{letters(i + 1)}{n}" t="inlineStr"><is><t xml:space='
            f'"preserve">{escaped(c)}</t></is></c>'
            for i, c in enumerate(cells) if c != "")
        lines.append(f'<row r="{n}">{inner}</row>')
    return book(sheet("".join(lines)))


def read_csv(path):
    """Rows with the line at which each starts, or None for a file that is
    more than text in cells."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff")
                           else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    delimiter = max(";,\t", key=text.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    rows, start = [], 1
    for cells in reader:
        rows.append((start, [c.strip("\r\n") for c in cells]))
        start = reader.line_num + 1
    return rows


def cell_place(match):
    name, line, column = match[1], match[2], match[3]
    place = f"{name}.xlsx!Sheet1!"
    return place + (f"{letters(int(column))}{line}" if column else line)


def translated(text):
    return re.sub(r"([\w./-]+)\.csv:(\d+)(?::(\d+))?", cell_place, text)


def codes(text):
    """Level, code and place of each message in its order."""
    return re.findall(r"(?m)^(\S+): (note|warning|error): ([a-z0-9-]+): ",
                      text)


def try_case(tap, case, folder):
    name = os.path.basename(case)
    with open(os.path.join(case, "report.ini"), encoding="utf-8-sig") as file:
        configuration = file.read()
    expected = open(os.path.join(case, "expected.err"),
                    encoding="utf-8").read()
    if OF_TEXT_FILES.search(expected) or "encoding" in configuration or \
            "*" in configuration:
        return False
    target = os.path.join(folder, name)
    shutil.copytree(case, target)
    for path in glob.glob(os.path.join(target, "*.csv")):
        rows = read_csv(path)
        if rows is None:
            return False
        with open(path[:-4] + ".xlsx", "wb") as file:
            file.write(workbook(rows))
        os.remove(path)
    with open(os.path.join(target, "report.ini"), "w",
              encoding="utf-8") as file:
        file.write(configuration.replace(".csv", ".xlsx"))
    path = f"{ROOT}/tests/regress/common:{ROOT}"
    arguments = []
    if os.path.exists(os.path.join(case, "args")):
        arguments = open(os.path.join(case, "args")).read().split()
    ended = run([PROGRAM, "check", "report.ini", *arguments], cwd=target,
                env=plain_environment(REPORTGEN_PATH=path))
    status = int(open(os.path.join(case, "expected.status")).read())
    tap.equal(f"{name}: status", ended.returncode, status)
    tap.equal(f"{name}: messages", codes(ended.stderr),
              codes(translated(expected)))
    records = os.path.join(case, "expected.dataset")
    if os.path.exists(records):
        ended = run([PROGRAM, "dump", "dataset", "report.ini", *arguments],
                    cwd=target, env=plain_environment(REPORTGEN_PATH=path))
        wanted = translated(open(records, encoding="utf-8").read())
        tap.equal(f"{name}: records", ended.stdout.splitlines(),
                  [line.replace(".csv", ".xlsx")
                   for line in wanted.splitlines()])
    return True


def main():
    tap = Tap()
    n = 0
    with tempfile.TemporaryDirectory() as folder:
        for case in sorted(glob.glob(os.path.join(CASES, "*"))):
            if os.path.exists(os.path.join(case, "expected.err")):
                n += try_case(tap, case, folder)
    tap.check(f"{n} cases were tried", n >= 25)
    tap.done()


main()
