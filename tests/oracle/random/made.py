"""Random datasets: rows as Python values, and their files as an office has
them."""
import calendar
import datetime
import os
import random

DAY = datetime.timedelta(days=1)

CONTENTS = ["c1", "c2", "c3a", "c3b", "c3c", "c4a", "c4b", "c4c", "c5", "c6",
            "c7", "c8", "c9", "c10"]
SOURCES = ["national", "local"]
KINDS = ["enterprise", "cooperative", "group", "household"]
GROUPS = ["g1", "g2", "g3", "g4"]
# In Vietnamese alphabetic order: a ă â, d đ, o ô ơ; tones come after letters.
COMMUNES = ["An Biên", "Ăng Hương", "Ân Thi", "Bà Rịa", "Ba Tri", "Cao Lãnh",
            "Dầu Tiếng", "Đầm Dơi", "Gò Quao", "Hà Tiên", "Óc Eo", "Ô Môn",
            "Vị Thanh", "Xẻo Bần", "Ý Yên"]


# ---- windows, from the wording of the rules ---------------------------------

def months(closing, year, first, last):
    """The days of months FIRST..LAST of YEAR; under NĐ 09/2019 a month ends on
    its 14th."""
    if closing == "calendar":
        return (datetime.date(year, first, 1),
                datetime.date(year, last, calendar.monthrange(year, last)[1]))
    before = (year, first - 1) if first > 1 else (year - 1, 12)
    return datetime.date(*before, 15), datetime.date(year, last, 14)


class Period:
    """A reporting period: its SPEC, its days and those a year earlier."""

    def __init__(self, dice):
        self.closing = dice.choice(["calendar", "nd09"])
        self.kind = dice.choice(["year", "year", "quarter", "half", "month",
                                 "months", "years", "days"])
        self.year = dice.randint(2016, 2024)
        self.from_year = self.year
        self.part = dice.randint(1, 12)
        if self.kind == "years":
            self.from_year -= dice.randint(1, 4)
        if self.kind == "days":
            self.closing = "calendar"
            self.days = sorted(dice.sample(range(59), 2))
        self.first, self.last = self.window(0)
        self.previous = self.window(1)

    def window(self, back):
        """The days, moved BACK years; a range of years moves by its length,
        so that it stays clear of itself."""
        back *= self.year - self.from_year + 1
        year = self.year - back
        if self.kind == "year":
            return months(self.closing, year, 1, 12)
        if self.kind == "years":
            return (months(self.closing, self.from_year - back, 1, 1)[0],
                    months(self.closing, year, 12, 12)[1])
        if self.kind == "months":
            return months(self.closing, year, 1, self.part)
        if self.kind == "days":
            first = datetime.date(year, 1, 1)
            return first + self.days[0] * DAY, first + self.days[1] * DAY
        size = {"quarter": 3, "half": 6, "month": 1}[self.kind]
        last = (self.part - 1) // size * size + size
        return months(self.closing, year, last - size + 1, last)

    def spec(self):
        if self.kind == "year":
            return str(self.year)
        if self.kind == "years":
            return f"{self.from_year}..{self.year}"
        if self.kind == "months":
            return f"{self.year}-01..{self.year}-{self.part:02}"
        if self.kind == "days":
            return f"{self.first}..{self.last}"
        size, letter = {"quarter": (3, "Q"), "half": (6, "H"),
                        "month": (1, "M")}[self.kind]
        number = (self.part - 1) // size + 1
        return f"{self.year}-{letter}{number:02}" if letter == "M" \
            else f"{self.year}-{letter}{number}"


# ---- rows -------------------------------------------------------------------

