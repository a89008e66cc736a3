#!/usr/bin/python3
"""Every sentence of the stock layouts that claims something is proved.

usage: claims.py PROGRAM

The cases regress/document/odd-LAYOUT-* print what a layout says of odd data.
Here each of their sentences is compared with the data again: the CSV files are
read by Python, and the queries of claims/LAYOUT.txt are asked of them; nothing
of the layout's tallies is used.  A sentence that no claim describes fails.

A claim is the sentence with its figures in braces, and below it the query of
each; {} stands for words that the office wrote or that no figure depends on:

    = Kế hoạch kinh phí khuyến công năm {} là {m:plan} triệu đồng.
    plan: SELECT sum(coalesce(adjusted, assigned)) FROM plan

n is a count, m money in triệu, a money with its unit ("1,5 tỷ", "300 triệu"),
p a percentage, d a day, t a text; a query that gives a truth begins with "?"
and must hold.  "- " before a sentence marks one of the office's own, which is
proved by nothing.  [words] may be absent.  A query may ask for another figure
of the sentence by its name (:province).  Views: now (schemes of the period), before (those
of the same period of the year before), todate (from the start of the year),
plan (of the years); the tables themselves; :first, :last, :next_year.
"""
import collections
import configparser
import csv
import glob
import os
import re
import sqlite3
import sys
from datetime import date, timedelta
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
CASES = os.path.join(ROOT, "tests/regress/document")
tap = Tap()

# ---- the data, read again ----------------------------------------------------

FIELDS = {
    "Mã đề án": "id", "Tên đề án": "name", "Nội dung hoạt động": "content",
    "Nguồn kinh phí": "source", "Trạng thái": "status",
    "Ngày phê duyệt": "approved_on", "Ngày kết thúc": "ended_on",
    "Ngày nghiệm thu": "accepted_on", "Kinh phí giao": "assigned",
    "Kinh phí phân bổ": "allotted", "Kinh phí tạm ứng": "advanced",
    "Kinh phí quyết toán": "settled", "Kinh phí hỗ trợ": "support",
    "Tổng kinh phí": "total_cost", "Vốn đối ứng": "own",
    "Tỉnh, thành phố": "province", "Năm": "year",
    "Kinh phí điều chỉnh": "adjusted", "Mã đơn vị thụ hưởng": "id",
    "Tên đơn vị thụ hưởng": "name", "Loại hình": "kind",
    "Xã, phường": "commune", "Số lao động": "workers", "Mã sự kiện": "id",
    "Loại sự kiện": "kind", "Tên sự kiện": "name", "Địa điểm": "place",
    "Ngày tổ chức": "held_on", "Vai trò": "role", "Mã ấn phẩm": "id",
    "Loại ấn phẩm": "kind", "Chủ đề": "topic", "Số lượng": "quantity",
    "Ngày phát hành": "issued_on", "Mã lớp": "id", "Loại đào tạo": "kind",
    "Tên lớp": "name", "Số lớp": "classes", "Số học viên": "trainees",
    "Mã đợt bình chọn": "id", "Cấp bình chọn": "level",
    "Lần bình chọn": "round", "Năm bình chọn": "year",
    "Ngày quyết định": "decided_on", "Mã sản phẩm": "id",
    "Tên sản phẩm": "name", "Nhóm sản phẩm": "grp", "Điểm": "score",
    "Đạt": "passed", "Được công nhận": "recognised",
    "Bộ sản phẩm": "is_set",
}
# A heading that refers to another table.
REFERENCES = {("beneficiaries", "Mã đề án"): "scheme",
              ("products", "Mã đợt bình chọn"): "selection"}
MONEY = {"assigned", "allotted", "advanced", "settled", "support",
         "total_cost", "own", "adjusted"}
