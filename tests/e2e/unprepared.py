#!/usr/bin/python3
"""Three provinces that nobody prepared, each through every layout.

Their files are as offices save them: semicolons and a byte order mark, UTF-16
with tabs, windows-1258; money in triệu, đồng and tỷ; dates d/m/yyyy, with dots
and ISO, in one column; a quoted line end; empty rows and a row of totals at the
end; headings in another order and columns that nobody knows; tables left out.
What is printed must read as a clerk writes: nothing left of a template, no
sentence about nothing, and the figures that were added up by hand.

usage: unprepared.py PROGRAM
"""
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run, words  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])

LAYOUTS = ["annual-report", "multi-year-summary", "progress-report",
           "regional-progress", "ministry-annex"]

# Merged in 2025; its records name both old provinces.
CA_MAU = {
    "place": "Cà Mau",
    "periods": {"2026": "", "2026-H1": "nd09", "2026-Q4": ""},
    "dataset": """notation = vietnamese
schemes = de-an.csv
beneficiaries = thu-huong.csv
plans = ke-hoach.csv
events = su-kien.csv""",
    "encoding": "utf-8-sig",
    "files": {
        "de-an.csv": """\
STT;Ghi chú riêng;Kinh phí hỗ trợ (triệu đồng);Trạng thái;Ngày phê duyệt;\
Ngày nghiệm thu;Tên đề án;Nội dung hoạt động;Nguồn;Mã số đề án;Loại;\
Tỉnh/thành phố;Xã/phường;KP giao (tr.đ);Tổng kinh phí (triệu đồng);\
Ngày kết thúc
1;x;250,5;Đã nghiệm thu;12/01/2026;05/3/2026;"Máy sấy tôm
khô xuất khẩu";3b;KCQG;CM01;Nhóm;Cà Mau;xã Đất Mũi;1.300;3.000;30/6/2026
2;;99,75;Đã nghiệm thu;2026-02-03;15/4/2026;Mô hình "làm muối sạch";3a;KCĐP;\
CM02;Thường;Bạc Liêu;;100;250;
3;;60;Đang thực hiện;5/2/2026;;Đăng ký nhãn hiệu;4c;KCĐP;CM03;Thường;\
Cà Mau;;60;;31/12/2026
4;;0;Hủy;5/2/2026;;Đề án hủy;5;KCĐP;CM04;Thường;Cà Mau;;20;;
5;;45,25;Đã nghiệm thu;5/2/2026;20/6/2026;Đào tạo nghề đan lát;1;KCĐP;CM05;\
Thường;Bạc Liêu;;;;
Tổng cộng;;455,5;;;;;;;;;;;;;
;;;;;;;;;;;;;;;
;;;;;;;;;;;;;;;
""",
        "thu-huong.csv": """\
Tên cơ sở;Mã cơ sở;Mã đề án;Loại hình;KP hỗ trợ (triệu đồng);Lao động;Xã
Công ty TNHH Một;2001;CM01;DN;150,5;25;xã Đất Mũi
HTX Hai;2002;CM01;HTX;100;;xã Năm Căn
Cơ sở Ba;2003;CM02;Hộ kinh doanh;99,75;4;
""",
        "ke-hoach.csv": """\
Năm;Nguồn;Kinh phí giao (triệu đồng);Kinh phí điều chỉnh (triệu đồng);Tỉnh
2026;KCQG;300;250,5;Cà Mau
2026;KCĐP;300;;Cà Mau
2026;KCĐP;100;80;Bạc Liêu
""",
        "su-kien.csv": """\
Mã;Loại;Tên hội chợ;Địa điểm;Ngày;Vai trò;Gian hàng
HC1;Hội chợ;Hội chợ OCOP;Cà Mau;10/5/2026;Tổ chức;20
HC2;Hội nghị kết nối;Kết nối cung - cầu;Cần Thơ;2026-05-20;Tham gia;
"""},
    # 250,5 + 99,75 + 45,25; the plan is 250,5 + 300 + 80, first 700.
    "says": {
        "annual-report 2026":
            ["trên địa bàn tỉnh thực hiện 03 đề án khuyến công, kinh phí "
             "hỗ trợ 395,5 triệu đồng",
             "năm 2026 là 630,5 triệu đồng (giao đầu năm 700 triệu đồng); "
             "kinh phí hỗ trợ của các đề án đã nghiệm thu là 395,5 triệu "
             "đồng, bằng 62,7% kế hoạch năm",
             "tổ chức 01 cuộc hội chợ tại Cà Mau và tham gia 01"],
        "annual-report 2026-H1":
            ["thực hiện 02 đề án khuyến công, kinh phí hỗ trợ 350,25"],
        "annual-report 2026-Q4":
            ["chưa có đề án khuyến công được thực hiện. Kế hoạch kinh phí "
             "khuyến công năm 2026 là 630,5 triệu đồng"],
        "progress-report 2026":
            ["“Máy sấy tôm khô xuất khẩu” cho 02 cơ sở tại xã Đất Mũi và xã "
             "Năm Căn (tổng kinh phí thực hiện 3 tỷ đồng, kinh phí hỗ trợ "
             "250,5 triệu đồng)",
             "bằng 72,2% kế hoạch năm 2026 (630,5 triệu đồng)",
             "thuộc nội dung: đào tạo nghề, truyền nghề; xây dựng mô hình"],
        "regional-progress 2026":
            ["của tỉnh Cà Mau đã thực hiện 395,5 triệu đồng, đạt 62,7%"],
        "multi-year-summary 2026":
            ["gồm 01 doanh nghiệp, 01 hợp tác xã và 01 hộ kinh doanh"],
        "ministry-annex 2026":
            ["khuyến công quốc gia 01 đề án, 250,5 triệu đồng; khuyến công "
             "địa phương 02 đề án, 145 triệu đồng",
             # The support of two schemes has two decimals, so has the column.
             "1 Kế hoạch giao đầu năm 400,00 300,00"]}}

