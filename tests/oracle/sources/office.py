"""Made-up sources in the shapes in which offices keep them.

A Source has a table of records that are known exactly (đồng, days, codes), and
a sheet: rows of texts as an office would save them as CSV, with headings,
units, sections, totals, notations of figures and days of its own choice.  What
the sheet says is decided here and nowhere else; nothing is taken from the
program that reads it.
"""
import datetime
import random

DONG, THOUSAND, MILLION, BILLION = 1, 10**3, 10**6, 10**9

UNIT_WORDS = {
    DONG: ["đồng", "Đồng", "VNĐ", "đ"],
    THOUSAND: ["nghìn đồng", "1.000 đồng", "ngàn đồng", "1000đ", "Nghìn đồng"],
    MILLION: ["triệu đồng", "tr.đ", "trđ", "Triệu đồng", "triệu đ", "tr.đồng"],
    BILLION: ["tỷ đồng", "tỉ đồng", "Tỷ đồng"],
}

# But for a mark or a letter, as people type them.
MISSPELT_UNITS = {
    DONG: [], THOUSAND: ["nghìn đông", "ngìn đồng"],
    MILLION: ["triêu đồng", "triệu đông", "trieu dong"],
    BILLION: ["tỷ đông", "ty dong"],
}

SOURCE_WORDS = {"national": ["KCQG", "Khuyến công quốc gia", "Quốc gia",
                             "Trung ương"],
                "local": ["KCĐP", "Khuyến công địa phương", "Địa phương",
                          "Khuyến công tỉnh"]}
STATUS_WORDS = {"accepted": ["Đã nghiệm thu", "Hoàn thành", "Nghiệm thu"],
                "running": ["Đang thực hiện", "Đang triển khai"],
                "approved": ["Đã phê duyệt", "Phê duyệt"]}
CONTENT_WORDS = {"c1": ["Đào tạo nghề", "Truyền nghề"],
                 "c3b": ["Ứng dụng máy móc thiết bị",
                         "Ứng dụng máy móc, thiết bị tiên tiến"],
                 "c5": ["Tư vấn, trợ giúp"],
                 "c4b": ["Hội chợ, triển lãm", "Tham gia hội chợ, triển lãm"]}
THINGS = ["máy sấy lúa", "lò hơi tầng sôi", "máy ép củi trấu", "dây chuyền "
          "xay xát", "máy CNC 3 trục", "máy dệt chiếu cói", "hệ thống sấy lạnh",
          "kho lạnh 20 m3", "máy đóng gói", "lò nung gốm", "máy cưa vòng",
          "dây chuyền sơn tĩnh điện", "máy tráng bánh", "nồi hơi 1 tấn/giờ"]
PEOPLE = ["Công ty TNHH Minh Phát", "DNTN Hòa Bình", "HTX Thống Nhất",
          "Hộ kinh doanh Nguyễn Văn Tư", "Công ty CP Đại Lộc",
          "Cơ sở Út Hùng", "HTX nông nghiệp Tân Tiến"]
PLACES = ["Xã Tân Hòa", "Phường 5", "Xã Vĩnh Thạnh", "Thị trấn Cầu Kè",
          "Huyện Gò Quao", "Xã Long Mỹ"]


class Column:
    """A column of a table: its field, kind and the headings it may bear."""

    def __init__(self, field, kind, *headings, words=None):
        self.field, self.kind = field, kind
        self.headings, self.words = headings, words


