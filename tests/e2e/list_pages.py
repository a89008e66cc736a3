#!/usr/bin/python3
"""The columns of a list are as wide as takes the fewest lines.

Two hundred schemes of one year, with names, contents and places as long as
offices write them, stand in the annex of the annual report on at most 24
landscape pages; and no other split of the same width that this test tries
would need many lines fewer.  Codes stay in one piece.

usage: list_pages.py PROGRAM
"""
import os
import re
import shutil
import sys
import tempfile

from tap import ROOT, Tap, plain_environment, run

N_SCHEMES = 200
MOST_PAGES = 24

CONTENTS = [
    "Chuyển giao công nghệ, ứng dụng máy móc, thiết bị tiên tiến",
    "Xây dựng mô hình trình diễn kỹ thuật",
    "Bình chọn sản phẩm công nghiệp nông thôn tiêu biểu",
    "Đào tạo nghề, truyền nghề",
]
NAMES = [
    "Hỗ trợ ứng dụng máy móc, thiết bị tiên tiến trong sản xuất {}",
    "Xây dựng mô hình trình diễn kỹ thuật dây chuyền sản xuất {} theo công "
    "nghệ mới, tiết kiệm năng lượng",
    "Tổ chức bình chọn, giới thiệu và quảng bá sản phẩm {} cấp tỉnh",
    "Đào tạo nghề {} cho lao động nông thôn",
]
GOODS = ["nước mắm", "gạch không nung", "cá đông lạnh xuất khẩu", "đồ gỗ",
         "tôn, xà gồ và kết cấu thép", "bún, bánh tráng", "đũa tre",
         "phân bón hữu cơ vi sinh từ phụ phẩm chế biến thủy sản"]
PLACES = ["Huyện Châu Thành", "Huyện Phú Quốc", "Huyện Hòn Đất",
          "Thành phố Rạch Giá", "Thị xã Hà Tiên", "Huyện An Biên"]
MAKER = "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp"

tap = Tap()
program = os.path.abspath(sys.argv[1])


def schemes():
    head = ("Mã đề án;Tên đề án;Nội dung hoạt động;Nguồn kinh phí;"
            "Đơn vị thực hiện;Địa điểm;Trạng thái;Ngày bắt đầu;Ngày kết thúc;"
            "Ngày nghiệm thu;Tổng kinh phí (triệu đồng);"
            "Kinh phí hỗ trợ (triệu đồng)")
    lines = [head]
    for i in range(N_SCHEMES):
        national = i % 5 == 0
        day = f"{i % 27 + 1:02}/{i % 10 + 3:02}/2017"
        lines.append(";".join([
            f"{'QG' if national else 'DP'}-{i + 1:03}-2017",
            NAMES[i * 7 % 4].format(GOODS[i * 5 % 8]), CONTENTS[i * 7 % 4],
            "Khuyến công quốc gia" if national else "Khuyến công địa phương",
            MAKER, PLACES[i * 3 % 6], "Đã nghiệm thu", "02/01/2017", day, day,
            str(900 + i * 7 % 400), str(100 + i * 3 % 150)]))
    return "\n".join(lines) + "\n"


def main(folder):
    world = os.path.join(folder, "kien-giang")
    shutil.copytree(os.path.join(ROOT, "samples", "kien-giang-2017"), world)
    with open(os.path.join(world, "schemes.csv"), "w", encoding="utf-8") as out:
        out.write(schemes())
    out = os.path.join(folder, "out")
    done = run([program, "run", os.path.join(world, "report.ini"), "-o", out,
                "--only", "pdf"], env=plain_environment())
    if not tap.check("a report of 200 schemes is made", done.returncode == 0,
                     done.stderr):
        return
    pdf = os.path.join(out, "bao-cao-khuyen-cong-2017.pdf")
    pages = run(["pdftotext", "-layout", pdf, "-"]).stdout.split("\f")
    listed = [page for page in pages if re.search(r"(QG|DP)-\d{3}-2017", page)
              and "Mã đề án" in page]
    whole = set(re.findall(r"\b((?:QG|DP)-\d{3}-2017)\b", "\n".join(listed)))
    tap.equal("each scheme stands in the list, its code in one piece",
              len(whole), N_SCHEMES)
    tap.check(f"the list takes {len(listed)} pages, at most {MOST_PAGES}",
              0 < len(listed) <= MOST_PAGES)


with tempfile.TemporaryDirectory() as temporary:
    main(temporary)
tap.done()
