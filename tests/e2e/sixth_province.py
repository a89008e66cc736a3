#!/usr/bin/python3
"""A province that nobody prepared: an INI and data files are all it needs.

Other contents, levels and closing rule than any sample, tables left out, and
headings in other words.  The figures expected were added up by hand.

usage: sixth_province.py PROGRAM
"""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run, words  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])

INI = """
[report]
layout = annual-report

[period]
value   = 2024
closing = nd09

[dataset]
schema     = khuyen-cong
notation   = vietnamese
schemes    = de-an.csv
trainings  = lop-hoc.csv
selections = binh-chon.csv
products   = san-pham.csv

[agency]
superior  = "UBND TỈNH LẠNG SƠN"
name      = "SỞ CÔNG THƯƠNG"
full_name = "Sở Công Thương tỉnh Lạng Sơn"
place     = "Lạng Sơn"

[document]
symbol = BC-SCT
number = 7
date   = 03/01/2025

[addressees]
1 = "Ủy ban nhân dân tỉnh Lạng Sơn"
2 = "Cục Công Thương địa phương"

[recipients]
1 = "Lưu: VT, QLCN"

[signer]
authority = "KT. GIÁM ĐỐC"
title = "PHÓ GIÁM ĐỐC"
name  = "Nguyễn Văn Mẫu"

[output]
name = lang-son
"""

# nd09: 15/12/2023 to 14/12/2024.  The first row is the day before, the last
# one the day after; the cancelled one counts nowhere.  DA-3 has two sources.
# In the period: DA-2 120, DA-3 90 + 60,5, DA-4 45,25: three schemes, 315,75;
# national 90 (one scheme), local 225,75 (three schemes).
SCHEMES = """Mã số đề án\tTên đề án\tMã nội dung\tNguồn vốn\tTrạng thái\t\
Nghiệm thu\tKP hỗ trợ (nghìn đồng)
DA-1\tĐào tạo nghề mây tre đan\t1\tĐịa phương\tĐã nghiệm thu\t14/12/2023\t\
80.000
DA-2\tĐào tạo nghề may công nghiệp\t1\tĐịa phương\tĐã nghiệm thu\t15/12/2023\t\
120.000
DA-3\tLiên kết sản xuất hoa hồi\t7\tTrung ương\tĐã nghiệm thu\t20/6/2024\t\
90.000
DA-3\tLiên kết sản xuất hoa hồi\t7\tĐịa phương\tĐã nghiệm thu\t20/6/2024\t\
60.500
DA-4\tTuyên truyền chính sách\t6\tĐịa phương\tĐã nghiệm thu\t14/12/2024\t\
45.250
DA-5\tTham quan, khảo sát\t2\tĐịa phương\tĐã hủy\t01/8/2024\t10.000
DA-6\tTư vấn đăng ký nhãn hiệu\t5\tĐịa phương\tĐã nghiệm thu\t15/12/2024\t\
33.000
"""
TRAININGS = """Mã,Loại,Tên lớp,Số lớp,Số học viên,Địa điểm,Ngày tổ chức
L1,Đào tạo nghề,Lớp may công nghiệp,2,70,Huyện Cao Lộc,05/3/2024
L2,Tập huấn,Lớp khởi sự doanh nghiệp,1,35,Huyện Lộc Bình,10/10/2024
"""
SELECTIONS = """Mã đợt,Cấp,Lần,Năm,Ngày quyết định
H1,Cấp huyện,II,2024,30/9/2024
"""
PRODUCTS = """Mã sản phẩm;Mã đợt;Tên sản phẩm;Cơ sở;Nhóm;Điểm;Đạt;Công nhận
S1;H1;Tinh dầu hồi;Cơ sở số 1;2;81,5;x;x
S2;H1;Vịt quay hút chân không;Cơ sở số 2;2;77;x;x
S3;H1;Thạch đen;Cơ sở số 3;2;64;;
"""

PRESENT = [
    "Số: 07/BC-SCT",
    "Lạng Sơn, ngày 03 tháng 01 năm 2025",
    "- Ủy ban nhân dân tỉnh Lạng Sơn;",
    "- Cục Công Thương địa phương.",
    "từ ngày 15/12/2023 đến ngày 14/12/2024",
    "03 đề án khuyến công, kinh phí hỗ trợ 315,75 triệu đồng",
    "Khuyến công quốc gia: 01 đề án, kinh phí hỗ trợ 90 triệu đồng",
    "Khuyến công địa phương: 03 đề án, kinh phí hỗ trợ 225,75 triệu đồng",
    "cấp huyện",
    "2/3 sản phẩm",
    "đạt 66,7%",
    "02 lớp đào tạo nghề lớp may công nghiệp cho 70",
    "và tập huấn lớp khởi sự doanh nghiệp cho 35 người",
    # The day after the period: of the next year's list, and nowhere else.
    "Có 01 đề án chuyển tiếp, đăng ký thực hiện, kinh phí hỗ trợ 33 triệu đồng",
    "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
    "Nguyễn Văn Mẫu",
]
ABSENT = ["Hội chợ", "tổ chức hội chợ", "Phát hành", "{{", "}}", "None",
          "0 đề án", " 00 ", "NaN", "null", "DA-1", "DA-5"]

with tempfile.TemporaryDirectory() as folder:
    files = {"report.ini": INI.encode(),
             "de-an.csv": SCHEMES.encode("utf-16"),
             "lop-hoc.csv": TRAININGS.encode(),
             "binh-chon.csv": SELECTIONS.encode(),
             "san-pham.csv": b"\xef\xbb\xbf" + PRODUCTS.encode()}
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    done = run([PROGRAM, "run", os.path.join(folder, "report.ini"), "-o",
                os.path.join(folder, "out")], cwd=ROOT,
               env=plain_environment())
    if tap.check("a new province is written without any preparation",
                 done.returncode == 0, done.stdout + done.stderr):
        pdf = os.path.join(folder, "out", "lang-son.pdf")
        text = " ".join(words(run(["pdftotext", "-raw", pdf, "-"]).stdout))
        for phrase in PRESENT:
            tap.check(f"prints “{phrase}”", phrase in text, text[:3000])
        for phrase in ABSENT:
            tap.check(f"leaves out “{phrase}”", phrase not in text)
        tap.equal("the next year's scheme is named once", text.count("DA-6"), 1)
tap.done()
