#!/usr/bin/python3
"""From "reportgen init" to a report with an office's own figures.

usage: first_report.py PROGRAM

Follows HUONG-DAN.txt: figures are typed into the workbook, each blank that the
check names is filled in, the report is made, and what it says is computed here
from what was typed.
"""
import datetime
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import openpyxl

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
tap = Tap()
base = tempfile.mkdtemp()


def reportgen(*words, folder=base):
    return run([PROGRAM, *words], cwd=folder, env=plain_environment())


# ---- the folder ----------------------------------------------------------------

home = os.path.join(base, "bao-cao")
made = reportgen("init", "bao-cao", "--place", "Kiên Giang",
                 "--today", "2026-03-02")
tap.check("init: status",
          made.returncode == 0,
          made.stderr)
tap.check("init: the files are named",
          made.stdout.split() == ["bao-cao/nhap-lieu.xlsx", "bao-cao/report.ini",
                               "bao-cao/HUONG-DAN.txt"],
          made.stdout)
tap.check("init: a province that has ended is taken for its new one",
          "init-place-merged" in made.stderr and "tỉnh An Giang" in made.stderr,
          made.stderr)
configuration = open(os.path.join(home, "report.ini"), encoding="utf-8").read()
tap.check("init: no word of the texts is left over",
          not re.search(r"@\w+@", configuration + open(
    os.path.join(home, "HUONG-DAN.txt"), encoding="utf-8").read()),
          configuration)
tap.check("init: what is known is filled in",
          'superior  = "UBND TỈNH AN GIANG"' in configuration and
       "value   = 2026" in configuration,
          configuration)

before = sorted(os.listdir(home))
again = reportgen("init", "bao-cao")
tap.check("init: a folder that holds something is left alone",
          again.returncode == 73 and "init-not-empty" in again.stderr and
       sorted(os.listdir(home)) == before,
          again.stderr)
os.mkdir(os.path.join(base, "empty"))
tap.check("init: an empty folder is taken",
          reportgen("init", "empty").returncode == 0)
for words, status, code in (
        (["x", "--place", "Nước Nam"], 64, "init-place"),
        (["x", "--layout", "nothing"], 78, "layout-not-found"),
        (["x", "y"], 64, "needless-operand"),
        (["x", "--layout", "a/b"], 64, "bad-argument"),
        ([], 64, "missing-operand")):
    bad = reportgen("init", *words)
    tap.check(f"init {' '.join(words)}: refused, nothing is made",
              bad.returncode == status and code in bad.stderr and
           not os.path.exists(os.path.join(base, "x")),
              bad.stderr)

# ---- each layout ------------------------------------------------------------------

for path in sorted(glob.glob(os.path.join(ROOT, "layouts", "*", "layout.ini"))):
    name = os.path.basename(os.path.dirname(path))
    reportgen("init", f"of-{name}", "--layout", name, "--place", "An Giang")
    text = open(os.path.join(base, f"of-{name}", "report.ini"),
                encoding="utf-8").read()
    blanks = re.findall(r"^(\w+) *= \"[^\"]*<[^>\"]*>", text, re.M)
    check = reportgen("check", "report.ini",
                      folder=os.path.join(base, f"of-{name}"))
    told = re.findall(r"blank-left: .* at “(\w+)”", check.stderr)
    tap.check(f"{name}: check names each blank and no other fault",
              check.returncode == 78 and blanks and told == blanks and
           check.stderr.count(" error: ") == len(blanks),
              check.stderr)

# ---- figures typed in -------------------------------------------------------------

SCHEMES = [  # id, name, content, source, status, accepted on, support
    ("DA-01", "Ứng dụng máy sấy lúa", "Chuyển giao công nghệ, ứng dụng máy móc, "
     "thiết bị tiên tiến", "Khuyến công quốc gia", "Đã nghiệm thu",
     datetime.date(2026, 1, 20), 300),
    ("DA-02", "Truyền nghề đan lục bình", "Đào tạo nghề, truyền nghề",
     "Khuyến công địa phương", "Đã nghiệm thu", datetime.date(2026, 2, 11),
     112.5),
    ("DA-03", "Ứng dụng máy ép gạch", "Chuyển giao công nghệ, ứng dụng máy móc, "
     "thiết bị tiên tiến", "Khuyến công địa phương", "Đã nghiệm thu",
     datetime.date(2026, 2, 27), 87.25),
]
HEADINGS = ("Mã đề án", "Tên đề án", "Nội dung hoạt động", "Nguồn kinh phí",
            "Trạng thái", "Ngày nghiệm thu", "Kinh phí hỗ trợ")
workbook = os.path.join(home, "nhap-lieu.xlsx")
book = openpyxl.load_workbook(workbook)
sheet = book["Đề án khuyến công"]
columns = {str(cell.value).split(" (")[0].split("\n")[0]: cell.column
           for cell in sheet[3]}
for i, scheme in enumerate(SCHEMES):
    for heading, value in zip(HEADINGS, scheme):
        sheet.cell(5 + i, columns[heading]).value = value
book.save(workbook)

for blank, text in (
        ("<nơi nhận, ví dụ: Lãnh đạo Sở>", "Lãnh đạo Sở"),
        ("<chữ viết tắt tên phòng soạn thảo>", "QLCN"),
        ("<chức vụ người ký, ví dụ: GIÁM ĐỐC>", "GIÁM ĐỐC"),
        ("<họ và tên người ký>", "Trần Văn Minh")):
    configuration = configuration.replace(blank, text)
with open(os.path.join(home, "report.ini"), "w", encoding="utf-8") as file:
    file.write(configuration)

check = reportgen("check", "report.ini", folder=home)
tap.check("typed in and filled in: nothing to complain of",
          check.returncode == 0 and "warning" not in check.stderr,
          check.stderr)
report = reportgen("run", "report.ini", folder=home)
tap.check("the report is made",
          report.returncode == 0 and report.stdout.split() ==
       ["./bao-cao-2026.pdf", "./bao-cao-2026.xlsx",
             "./bao-cao-2026.manifest.json"],
          report.stdout + report.stderr)
text = subprocess.run(["pdftotext", "-layout", os.path.join(
    home, "bao-cao-2026.pdf"), "-"], capture_output=True, text=True,
    check=False).stdout
plain = re.sub(r"\s+", " ", text)


def vietnamese(million):
    return f"{million:.2f}".rstrip("0").rstrip(".").replace(".", ",")


total = vietnamese(sum(scheme[6] for scheme in SCHEMES))
local = vietnamese(sum(s[6] for s in SCHEMES if s[3].endswith("địa phương")))
tap.check(f"it has three schemes and {total} million",
          "03 đề án" in plain and f"{total} triệu đồng" in plain,
          plain[:1500])
tap.check(f"and {local} million of the province's",
          f"{local} triệu đồng" in plain,
          plain[:1500])
tap.check("signer and agency are printed, no example is",
          "Trần Văn Minh" in plain and "UBND TỈNH AN GIANG" in plain and
       "VD:" not in plain)

shutil.rmtree(base)
tap.done()