# Neither plan nor provinces nor beneficiaries; đồng to the last one.
LANG_SON = {
    "place": "Lạng Sơn",
    "periods": {"2024": "", "2024-Q1": "", "2024-02..2024-08": ""},
    "dataset": "schemes = de-an.txt\ntrainings = lop.txt",
    "encoding": "utf-16",
    "files": {
        "de-an.txt": """\
Mã đề án\tTên đề án\tNội dung\tNguồn\tTình trạng\tNghiệm thu\tNgày phê duyệt\t\
Kinh phí hỗ trợ (đồng)\tTổng kinh phí (đồng)
LS-1\tHồi sấy\t3b\tKhuyến công địa phương\tHoàn thành\t1/7/2024\t1.3.2024\t\
150000000\t400000000
LS-2\tNa dai\t4a\tKhuyến công địa phương\tHoàn thành\t2023-07-15\t1/3/2023\t\
200500000\t
LS-3\tBản tin\t6\tKhuyến công địa phương\tHoàn thành\t30-12-2024\t1/3/2024\t\
12345678\t
""",
        "lop.txt": """\
Mã lớp\tHình thức\tTên lớp\tSố lớp\tSố học viên\tNgày bế giảng\tXã
L1\tTập huấn\tKhởi sự doanh nghiệp\t1\t30\t12.5.2024\txã Đồng Đăng
"""},
    "says": {
        "annual-report 2024":
            ["02 đề án khuyến công, kinh phí hỗ trợ 162,345678 triệu đồng"],
        "progress-report 2024":
            ["02 đề án khuyến công được giao, phê duyệt, kinh phí hỗ trợ "
             "162.345.678 đồng"],
        "regional-progress 2024":
            ["bằng 81% so với năm 2023 (giảm 38.154.322 đồng)",
             "Kinh phí khuyến công quốc gia: chưa có đề án được nghiệm thu"],
        "annual-report 2024-Q1":
            ["quý I năm 2024, trên địa bàn tỉnh chưa có đề án"],
        "ministry-annex 2024":
            ["2 Số cơ sở công nghiệp nông thôn thụ hưởng cơ sở 2.1",
             "4 Số lớp tập huấn, bồi dưỡng lớp 1 0"]}}