COLUMNS = {
    "schemes": "id name content source status approved_on ended_on "
               "accepted_on assigned allotted advanced settled support "
               "total_cost own province",
    "plans": "year source province assigned adjusted",
    "beneficiaries": "id scheme name kind commune support own workers",
    "events": "id kind name place held_on role",
    "publications": "id kind topic quantity issued_on",
    "trainings": "id kind name classes trainees held_on",
    "selections": "id level round year decided_on",
    "products": "id selection name grp score passed recognised is_set",
}


# The law's contents with the short words of the reports; "10. khác" is none.
CONTENTS = (
    ("1", "đào tạo nghề"), ("2", "nâng cao năng lực quản lý"),
    ("3a", "mô hình trình diễn"), ("3b", "máy móc, thiết bị"),
    ("3c", "sản xuất sạch hơn"), ("4a", "bình chọn sản phẩm"),
    ("4b", "hội chợ, triển lãm"), ("4c", "thương hiệu, trưng bày"),
    ("5", "tư vấn"), ("6", "tuyên truyền"),
    ("7", "liên kết, cụm công nghiệp"), ("8", "hợp tác quốc tế"),
    ("9", "tổ chức thực hiện"))

# And in full, those that the data have.
LABELS = (
    ("1", "đào tạo nghề, truyền nghề"),
    ("3a", "xây dựng mô hình trình diễn kỹ thuật"),
    ("3b", "chuyển giao công nghệ, ứng dụng máy móc, thiết bị tiên tiến"),
    ("4c", "đăng ký thương hiệu, phòng trưng bày, xúc tiến thương mại"),
    ("6", "cung cấp thông tin, tuyên truyền"))


def read_cell(field, text):
    if text == "":
        return None
    if field in MONEY:
        return int(Fraction(text.replace(".", "").replace(",", ".")) * 10**6)
    if field.endswith("_on"):
        day, month, year = text.split("/")
        return f"{int(year):04}-{int(month):02}-{int(day):02}"
    if field == "content":
        return text
    return int(text) if text.isdigit() else text


def load(ini, folder):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE contents (code, words)")
    db.executemany("INSERT INTO contents VALUES (?, ?)", CONTENTS)
    db.execute("CREATE TABLE labels (code, label)")
    db.executemany("INSERT INTO labels VALUES (?, ?)", LABELS)
    for table, columns in COLUMNS.items():
        names = columns.split()
        db.execute(f"CREATE TABLE {table} ({', '.join(names)})")
        if not ini.has_option("dataset", table):
            continue
        path = os.path.join(folder, ini.get("dataset", table))
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                cells = {REFERENCES.get((table, head), FIELDS[head]): text
                         for head, text in row.items()}
                db.execute(
                    f"INSERT INTO {table} ({', '.join(cells)}) VALUES "
                    f"({', '.join('?' * len(cells))})",
                    [read_cell(name, text) for name, text in cells.items()])
    return db


# ---- the days ------------------------------------------------------------------

def month_range(spec):
    """First and last month, counted from the year 0."""
    if ".." in spec:
        a, b = map(month_range, spec.split(".."))
        return a[0], b[1]
    found = re.fullmatch(r"(\d{4})(?:-(?:Q(\d)|H(\d)|(\d\d)))?", spec)
    year, quarter, half, month = found.groups()
    start = int(year) * 12
    if quarter:
        return start + 3 * int(quarter) - 3, start + 3 * int(quarter) - 1
    if half:
        return start + 6 * int(half) - 6, start + 6 * int(half) - 1
    if month:
        return start + int(month) - 1, start + int(month) - 1
    return start, start + 11