SCHEMES = [
    Column("id", "id", "Mã đề án", "Mã ĐA", "Mã số", "MÃ ĐỀ ÁN", "Mã  đề án"),
    Column("name", "text", "Tên đề án", "Đề án", "Tên đề án, nội dung",
           "TÊN ĐỀ ÁN"),
    Column("content", "enum", "Nội dung hoạt động", "Nội dung khuyến công",
           "Nội dung", words=CONTENT_WORDS),
    Column("source", "enum", "Nguồn kinh phí", "Nguồn vốn", "Nguồn",
           words=SOURCE_WORDS),
    Column("status", "enum", "Trạng thái", "Tình trạng", "Tiến độ",
           words=STATUS_WORDS),
    Column("accepted_on", "date", "Ngày nghiệm thu", "NGÀY NGHIỆM THU",
           "Nghiệm thu"),
    Column("support", "money", "Kinh phí hỗ trợ", "KP hỗ trợ",
           "Kinh phí khuyến công", "Kinh phí khuyến công hỗ trợ"),
]
SCHEMES_MORE = [
    Column("total_cost", "money", "Tổng kinh phí", "Tổng mức đầu tư",
           "Tổng vốn", "Tổng kinh phí thực hiện"),
    Column("own_capital", "money", "Vốn đối ứng", "Đối ứng",
           "Kinh phí đối ứng"),
    Column("started_on", "date", "Ngày bắt đầu", "Bắt đầu"),
    Column("implementer", "text", "Đơn vị thực hiện", "Đơn vị chủ trì"),
    Column("commune", "text", "Xã, phường", "Xã, phường, đặc khu", "Địa điểm"),
    Column("note", "text", "Ghi chú"),
]
TRAININGS = [
    Column("id", "id", "Mã lớp", "Mã", "Mã khóa học"),
    Column("kind", "enum", "Loại đào tạo", "Hình thức đào tạo",
           words={"vocational": ["Đào tạo nghề"]}),
    Column("name", "text", "Tên lớp", "Tên khóa học"),
    Column("trainees", "count", "Số học viên", "Số người", "Số lượt người"),
    Column("held_on", "date", "Ngày bế giảng", "Ngày tổ chức", "Ngày"),
]
PUBLICATIONS = [
    Column("id", "id", "Mã ấn phẩm", "Mã"),
    Column("kind", "enum", "Loại ấn phẩm", "Loại", words=None),
    Column("title", "text", "Tên ấn phẩm", "Tên"),
    Column("quantity", "count", "Số lượng"),
    Column("unit", "unit", "Đơn vị tính", "ĐVT"),
    Column("issued_on", "date", "Ngày phát hành", "Ngày"),
]
PRODUCTS = [
    Column("id", "id", "Mã sản phẩm", "Mã SP"),
    Column("selection", "fixed", "Mã đợt bình chọn", "Đợt bình chọn"),
    Column("name", "text", "Tên sản phẩm", "Sản phẩm"),
    Column("product_group", "enum", "Nhóm sản phẩm", "Nhóm", words=None),
    Column("score", "decimal", "Điểm", "Điểm bình chọn", "Số điểm"),
]


def group(digits, separator):
    parts = []
    while len(digits) > 3:
        parts.insert(0, digits[-3:])
        digits = digits[:-3]
    return separator.join([digits] + parts)


class Notation:
    """How an office writes figures: separators of thousands and decimals."""

    def __init__(self, thousands, decimal):
        self.thousands, self.decimal = thousands, decimal

    def write(self, numerator, denominator, decimals=None):
        """NUMERATOR / DENOMINATOR, a power of ten, exactly."""
        sign = "-" if numerator < 0 else ""
        whole, rest = divmod(abs(numerator), denominator)
        places = len(str(denominator)) - 1
        fraction = str(rest).rjust(places, "0") if places else ""
        if decimals is None:
            fraction = fraction.rstrip("0")
        else:
            assert not fraction[decimals:].strip("0")
            fraction = fraction[:decimals].ljust(decimals, "0")
        text = sign + group(str(whole), self.thousands)
        return text + (self.decimal + fraction if fraction else "")


VIETNAMESE = Notation(".", ",")
VIETNAMESE_BARE = Notation("", ",")
BLANKS = Notation("\u00a0", ",")
PLAIN_BLANKS = Notation(" ", ",")
ENGLISH = Notation(",", ".")
ENGLISH_BARE = Notation("", ".")