# A province that became a city within the period; two sources of one scheme.
HUE = {
    "place": "Huế",
    "periods": {"2023..2025": "", "2025": "", "2024-H2": ""},
    "dataset": """schemes = de-an.csv
schemes.encoding = windows-1258
selections = dot.csv
selections.encoding = windows-1258
products = san-pham.csv
products.encoding = viscii""",
    "encoding": "windows-1258",
    "files": {
        "de-an.csv": """\
Mã ĐA,Đề án,Nội dung,Nguồn vốn,Trạng thái,Ngày nghiệm thu,Ngày duyệt,\
KP hỗ trợ (tỷ đồng),Tỉnh,Đơn vị phối hợp
H1,Dệt zèng,3b,KCQG,Đã nghiệm thu,5/5/2023,1/2/2023,"0,25",Thừa Thiên Huế,
H1,Dệt zèng,3b,KCĐP,Đã nghiệm thu,5/5/2023,1/2/2023,"0,05",Thừa Thiên Huế,
H2,Nón lá,4a,KCĐP,Đã nghiệm thu,5/9/2024,1/2/2024,"0,1075",Thừa Thiên Huế,
H3,Mè xửng,3c,KCĐP,Đã nghiệm thu,5/5/2025,1/2/2025,"0,2",Huế,Viện Công nghệ
H4,Tư vấn,5,KCĐP,Đã nghiệm thu,5/10/2025,1/2/2025,"0,015",Huế,
""",
        "dot.csv": """\
Mã đợt,Cấp,Lần,Năm,Ngày QĐ,Mã đề án
D1,Tỉnh,V,2024,20/8/2024,H2
D2,Khu vực,,2024,20/12/2024,
""",
        "san-pham.csv": """\
Mã SP,Đợt bình chọn,Sản phẩm,Cơ sở,Nhóm,Điểm,Đạt,Công nhận,Giải
S1,D1,Nón bài thơ,Cơ sở A,1,"85,5",Đạt,Có,Nhất
S2,D1,Mè xửng,Cơ sở B,2,72,Đạt,Có,
S3,D1,Máy cưa,Cơ sở C,3,65,Không đạt,Không,
S4,D2,Nón bài thơ,Cơ sở A,1,80,Đạt,Có,
"""},
    "says": {
        "annual-report 2023..2025":
            ["trên địa bàn thành phố thực hiện 04 đề án khuyến công, kinh "
             "phí hỗ trợ 622,5 triệu đồng (01 đề án được hỗ trợ từ cả hai "
             "nguồn",
             # S1 and S2 of D1's three, and the one of D2.
             "2/3 sản phẩm đăng ký được công nhận",
             "cấp khu vực có 1/1 sản phẩm", "cấp tỉnh lần V năm 2024"],
        "multi-year-summary 2023..2025":
            ["Trong 3 năm (2023-2025)", "bình quân một đề án là 155,6 triệu",
             "cao nhất là 300 triệu đồng, thấp nhất là 15 triệu đồng"],
        "progress-report 2025":
            ["Phối hợp với Viện Công nghệ triển khai 01 đề án"],
        "ministry-annex 2023..2025":
            ["4 sản phẩm đăng ký, 3 sản phẩm được công nhận"]}}

INI = """
[report]
layout = {layout}
[period]
value = {period}
closing = {closing}
{decided_by}
[dataset]
schema = khuyen-cong
{dataset}
[agency]
name = "SỞ CÔNG THƯƠNG"
place = "{place}"
[signer]
title = "GIÁM ĐỐC"
[output]
name = report
"""

# What no clerk writes in a sentence.
FAULTS = [r"\{\{|\}\}|\ufffe", r"  +(?!ngày|tháng|năm|/)", r" [,.;:)](?!\w)",
          r"\b0+ (đề án|tỉnh|thành phố|cơ sở|hội chợ|sản phẩm|lớp|đơn vị)",
          r",,|;;|\.\.(?!/)|: *\.|\(\)", r"\b(null|none|total|national|local)\b",
          r"\bvà và\b|\bvề về\b|(triệu|tỷ) đồng (triệu|tỷ)|(?<!ồn )tại[.,;]"]


