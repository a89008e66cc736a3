#!/usr/bin/python3
"""Writes the made-up reports that run.py measures, always the same.

usage: make_inputs.py FOLDER

FOLDER/report-01/ ... report-63/: an INI and 66 schemes each, six pages.
FOLDER/table-N/: one table of N rows, for N in 10,000 and 100,000.
"""
import csv
import os
import random
import sys

N_REPORTS = 63
TABLE_SIZES = 10_000, 100_000

WORKS = ["Ứng dụng máy móc trong", "Mô hình trình diễn", "Đào tạo nghề",
         "Thương hiệu cho nghề", "Sản xuất sạch hơn trong"]
CONTENTS = ["Ứng dụng máy móc, thiết bị", "Mô hình trình diễn",
            "Đào tạo nghề", "Đăng ký thương hiệu", "Sản xuất sạch hơn"]
TRADES = ["chế biến thủy sản", "làm nước mắm", "đan lát mây tre",
          "làm gạch không nung", "chế biến chè", "gia công cơ khí",
          "may công nghiệp", "chế biến gỗ", "làm bánh tráng", "dệt chiếu"]
SOURCES = ["Khuyến công quốc gia", "Khuyến công địa phương"]
HEADINGS = ["Mã đề án", "Tên đề án", "Nội dung hoạt động", "Nguồn kinh phí",
            "Đơn vị thực hiện", "Xã, phường", "Trạng thái", "Ngày nghiệm thu",
            "Tổng kinh phí (triệu đồng)", "Kinh phí hỗ trợ (triệu đồng)"]

INI = """[report]
layout  = {layout}

[period]
value      = 2017
decided_by = accepted_on

[dataset]
schema  = khuyen-cong
schemes = schemes.csv

[agency]
superior = "UBND TỈNH SỐ {number}"
name     = "SỞ CÔNG THƯƠNG"
place    = "Tỉnh số {number}"

[document]
symbol = BC-SCT

[addressees]
1 = "Ủy ban nhân dân tỉnh số {number}"

[recipients]
1 = "Như trên"
2 = "Lưu: VT"

[signer]
title = "GIÁM ĐỐC"

[output]
name    = {name}
formats = pdf
level   = 2a
"""


def million(thousands):
    """A figure as such an office writes it: 1234500 thousand as 1.234,5."""
    whole, rest = divmod(thousands, 1000)
    text = f"{whole:,}".replace(",", ".")
    return text + (f",{rest:03}".rstrip("0") if rest else "")


def scheme(chance, number):
    work = chance.randrange(len(WORKS))
    support = chance.randrange(200, 3000) * 100
    return [f"KC{number:06}", f"{WORKS[work]} {chance.choice(TRADES)}",
            CONTENTS[work], chance.choice(SOURCES),
            f"Cơ sở {chance.randrange(1, 1000)}",
            f"Xã {chance.randrange(1, 3500)}", "Đã nghiệm thu",
            f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/2017",
            million(support * chance.randrange(4, 7)), million(support)]


def write(folder, name, layout, number, n_schemes):
    chance = random.Random(number)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "report.ini"), "w",
              encoding="utf-8") as file:
        file.write(INI.format(layout=layout, number=number, name=name))
    with open(os.path.join(folder, "schemes.csv"), "w", encoding="utf-8",
              newline="") as file:
        rows = csv.writer(file, delimiter=";", lineterminator="\n")
        rows.writerow(HEADINGS)
        for i in range(1, n_schemes + 1):
            rows.writerow(scheme(chance, i))


def main():
    for number in range(1, N_REPORTS + 1):
        name = f"report-{number:02}"
        write(os.path.join(sys.argv[1], name), name, "bench-report", number,
              66)
    for size in TABLE_SIZES:
        name = f"table-{size}"
        write(os.path.join(sys.argv[1], name), name, "bench-table", 1, size)


main()