def is_plainly_english(text):
    """True for "1,628.5", "12.5" and "1,000,000": nothing else can be meant."""
    if "," in text and "." in text:
        return text.rindex(".") > text.rindex(",")
    if "." in text:
        return len(text.split(".")[1]) != 3
    return text.count(",") > 1


class Source:
    """One made-up source.  RANDOM decides everything."""

    def __init__(self, number):
        self.random = random.Random(number)
        r = self.random
        self.table = r.choices(["schemes", "trainings", "publications",
                                "products"], [7, 1, 1, 1])[0]
        self.notation = r.choices(
            [VIETNAMESE, VIETNAMESE_BARE, BLANKS, PLAIN_BLANKS, ENGLISH,
             ENGLISH_BARE], [60, 20, 3, 4, 7, 6])[0]
        self.nothing = r.choices(["", "-", "–", "x", "..."],
                                 [80, 10, 4, 4, 2])[0]
        self.dittoes = r.choices([None, "-nt-", "nt", "như trên"],
                                 [90, 5, 3, 2])[0]
        self.counts = r.random() < 0.2
        self.apostrophes = r.random() < 0.05
        # The counts of publications are in these, or some of them.
        self.count_units = r.choice([[1], [1], [1000], [1, 1000], [1, 100]])
        self.options = {}      # keys of [dataset]
        self.features = set()  # what is unusual about the sheet
        self.choose_columns()
        self.choose_units()
        self.make_records()
        self.write_sheet()
        self.choose_file()

    # ---- what there is -----------------------------------------------------

    def choose_columns(self):
        r = self.random
        columns = {"schemes": SCHEMES, "trainings": TRAININGS,
                   "publications": PUBLICATIONS, "products": PRODUCTS}
        chosen = list(columns[self.table])
        if self.table == "schemes":
            chosen += [c for c in SCHEMES_MORE if r.random() < 0.5]
        if r.random() < 0.3:
            tail = chosen[2:]
            r.shuffle(tail)
            chosen = chosen[:2] + tail
            self.features.add("columns in another order")
        self.columns = chosen
        self.has_number = r.random() < 0.7
        self.extra = []
        if r.random() < 0.25:
            self.extra = r.sample(["Số điện thoại", "Người liên hệ",
                                   "Ý kiến hội đồng", "Số tài khoản",
                                   "Diện tích nhà xưởng (m2)"], 2)
            self.features.add("columns of the office's own")

    def choose_units(self):
        """One unit for all amounts, or one for each column; where it is said."""
        r = self.random
        self.money = [c for c in self.columns if c.kind == "money"]
        self.said = r.choices(
            ["bracket", "none", "dash", "colon", "line end", "bare",
             "title line", "row below", "last line", "slash", "square",
             "cells", "sentence"],
            [36, 12, 8, 5, 6, 4, 9, 7, 5, 4, 4, 5, 4])[0] \
            if self.money else "none"
        one = r.choice([DONG, THOUSAND, MILLION, MILLION, MILLION, BILLION])
        self.units = {}
        for column in self.money:
            unit = one
            if self.said in ("bracket", "dash") and r.random() < 0.15:
                unit = r.choice([DONG, THOUSAND, MILLION, BILLION])
            if self.said == "none":
                unit = MILLION
            if self.said == "bare" and unit == DONG:
                unit = MILLION
            self.units[column.field] = unit
        self.features.add(f"unit: {self.said}")

    # ---- the records -------------------------------------------------------

    def amount(self, unit):
        """Đồng that the unit writes with few decimals, of a size that such an
        amount has: from ten million to five billion."""
        r = self.random
        step = {DONG: 1000, THOUSAND: 500, MILLION: r.choice([10**6, 10**5,
                                                              10**4, 500000]),
                BILLION: 10**6}[unit]
        return r.randint(10 * 10**6 // step, r.choice([300, 900, 5000]) * 10**6
                         // step) * step

    def make_records(self):
        r = self.random
        self.records = []
        for i in range(r.choice([1, 2, 3, 4, 6, 8, 12, 20])):
            record = {}
            running = self.table == "schemes" and r.random() < 0.15
            for c in self.columns:
                if c.kind == "id":
                    record[c.field] = f"{r.choice(['ĐA', 'KC', 'L', 'SP'])}-" \
                        f"{i + 1:02d}" if r.random() < 0.98 else f"{i + 901}"
                elif c.kind == "fixed":
                    record[c.field] = "B1"
                elif c.kind == "text":
                    record[c.field] = self.words_of(c.field, i)
                elif c.kind == "enum":
                    record[c.field] = self.code_of(c, running)
                elif c.kind == "date":
                    record[c.field] = datetime.date(
                        2017, r.randint(1, 12), r.randint(1, 28))
                elif c.kind == "money":
                    record[c.field] = self.amount(self.units[c.field])
                elif c.kind == "count":
                    record[c.field] = r.choice(
                        [r.randint(1, 60), r.randint(100, 999),
                         r.randint(1000, 25000)])
                elif c.kind == "decimal":
                    record[c.field] = r.randint(5000, 10000)
                elif c.kind == "unit":
                    record[c.field] = r.choice(["tờ", "cuốn"])
            if "unit" in record:
                record["quantity"] *= r.choice(self.count_units)
            if running:
                record["accepted_on"] = None
                if r.random() < 0.5:
                    record["support"] = None
            if r.random() < 0.1 and "note" in record:
                record["note"] = None
            self.keep_sums(record)
            self.records.append(record)

    def words_of(self, field, i):
        r = self.random
        if field in ("name", "title"):
            return f"{r.choice(['Hỗ trợ', 'Đầu tư', 'Ứng dụng'])} " \
                f"{r.choice(THINGS)} số {i + 1}"
        if field == "implementer":
            return r.choice(PEOPLE)
        if field == "commune":
            return r.choice(PLACES)
        return r.choice(["Theo kế hoạch", "Đợt 1", "Chuyển tiếp", "-x-"])

    CODES = {"publications": ["bulletin"], "products": ["g1", "g2"]}
    LABELS = {"bulletin": ["Bản tin"], "g1": ["1"], "g2": ["2"]}

    def code_of(self, column, running):
        if column.field == "status":
            return self.random.choice(["running", "approved"]) if running \
                else "accepted"
        if column.words:
            return self.random.choice(list(column.words))
        return self.random.choice(self.CODES[self.table])

    def keep_sums(self, record):
        """A scheme costs no less than its support, and what the support does
        not pay the beneficiary does."""
        if record.get("support") is None:
            if "own_capital" in record and "total_cost" in record:
                record["own_capital"] = record["total_cost"]
            return
        if "total_cost" not in record:
            return
        unit = self.units["total_cost"]
        # More than half of a machine's cost is above what the law allows.
        more = record["support"] * 2 + 7 * MILLION
        record["total_cost"] = -(-more // unit) * unit
        if "own_capital" in record:
            record["own_capital"] = record["total_cost"] - record["support"]
            if self.units["own_capital"] > MILLION and \
                    "line" not in self.said:
                self.units["own_capital"] = MILLION

    # ---- the sheet ---------------------------------------------------------

    def figure(self, column, value):
        if column.kind == "money":
            text = self.notation.write(value, self.units[column.field])
            if self.said == "cells":
                words = UNIT_WORDS[self.units[column.field]]
                text += self.random.choice([" ", ""]) + self.random.choice(
                    [w for w in words if not w[0].isdigit()])
            return text
        if column.kind == "decimal":
            return self.notation.write(value, 100)
        return self.notation.write(value, 1)

    def scale(self, record):
        """In how many of its unit the count of RECORD is written."""
        most = max(self.count_units) if "unit" in record else 1
        if most == 1 or record["quantity"] % most:
            return 1
        self.features.add("counts in units of rows")
        return most

    def cell(self, column, value, record=None):
        text = self.plain_cell(column, value, record)
        if self.apostrophes and column.kind in ("money", "date", "decimal") \
                and text[:1].isdigit():
            self.features.add("apostrophes")
            return "'" + text
        return text

    def plain_cell(self, column, value, record):
        r = self.random
        scale = self.scale(record) if record else 1
        if column.kind == "unit":
            return {1: "", 100: "trăm ", 1000: "nghìn "}[scale] + value
        if column.kind == "count" and scale > 1:
            return self.notation.write(value // scale, 1)
        if value is None:
            return self.nothing if column.kind in ("money", "date") else ""
        if column.kind in ("money", "count", "decimal"):
            return self.figure(column, value)
        if column.kind == "date":
            return {"padded": value.strftime("%d/%m/%Y"), "bare":
                    f"{value.day}/{value.month}/{value.year}",
                    "iso": value.isoformat(),
                    "short": value.strftime("%d/%m/%y"),
                    "dots": value.strftime("%d.%m.%Y")}[self.day_form]
        if column.kind == "enum":
            words = column.words[value] if column.words else self.LABELS[value]
            return r.choice(words)
        return value

    def heading(self, column):
        r = self.random
        text = r.choice(column.headings)
        if column.kind != "money":
            if column.kind == "date" and r.random() < 0.1:
                text += r.choice([" (dd/mm/yyyy)", " (nếu có)"])
            if column.field == "trainees" and r.random() < 0.3 \
                    and "người" not in text:
                text += " (người)"
            return text
        word = r.choice(UNIT_WORDS[self.units[column.field]])
        misspelt = MISSPELT_UNITS[self.units[column.field]]
        if misspelt and self.said == "bracket" and r.random() < 0.05:
            word = r.choice(misspelt)
            self.features.add("misspelt unit")
        if self.said == "bracket":
            text += f" ({word})"
        elif self.said == "square":
            text += f" [{word}]"
        elif self.said == "dash":
            text += f" - {word}"
        elif self.said == "colon":
            text += f": {word}"
        elif self.said == "slash":
            text += f" / {word}"
        elif self.said == "line end":
            text += f"\n({word})"
        elif self.said == "bare":
            text += " " + {THOUSAND: "nghìn đồng", MILLION: "triệu đồng",
                           BILLION: "tỷ đồng"}[self.units[column.field]]
        if self.said in ("bracket", "none") and r.random() < 0.05:
            text += r.choice([" (1)", " *", " [2]"])
            self.features.add("footnote mark")
        return text

    def blank(self):
        return [""] * self.width

    def sums(self, records):
        """The money and counts of RECORDS by column, exactly."""
        return {c.field: sum(rec[c.field] or 0 for rec in records)
                for c in self.columns if c.kind in ("money", "count")}

    def written_sum(self, column, records):
        """Of counts whose rows have a unit: in that of all of them."""
        scales = {self.scale(record) for record in records}
        return self.sums(records)[column.field] // \
            (scales.pop() if len(scales) == 1 else 1)

    def page_rows(self, rows):
        """The sums of a page, and those carried to the next, between rows."""
        r = self.random
        if len(self.records) < 4 or r.random() > 0.05 or \
                self.table != "schemes" or len(rows) != len(self.records):
            return
        at = r.randint(1, len(self.records) - 1)
        words = r.choice([("Cộng trang", "Trang trước mang sang"),
                          ("Cộng trang 1", "Mang sang"),
                          ("Cộng mang sang trang sau", "Trang trước chuyển "
                           "sang")])
        rows[at:at] = [self.sum_row(word, self.records[:at])
                       for word in words]
        for i, row in self.row_of.items():
            self.row_of[i] = row + 2 * (row >= at)
        self.features.add("sums of pages")

    def average_row(self, rows):
        r = self.random
        if self.total != "below" or r.random() > 0.08 or \
                self.table != "schemes":
            return
        row = self.blank()
        row[self.first] = r.choice(["Bình quân", "Trung bình",
                                    "Bình quân 1 đề án"])
        for i, column in enumerate(self.columns):
            figures = [rec[column.field] for rec in self.records
                       if column.kind == "money" and rec[column.field]]
            if figures:
                unit = self.units[column.field]
                hundredths = (sum(figures) * 200 // (len(figures) * unit) + 1) \
                    // 2 if unit > 1 else sum(figures) // len(figures)
                row[self.first + i] = self.notation.write(
                    hundredths, 100 if unit > 1 else 1)
        rows.append(row)
        self.features.add("averages")

    def number_columns(self):
        """A row of numbers below the headings, in some shape."""
        r = self.random
        if r.random() > 0.08:
            return
        shape = r.choice(["({})", "[{}]", "{}", "letters", "roman"])
        roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
                 "XI", "XII", "XIII", "XIV", "XV", "XVI"]
        numbers = range(1, self.width + 1)
        if shape == "letters":
            row = ["A", "B"] + [str(n) for n in numbers][:self.width - 2]
        elif shape == "roman":
            row = roman[:self.width]
        else:
            row = [shape.format(n) for n in numbers]
        self.numbering = row
        self.features.add("columns are numbered")

    def sum_row(self, words, records, marker=""):
        row = self.blank()
        if self.has_number:
            row[0] = marker
        place = (1 if self.has_number else 0) + \
            (1 if self.random.random() < 0.5 else 0)
        if self.counts and self.table == "schemes":
            things = f"{len(records)} đề án"
            words += self.random.choice([": " + things, f" ({things})"])
            self.features.add("rows are counted")
        row[place] = words
        for i, column in enumerate(self.columns):
            if column.kind in ("money", "count"):
                row[self.first + i] = self.figure(
                    column, self.written_sum(column, records))
        return row

    def record_row(self, n, record):
        row = [str(n)] if self.has_number else []
        row += [self.cell(c, record[c.field], record) for c in self.columns]
        extras = {"Số điện thoại": "0297386213", "Người liên hệ": "Anh Tư",
                  "Ý kiến hội đồng": "Đồng ý", "Số tài khoản": "701000123",
                  "Diện tích nhà xưởng (m2)": "250"}
        return row + [extras[e] for e in self.extra]

    def leave_to_row_above(self, rows):
        """Words that a record has in common with the one above it."""
        above = None
        for i in self.row_of.values():
            row = rows[i]
            kept = list(row)
            for k, column in enumerate(self.columns):
                at = self.first + k
                if self.dittoes and above and row[at] and \
                        column.kind in ("text", "enum") and \
                        column.field not in ("name", "title") and \
                        row[at] == above[at]:
                    row[at] = self.dittoes
                    self.features.add("as above")
            above = kept

    def lines_below(self):
        """Notes and who signs, below the rows."""
        r = self.random
        if r.random() < 0.08:
            row = self.blank()
            row[0] = r.choice(["(*) Số liệu tính đến ngày 31/12/2017",
                               "Ghi chú: đề án chuyển tiếp từ năm 2016",
                               "* Chưa gồm các đề án đang thẩm định"])
            self.below.append(row)
            self.features.add("note below")
        if r.random() < 0.1 and self.width >= 5:
            for left, right in (("Người lập biểu", "GIÁM ĐỐC"),
                                ("(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"),
                                ("Nguyễn Văn An", "Trần Thị Bình")):
                row = self.blank()
                row[self.first], row[4] = left, right
                self.below.append(row)
            self.features.add("names below")

    def start_page(self, rows):
        """The headings stand once more where a page was full."""
        r = self.random
        if len(self.records) < 4 or r.random() > 0.06 or \
                self.said == "row below":
            return
        at = self.row_of[r.randint(1, len(self.records) - 1)]
        rows.insert(at, list(self.heading_row))
        for i, row in self.row_of.items():
            self.row_of[i] = row + (row >= at)
        self.features.add("headings on each page")

    def sections(self):
        """Groups of records with a heading; one group without in most files."""
        r = self.random
        shape = r.choices(["plain", "sections", "sections with sums"],
                          [60, 18, 22])[0]
        if len(self.records) < 3 or shape == "plain" or \
                self.table not in ("schemes", "trainings"):
            return [(None, self.records)], False
        at = r.randint(1, len(self.records) - 1)
        self.features.add(shape)
        marks = r.choice([("I", "II"), ("A", "B"), ("I.", "II.")])
        names = r.choice([("Khuyến công quốc gia", "Khuyến công địa phương"),
                          ("HUYỆN GÒ QUAO", "HUYỆN AN BIÊN"),
                          ("Đề án chuyển tiếp", "Đề án mới")])
        return [((marks[0], names[0]), self.records[:at]),
                ((marks[1], names[1]), self.records[at:])], \
            shape == "sections with sums"

    def write_sheet(self):
        r = self.random
        self.first = 1 if self.has_number else 0
        self.width = self.first + len(self.columns) + len(self.extra)
        self.day_form = r.choices(["padded", "bare", "iso", "dots",
                                   "short"], [48, 34, 8, 5, 5])[0]
        self.heading_row = (["STT"] if self.has_number else []) + \
            [self.heading(c) for c in self.columns] + self.extra
        if self.has_number:
            self.heading_row[0] = r.choice(["STT", "TT", "Số TT"])
        rows = []
        if self.said == "row below":
            row = self.blank()
            for i, c in enumerate(self.columns):
                if c.kind == "money":
                    row[self.first + i] = \
                        f"({r.choice(UNIT_WORDS[self.units[c.field]])})"
            rows.append(row)
        self.numbering = None
        self.number_columns()
        if self.numbering:
            rows.append(self.numbering)
        total = r.choices(["none", "below", "above"], [50, 40, 10])[0]
        if self.table == "publications" and \
                len({self.scale(record) for record in self.records}) > 1:
            total = "none"  # nobody adds up sheets and thousands of sheets
        if total == "above":
            rows.append(self.sum_row(r.choice(["Tổng cộng", "TỔNG SỐ"]),
                                     self.records))
        groups, with_sums = self.sections()
        n = 0
        self.row_of = {}
        for title, records in groups:
            if title is not None:
                if with_sums:
                    rows.append(self.sum_row(title[1], records, title[0]))
                else:
                    row = self.blank()
                    row[0 if self.has_number else 1] = title[0]
                    row[1 if self.has_number else 0] = title[1]
                    if not self.has_number:
                        row[1] = ""
                    rows.append(row)
                if r.random() < 0.5:
                    n = 0
            for record in records:
                n += 1
                self.row_of[len(self.row_of)] = len(rows)
                rows.append(self.record_row(n, record))
        if total == "below":
            rows.append(self.sum_row(r.choice(["Tổng cộng", "Cộng", "TỔNG CỘNG",
                                               "Tổng cộng:", "Tổng"]),
                                     self.records))
        if total != "none":
            self.features.add(f"total {total}")
        self.total = total
        self.page_rows(rows)
        self.average_row(rows)
        self.leave_to_row_above(rows)
        self.start_page(rows)
        self.unit_line()
        self.lines_below()
        if r.random() < 0.1:
            at = r.randint(0, len(rows))
            rows.insert(at, self.blank())
            for i, row in self.row_of.items():
                self.row_of[i] = row + (row >= at)
            self.features.add("empty row")
        self.rows = rows

    def unit_line(self):
        """Lines above the headings and below the rows."""
        r = self.random
        self.above, self.below = [], []
        word = None
        if self.money:
            word = r.choice(UNIT_WORDS[self.units[self.money[0].field]])
        line = f"{r.choice(['Đơn vị tính', 'ĐVT', 'Đơn vị'])}: {word}"
        if self.said in ("title line", "last line", "sentence"):
            unit = self.units[self.money[0].field]
            if any(self.units[c.field] != unit for c in self.money):
                for c in self.money:      # one line speaks for all columns
                    self.units[c.field] = unit
        if r.random() < 0.15:
            for text in (r.choice(["UBND TỈNH CÀ MAU", "SỞ CÔNG THƯƠNG CÀ MAU",
                                   "SỞ CÔNG THƯƠNG TỈNH CÀ MAU"]),
                         r.choice(["DANH SÁCH NĂM 2017", "BIỂU TỔNG HỢP NĂM "
                                   "2017", "SỐ LIỆU GIAI ĐOẠN 2016 - 2020",
                                   "BIỂU 01 (Kèm theo Công văn số 15/SCT-KC "
                                   "ngày 12 tháng 01 năm 2018)"])):
                row = self.blank()
                row[0] = text
                self.above.append(row)
            self.features.add("title block")
        if self.said == "title line":
            if r.random() < 0.6:
                row = self.blank()
                row[0] = "DANH MỤC ĐỀ ÁN KHUYẾN CÔNG NĂM 2017"
                self.above.append(row)
            row = self.blank()
            row[r.choice([0, self.width - 1])] = line
            self.above.append(row)
        elif self.said == "sentence":
            row = self.blank()
            row[0] = r.choice(["Số liệu tính bằng {}", "Biểu 1. Danh mục đề án,"
                               " đơn vị tính là {}", "(Số liệu được tính bằng "
                               "{}, đã làm tròn)"]).format(word)
            self.above.append(row)
        elif self.said == "last line":
            row = self.blank()
            row[0] = line
            self.below.append(row)

    # ---- the file ----------------------------------------------------------

    def choose_file(self):
        r = self.random
        self.delimiter = r.choices([";", ",", "\t"], [60, 30, 10])[0]
        self.line_end = r.choice(["\n", "\r\n"])
        self.encoding = r.choices(["utf-8", "utf-8-sig", "utf-16"],
                                  [60, 30, 10])[0]
        self.trims = r.random() < 0.15
        if self.notation in (ENGLISH, ENGLISH_BARE) and (
                r.random() < 0.5 or not self.shows_its_notation()):
            self.options["notation"] = "plain"
        if self.trims:
            self.features.add("empty last cells left out")

    def shows_its_notation(self):
        """True when each column of figures has one that can be read in one
        way only, so that a careful reader needs no word about the file."""
        for i, column in enumerate(self.columns):
            if column.kind not in ("money", "decimal"):
                continue
            if column.kind == "money" and self.units[column.field] == DONG:
                continue  # no decimals: separators are of thousands
            cells = [row[self.first + i] for row in self.rows]
            if any("," in c or "." in c for c in cells) and \
                    not any(is_plainly_english(c) for c in cells):
                return False
        return True

    def quoted(self, text):
        if any(c in text for c in f'{self.delimiter}"\n\r') or \
                text != text.strip():
            return '"' + text.replace('"', '""') + '"'
        return text

    def all_rows(self):
        return self.above + [self.heading_row] + self.rows + self.below

    def text(self):
        lines = []
        for row in self.all_rows():
            row = list(row)
            while self.trims and len(row) > 1 and row[-1] == "" and \
                    any(row):
                row.pop()
            lines.append(self.delimiter.join(self.quoted(c) for c in row))
        return self.line_end.join(lines) + self.line_end

    def data(self):
        return self.text().encode(self.encoding)