def encode(text, encoding):
    """TEXT with lines as Excel ends them.  Windows-1258 and VISCII: iconv."""
    text = text.replace("\n", "\r\n")
    if encoding in ("windows-1258", "viscii"):
        return subprocess.run(["iconv", "-f", "utf-8", "-t", encoding],
                              input=text.encode(), check=True,
                              stdout=subprocess.PIPE).stdout
    return text.encode(encoding)


def write_data(province, folder):
    for name, text in province["files"].items():
        encoding = province["encoding"]
        if name == "san-pham.csv":
            encoding = "viscii"
        with open(os.path.join(folder, name), "wb") as file:
            file.write(encode(text, encoding))


def sentences(dump):
    """The paragraphs of the text: cells are parted by tabs, annexes follow."""
    body = dump.split("[section 2]")[0].split("[sheet 1]")[0]
    return [line for line in body.split("\n")[8:] if "\t" not in line]


def check_report(province, layout, period, folder):
    name = f"{province['place']} {layout} {period}"
    ini = os.path.join(folder, "report.ini")
    decided = "decided_by = approved_on" if layout == "progress-report" else ""
    with open(ini, "w", encoding="utf-8") as file:
        file.write(INI.format(layout=layout, period=period,
                              closing=province["periods"][period] or "calendar",
                              decided_by=decided, dataset=province["dataset"],
                              place=province["place"]))
    environment = plain_environment(REPORTGEN_PATH=ROOT)
    done = run([PROGRAM, "run", ini, "-o", os.path.join(folder, "out")],
               env=environment)
    if not tap.check(f"{name}: written", done.returncode == 0, done.stderr):
        return
    dump = run([PROGRAM, "dump", "document", ini], env=environment).stdout
    found = [f"{fault}: {line}" for line in sentences(dump)
             for fault in FAULTS if re.search(fault, line)]
    tap.check(f"{name}: reads as a clerk writes", not found, "\n".join(found))
    text = " ".join(words(dump))
    for wanted in province["says"].get(f"{layout} {period}", []):
        tap.check(f"{name}: {wanted}", wanted in text, text)


def check_new_content(folder):
    """A content that a later decree adds is a line of the schema; forms of the
    ministry that have no row for it yet are refused, not printed short."""
    schema = os.path.join("schema", "khuyen-cong.ini")
    with open(os.path.join(ROOT, "layouts", schema), encoding="utf-8") as file:
        text = file.read()
    text = text.replace("\nc10 =", '\nc11 = "Chuyển đổi số"\n'
                        "from.c11 = 2025-10-15\nc10 =", 1)
    os.makedirs(os.path.join(folder, "layouts", "schema"))
    with open(os.path.join(folder, "layouts", schema), "w",
              encoding="utf-8") as file:
        file.write(text)
    with open(os.path.join(folder, "moi.csv"), "w", encoding="utf-8") as file:
        file.write("Mã đề án;Tên đề án;Nội dung;Nguồn;Trạng thái;"
                   "Ngày nghiệm thu;Kinh phí hỗ trợ\n"
                   "A1;Một;Chuyển đổi số;KCQG;Đã nghiệm thu;1/2/2026;5\n")
    for layout, status in (("annual-report", 0), ("ministry-annex", 65)):
        ini = os.path.join(folder, "report.ini")
        with open(ini, "w", encoding="utf-8") as file:
            file.write(INI.format(layout=layout, period="2026",
                                  closing="calendar", decided_by="",
                                  dataset="schemes = moi.csv",
                                  place="Cà Mau"))
        done = run([PROGRAM, "check", ini],
                   env=plain_environment(REPORTGEN_PATH=ROOT))
        tap.check(f"a new content in {layout}",
                  done.returncode == status and
                  ("tallies-disagree" in done.stderr) == (status == 65),
                  done.stderr)


def main():
    for province in (CA_MAU, LANG_SON, HUE):
        with tempfile.TemporaryDirectory() as folder:
            write_data(province, folder)
            for layout in LAYOUTS:
                for period in province["periods"]:
                    check_report(province, layout, period, folder)
    with tempfile.TemporaryDirectory() as folder:
        check_new_content(folder)
    tap.done()


main()