def days_of(first, last, closing):
    """NĐ 09/2019: from the 15th of the month before to the 14th."""
    start = date(first // 12, first % 12 + 1, 1)
    end = date((last + 1) // 12, (last + 1) % 12 + 1, 1) - timedelta(1)
    if closing == "nd09":
        before = start - timedelta(1)
        start = before.replace(day=15)
        end = end.replace(day=14)
    return start.isoformat(), end.isoformat()


def set_views(db, ini):
    closing = ini.get("period", "closing")
    by = ini.get("period", "decided_by")
    first, last = month_range(ini.get("period", "value"))
    years = last // 12 - first // 12 + 1
    now = days_of(first, last, closing)
    back = 12 * years
    before = days_of(first - back, last - back, closing)
    start = days_of(last // 12 * 12, last, closing)[0]
    # From 15 December on NĐ 09/2019 counts the next year.
    late = f"({by} >= substr({by}, 1, 5) || '12-15')" if closing == "nd09" else 0
    year = f"CAST(substr({by}, 1, 4) AS integer) + {late} AS report_year"
    good = "status NOT IN ('Bản nháp', 'Đã hủy')"
    for name, (a, b) in (("now", now), ("before", before),
                         ("todate", (start, now[1]))):
        db.execute(f"CREATE VIEW {name} AS SELECT *, {year} FROM schemes WHERE {good} "
                   f"AND {by} BETWEEN '{a}' AND '{b}'")
    for table, column in (("events", "held_on"), ("publications", "issued_on"),
                          ("trainings", "held_on"),
                          ("selections", "decided_on")):
        db.execute(f"CREATE VIEW now_{table} AS SELECT * FROM {table} WHERE "
                   f"{column} BETWEEN '{now[0]}' AND '{now[1]}'")
    db.execute("CREATE VIEW now_products AS SELECT p.*, s.level FROM products "
               "p JOIN now_selections s ON p.selection = s.id")
    db.execute("CREATE VIEW now_units AS SELECT b.* FROM beneficiaries b "
               "WHERE b.scheme IN (SELECT id FROM now)")
    db.execute("CREATE VIEW plan AS SELECT * FROM plans WHERE year BETWEEN "
               f"{first // 12} AND {last // 12}")
    return {"first": now[0], "last": now[1], "next_year": last // 12 + 1}


# ---- the claims ----------------------------------------------------------------

Claim = collections.namedtuple("Claim", "text pattern kinds queries place")
HOLE = re.compile(r"\{(?:([nmapdt]):(\w+))?\}|"
                  r"\[((?:[^\[\]]|\[[^\]]*\])*)\]")
FIGURES = {"n": r"([\d.]+)", "m": r"([\d.,]+)", "a": r"([\d.,]+ (?:triệu|tỷ))",
           "p": r"([\d.,]+)%", "d": r"(ngày [\d/]+|ngày .*? năm \d+|[\d/]+)",
           "t": r"(.+?)"}


def read_pattern(text, kinds):
    pattern, at = "", 0
    for hole in HOLE.finditer(text):
        pattern += re.escape(text[at:hole.start()])
        at = hole.end()
        if hole.group(3) is not None:
            pattern += "(?:" + read_pattern(hole.group(3), kinds) + ")?"
        elif hole.group(1):
            kinds.append(hole.group(1, 2))
            pattern += FIGURES[hole.group(1)]
        else:
            pattern += ".+?"
    return pattern + re.escape(text[at:])


def read_claims(path):
    claims = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            if line[:2] in ("= ", "- "):
                kinds = []
                pattern = read_pattern(line[2:], kinds)
                claims.append(Claim(line, re.compile(pattern), kinds, {},
                                    f"{os.path.basename(path)}:{number}"))
            elif line.startswith("?"):
                claims[-1].queries.setdefault("?", []).append(line[1:].strip())
            else:
                name, query = line.split(":", 1)
                claims[-1].queries[name] = query.strip()
    return claims


def number(text):
    return Fraction(text.replace(".", "").replace(",", "."))


def same(kind, said, found):
    """SAID, as printed, is FOUND, rounded as it is printed."""
    if found is None:
        return False
    if kind == "t":
        return said == str(found)
    if kind == "d":
        digits = re.findall(r"\d+", said)
        return "{2}-{1:0>2}-{0:0>2}".format(*digits) == str(found)
    words = said.split(" ")
    scale = {"triệu": 10**6, "tỷ": 10**9}.get(words[-1], 1)
    if kind == "m":
        scale = 10**6
    value = Fraction(found) / scale * (100 if kind == "p" else 1)
    if isinstance(found, float):
        value = Fraction(found).limit_denominator(10**9) / scale * (
            100 if kind == "p" else 1)
    decimals = len(words[0].partition(",")[2])
    # Zeros at the end are left out: at least one decimal of a percentage.
    decimals = max(decimals, {"p": 1, "n": 0}.get(kind, decimals))
    unit = 10**decimals
    rounded = Fraction(int(value * unit + Fraction(1, 2)), unit)
    return number(words[0]) == rounded


def prove(db, claim, match, parameters):
    """What is wrong with the sentence, or None."""
    named = {name: said for (_, name), said in zip(claim.kinds, match.groups())
             if said is not None}
    parameters = {**named, **parameters}
    for (kind, name), said in zip(claim.kinds, match.groups()):
        if said is None:
            continue
        if name not in claim.queries:
            return f"{claim.place}: no query for {name}"
        row = db.execute(claim.queries[name], parameters).fetchone()
        found = row[0] if row else None
        if not same(kind, said, found):
            return f"{claim.place}: {name} is printed {said}, found {found}"
    for query in claim.queries.get("?", []):
        if not db.execute(query, parameters).fetchone()[0]:
            return f"{claim.place}: does not hold: {query}"
    return None


# ---- the sentences -------------------------------------------------------------

NO_SENTENCE = re.compile(
    r"\d+\. [^.;:]*$|[a-zđ]\) [^.;:]*$|Biểu \d|Hình \d|Biểu đồ|ĐVT|Với |"
    r"\d+ Chưa gồm")


def split(line):
    """At a full stop behind which a word begins with a capital."""
    at = 0
    for stop in re.finditer(r"\. ", line):
        if line[stop.end()].isupper():
            yield line[at:stop.start() + 1]
            at = stop.end()
    yield line[at:]


def sentences(document):
    """Those between the first heading and the recipients."""
    body = document.split("\n[section 2]")[0]
    body = body[body.index("\nI. ") + 1:body.index("\nNơi nhận:")]
    for line in body.split("\n"):
        if "\t" in line or line.isupper() or NO_SENTENCE.match(line):
            continue
        yield from split(line)


def check_case(folder, claims, used):
    name = os.path.basename(folder)
    ini = configparser.ConfigParser(interpolation=None)
    ini.read(os.path.join(folder, "report.ini"), encoding="utf-8")
    for section in ini.sections():
        for key in ini[section]:
            ini[section][key] = ini[section][key].strip('"')
    db = load(ini, folder)
    parameters = set_views(db, ini)
    done = run([PROGRAM, "dump", "document", "report.ini"], cwd=folder,
               env=plain_environment())
    faults = []
    for sentence in sentences(done.stdout):
        wrong = []
        for claim in claims:
            match = claim.pattern.fullmatch(sentence)
            if not match:
                continue
            used.add(claim.place)
            fault = prove(db, claim, match, parameters)
            if not fault:
                break
            wrong.append(fault)
        else:
            faults.append(f"{sentence}\n  " +
                          ("\n  ".join(wrong) or "no claim says this"))
    tap.check(f"{name}: each sentence is proved", not faults,
              "\n".join(faults))


for path in sorted(glob.glob(os.path.join(HERE, "claims", "*.txt"))):
    layout = os.path.basename(path)[:-len(".txt")]
    if layout == "common":
        continue
    claims = read_claims(path) + read_claims(
        os.path.join(HERE, "claims", "common.txt"))
    used = set()
    for folder in sorted(glob.glob(os.path.join(CASES, f"odd-{layout}-*"))):
        check_case(folder, claims, used)
    unused = [claim.place for claim in claims
              if claim.place not in used and layout in claim.place]
    tap.check(f"{layout}: no claim is idle", not unused, "\n".join(unused))
tap.done()