def amount(dice, most=3_000_000_000):
    """Whole đồng: round figures, ones with a single đồng over, tiny ones."""
    kind = dice.randrange(6)
    if kind == 0:
        return dice.choice([0, 1, 999_999, 1_000_001, 49_999, 50_000])
    if kind <= 2:
        return dice.randrange(most // 1_000_000) * 1_000_000
    if kind == 3:
        return dice.randrange(most // 50_000) * 50_000
    return dice.randrange(most)


class Dataset:
    """One office's tables; a table that it does not have is None."""

    def __init__(self, number):
        dice = random.Random(20171231 + number)
        self.number = number
        self.dice = dice
        self.period = Period(dice)
        size = dice.choice([0, 1, 2, dice.randint(3, 20), dice.randint(3, 60)])
        self.schemes = []
        for i in range(size):
            self.schemes += self.scheme(i)
        dice.shuffle(self.schemes)
        self.beneficiaries = self.plans = self.products = None
        self.selections = None
        if dice.random() < 0.7:
            self.beneficiaries = self.some_beneficiaries()
        if dice.random() < 0.7:
            self.some_products()
        if dice.random() < 0.7:
            self.plans = self.some_plans()

    def day(self):
        """In the period, just outside of it, a year earlier, or anywhere."""
        period, dice = self.period, self.dice
        kind = dice.randrange(8)
        if kind == 0:
            return dice.choice([period.first, period.last,
                                period.first - DAY, period.last + DAY])
        if kind == 1:
            return dice.choice([period.previous[0], period.previous[1],
                                period.previous[0] - DAY,
                                period.previous[1] + DAY])
        if kind == 2:
            return period.first - dice.randrange(800) * DAY
        if kind == 3:
            first, last = period.previous
        else:
            first, last = period.first, period.last
        return first + dice.randrange((last - first).days + 1) * DAY

    def scheme(self, i):
        """The rows of a scheme: one, or two when it has both sources."""
        dice = self.dice
        status = dice.choices(["accepted", "settled", "running", "cancelled"],
                              [6, 2, 2, 2])[0]
        day = None if status == "running" or (
            status == "cancelled" and dice.random() < 0.5) else self.day()
        common = {"id": f"DA-{i:03}", "name": f"Đề án {i}", "status": status,
                  "content": dice.choice(CONTENTS), "accepted_on": day,
                  "settled_on": day if status == "settled" else None,
                  "commune": dice.choice(COMMUNES)}
        sources = dice.sample(SOURCES, 2 if dice.random() < 0.2 else 1)
        rows = [dict(common, source=source, support=amount(dice),
                     advanced=None) for source in sources]
        support = sum(row["support"] for row in rows)
        cost = None if dice.random() < 0.2 else support + amount(dice)
        for row in rows:
            row["total_cost"] = cost
            if dice.random() < 0.6:
                row["advanced"] = row["support"] * 7 // 10
        return rows

    def some_beneficiaries(self):
        dice, rows = self.dice, []
        units = [(f"U{i:02}", dice.choice(KINDS)) for i in range(20)]
        by_id = {}
        for row in self.schemes:
            by_id.setdefault(row["id"], []).append(row)
        for key in sorted(by_id):
            for unit, kind in dice.sample(units, dice.randrange(4)):
                rows.append({"id": unit, "scheme": key, "kind": kind,
                             "name": f"Cơ sở {unit}",
                             "support": dice.choice([None, amount(dice)]),
                             "workers": dice.choice([None, 0, 1, 5, 1200])})
        return rows

    def some_products(self):
        dice = self.dice
        self.selections = [
            {"id": f"BC{i}", "level": "province", "day": self.day()}
            for i in range(dice.randrange(4))]
        self.products = []
        for selection in self.selections:
            for i in range(dice.randrange(16)):
                passed = dice.random() < 0.7
                recognised = passed and dice.random() < 0.6
                score = dice.randint(7000, 10000) if passed \
                    else dice.randint(0, 6999)
                prize = dice.choice(["first", "third", "none"]) \
                    if recognised else "none"
                self.products.append({
                    "id": f"SP{i:02}", "selection": selection["id"],
                    "name": f"Sản phẩm {i}", "group": dice.choice(GROUPS),
                    "score": score if dice.random() < 0.9 else None,
                    "passed": passed, "recognised": recognised,
                    "prize": prize})

    def some_plans(self):
        dice = self.dice
        rows = []
        for year in range(self.period.from_year - 1, self.period.year + 2):
            for source in SOURCES:
                if dice.random() < 0.6:
                    rows.append({"year": year, "source": source,
                                 "assigned": amount(dice) + 1,
                                 "adjusted": dice.choice([None,
                                                          amount(dice) + 1])})
        return rows


# ---- files ------------------------------------------------------------------

STATUS = {"accepted": "Đã nghiệm thu", "settled": "Đã quyết toán",
          "running": "Đang thực hiện", "cancelled": "Đã hủy"}
SOURCE = {"national": "KCQG", "local": "KCĐP"}
KIND = {"enterprise": "DN", "cooperative": "HTX", "group": "THT",
        "household": "Hộ KD"}
PRIZE = {"first": "Nhất", "third": "Ba", "none": ""}


def grouped(digits):
    return f"{int(digits):,}".replace(",", ".")


class Writer:
    """Writes tables with the separators and units of one office."""

    def __init__(self, folder, dataset):
        self.folder = folder
        self.dice = dataset.dice
        self.delimiter = self.dice.choice([";", "\t", ","])
        self.unit = self.dice.choice(["đồng", "nghìn đồng", "triệu đồng"])
        self.bom = self.dice.choice(["", "\ufeff"])

    def money(self, dong):
        if dong is None:
            return ""
        digits = {"đồng": 0, "nghìn đồng": 3, "triệu đồng": 6}[self.unit]
        whole, rest = divmod(dong, 10 ** digits)
        text = grouped(whole) if self.dice.random() < 0.5 else str(whole)
        fraction = f"{rest:0{digits}}".rstrip("0") if digits and rest else ""
        return text + ("," + fraction if fraction else "")

    def day(self, day):
        if day is None:
            return ""
        return day.strftime("%d/%m/%Y") if self.dice.random() < 0.5 \
            else f"{day.day}/{day.month}/{day.year}"

    def table(self, name, heading, rows):
        def cell(text):
            quote = self.delimiter in text or self.dice.random() < 0.05
            return f'"{text}"' if quote else text
        lines = [heading] + rows
        text = "\r\n".join(self.delimiter.join(cell(str(part))
                                               for part in line)
                           for line in lines)
        with open(os.path.join(self.folder, name), "w", encoding="utf-8",
                  newline="") as file:
            file.write(self.bom + text + "\r\n")
        return name


def write_tables(writer, data):
    """The files of DATA; what [dataset] says of them."""
    unit, money, day = f" ({writer.unit})", writer.money, writer.day
    prefix = f"{data.number:04}-"
    keys = {"schemes": writer.table(
        prefix + "schemes.csv",
        ["Mã đề án", "Tên đề án", "Nội dung hoạt động", "Nguồn kinh phí",
         "Xã, phường", "Trạng thái", "Ngày nghiệm thu", "Ngày quyết toán",
         "Tổng kinh phí" + unit, "Kinh phí hỗ trợ" + unit,
         "Kinh phí tạm ứng" + unit],
        [[r["id"], r["name"], r["content"][1:], SOURCE[r["source"]],
          r["commune"], STATUS[r["status"]], day(r["accepted_on"]),
          day(r["settled_on"]), money(r["total_cost"]), money(r["support"]),
          money(r["advanced"])] for r in data.schemes])}
    if data.beneficiaries is not None:
        keys["beneficiaries"] = writer.table(
            prefix + "units.csv",
            ["Mã đơn vị", "Mã đề án", "Tên đơn vị thụ hưởng", "Loại hình",
             "Kinh phí hỗ trợ" + unit, "Số lao động"],
            [[r["id"], r["scheme"], r["name"], KIND[r["kind"]],
              money(r["support"]),
              "" if r["workers"] is None else r["workers"]]
             for r in data.beneficiaries])
    if data.plans is not None:
        keys["plans"] = writer.table(
            prefix + "plans.csv",
            ["Năm", "Nguồn kinh phí", "Kinh phí giao" + unit,
             "Kinh phí điều chỉnh" + unit],
            [[r["year"], SOURCE[r["source"]], money(r["assigned"]),
              money(r["adjusted"])] for r in data.plans])
    if data.products is not None:
        keys.update(write_products(writer, data, prefix))
    return keys


def write_products(writer, data, prefix):
    return {
        "selections": writer.table(
            prefix + "selections.csv",
            ["Mã đợt bình chọn", "Cấp bình chọn", "Ngày quyết định"],
            [[r["id"], "Cấp tỉnh", writer.day(r["day"])]
             for r in data.selections]),
        "products": writer.table(
            prefix + "products.csv",
            ["Mã sản phẩm", "Mã đợt bình chọn", "Tên sản phẩm",
             "Nhóm sản phẩm", "Điểm", "Đạt", "Được công nhận", "Giải"],
            [[r["id"], r["selection"], r["name"], r["group"][1:],
              "" if r["score"] is None else
              f"{r['score'] / 100:.2f}".replace(".", ","),
              "x" if r["passed"] else "", "x" if r["recognised"] else "",
              PRIZE[r["prize"]]] for r in data.products])}


INI = """[report]
layout  = {layout}
summary = "Bộ số liệu {number:04}"

[period]
value   = {spec}
closing = {closing}

[dataset]
schema   = khuyen-cong
notation = vietnamese
{tables}

[agency]
name  = "SỞ CÔNG THƯƠNG"
place = "Kiên Giang"

[document]
symbol = BC-SCT

[signer]
title = "GIÁM ĐỐC"

[output]
name    = r{number:04}
formats = "pdf, xlsx"
"""


def write(folder, layout, data):
    """All files of DATA in FOLDER; the path of its configuration."""
    keys = write_tables(Writer(folder, data), data)
    path = os.path.join(folder, f"r{data.number:04}.ini")
    with open(path, "w", encoding="utf-8") as file:
        file.write(INI.format(
            layout=layout, number=data.number, spec=data.period.spec(),
            closing=data.period.closing,
            tables="\n".join(f"{k} = {v}" for k, v in keys.items())))
    return path
