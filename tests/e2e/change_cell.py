#!/usr/bin/python3
"""One cell of a CSV changes: every figure that depends on it changes, in the
text, the table and the annex, and nothing else does.

usage: change_cell.py PROGRAM
"""
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run, words  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])
SAMPLE = os.path.join(ROOT, "samples", "kien-giang-2017")


def report(folder):
    """The text of the PDF and the numbers of the workbook made in FOLDER."""
    done = run([PROGRAM, "run", os.path.join(folder, "report.ini"), "-o",
                os.path.join(folder, "out")], cwd=ROOT,
               env=plain_environment())
    if done.returncode != 0:
        return done.stdout + done.stderr, []
    paths = done.stdout.split("\n")
    text = run(["pdftotext", "-raw", "-enc", "UTF-8", paths[0], "-"]).stdout
    return " ".join(words(text)), numbers(paths[1])


def numbers(path):
    try:
        import openpyxl
    except ImportError:
        return None
    book = openpyxl.load_workbook(path, data_only=True)
    return [cell.value for sheet in book for row in sheet.iter_rows()
            for cell in row if isinstance(cell.value, (int, float))]


def change(folder, name, old, new):
    path = os.path.join(folder, name)
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    assert text.count(old) == 1, f"{old!r} is not unique in {name}"
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text.replace(old, new))


def figures(text):
    return re.findall(r"\d[\d.,/]*", text)


with tempfile.TemporaryDirectory() as temporary:
    folder = os.path.join(temporary, "sample")
    shutil.copytree(SAMPLE, folder)
    before, cells_before = report(folder)
    # Scheme QG-02-2017: 200 becomes 210,25 triệu đồng.
    change(folder, "schemes.csv", ";455,6;200", ";455,6;210,25")
    after, cells_after = report(folder)

    # By hand: 600 + 10,25 and 1.628,5 + 10,25; the local part stays, and its
    # share falls from 63,157 % to 1.028,5 / 1.638,75 = 62,761 %.
    tap.check("headline changes",
              "kinh phí hỗ trợ 1.638,75 triệu đồng, trong đó" in after,
              after[:2500])
    tap.check("sentence by source changes",
              "Khuyến công quốc gia: 03 đề án, kinh phí hỗ trợ 610,25 triệu "
              "đồng (37,2% tổng kinh phí hỗ trợ)" in after, after[:2500])
    tap.check("the other source stays, and its share follows",
              "Khuyến công địa phương: 05 đề án, kinh phí hỗ trợ 1.028,5 "
              "triệu đồng (62,8% tổng kinh phí hỗ trợ)" in after,
              after[:2500])
    tap.equal("no old total is left", [old for old in ("1.628,5", " 600 ")
                                       if old in after], [])
    tap.equal("the new total stands in text, table, total and annex",
              after.count("1.638,75"), before.count("1.628,5"))
    changed = [(a, b) for a, b in zip(figures(before), figures(after))
               if a != b]
    # A column has one number of decimals: those of Biểu 1 and Biểu 2 go from
    # one to two, with 1.028,5 in them; the annex had two before.
    tap.equal("these figures of the PDF change and no others",
              sorted(set(changed)),
              [("1.028,5", "1.028,50"), ("1.628,5", "1.638,75"),
               ("1.628,50", "1.638,75"), ("200,00", "210,25"),
               ("36,8", "37,2"), ("600", "610,25"), ("600,0", "610,25"),
               ("600,00", "610,25"), ("63,2", "62,8")])
    if cells_before is None:
        tap.skip("cells of the workbook", "python3-openpyxl is not installed")
    else:
        pairs = sorted({(a, b) for a, b in zip(cells_before, cells_after)
                        if a != b})
        tap.equal("these cells of the workbook change and no others", pairs,
                  [(200, 210.25), (600, 610.25), (1628.5, 1638.75)])
tap.done()
