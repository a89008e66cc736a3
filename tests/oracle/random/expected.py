"""What a report of a dataset must print: worked out with whole numbers and
fractions from the rows, not from the program's statements."""
import datetime
from fractions import Fraction

from made import COMMUNES, CONTENTS, GROUPS, KINDS, SOURCES

LABELS = {
    "c1": "Đào tạo nghề, truyền nghề",
    "c2": "Nâng cao năng lực quản lý, khởi sự doanh nghiệp",
    "c3a": "Xây dựng mô hình trình diễn kỹ thuật",
    "c3b": "Chuyển giao công nghệ, ứng dụng máy móc, thiết bị tiên tiến",
    "c3c": "Mô hình thí điểm về áp dụng sản xuất sạch hơn",
    "c4a": "Bình chọn sản phẩm công nghiệp nông thôn tiêu biểu",
    "c4b": "Tổ chức, tham gia hội chợ, triển lãm",
    "c4c": "Đăng ký thương hiệu, phòng trưng bày, xúc tiến thương mại",
    "c5": "Tư vấn, trợ giúp cơ sở công nghiệp nông thôn",
    "c6": "Cung cấp thông tin, tuyên truyền",
    "c7": "Liên doanh, liên kết, phát triển cụm công nghiệp, di dời cơ sở "
          "gây ô nhiễm",
    "c8": "Hợp tác quốc tế về khuyến công",
    "c9": "Nâng cao năng lực quản lý và tổ chức thực hiện hoạt động khuyến "
          "công",
    "c10": "Nội dung khác",
    "national": "Khuyến công quốc gia", "local": "Khuyến công địa phương",
    "enterprise": "doanh nghiệp", "cooperative": "hợp tác xã",
    "group": "tổ hợp tác", "household": "hộ kinh doanh",
    "g1": "Thủ công mỹ nghệ",
    "g2": "Chế biến nông, lâm, thủy sản và thực phẩm",
    "g3": "Thiết bị, máy móc, dụng cụ và phụ tùng cơ khí",
    "g4": "Sản phẩm khác",
}
MILLION = 10 ** 6
NONE = "không có"
ROUNDED = ("Ghi chú: Tổng số có thể không bằng tổng các số thành phần do làm "
           "tròn.")


# ---- numbers as printed -----------------------------------------------------

def rounded(number, decimals):
    """NUMBER times 10^DECIMALS, halves away from zero."""
    scaled = abs(Fraction(number)) * 10 ** decimals
    whole = (2 * scaled.numerator + scaled.denominator) \
        // (2 * scaled.denominator)
    return -whole if number < 0 else whole


def vi(number, decimals=6):
    """At most so many DECIMALS, dots between thousands, a comma before
    decimals, no zeros at the end."""
    scaled = rounded(number, decimals)
    whole, rest = divmod(abs(scaled), 10 ** decimals)
    fraction = str(rest).zfill(decimals).rstrip("0") if rest else ""
    return ("-" if scaled < 0 else "") + f"{whole:,}".replace(",", ".") \
        + ("," + fraction if fraction else "")


def fix_decimals(rows, sharing):
    """ROWS, of cells (text, number) or None, with the decimals that
    reportgen-layout(5) gives to tables: the figures of each set of columns in
    SHARING have as many as the one that needs most, but a plain 0 stays.
    Also the decimals of each of these columns in the workbook, by its place;
    a column of nothing but 0 has none."""
    rows, places = [list(row) for row in rows], {}
    for columns in sharing:
        found = [(row, i) for row in rows for i in columns
                 if row[i] is not None and row[i][1]]
        most = max((len(row[i][0].partition(",")[2]) for row, i in found),
                   default=0)
        for row, i in found:
            text, number = row[i]
            whole, _, decimals = text.partition(",")
            if most:
                text = whole + "," + decimals.ljust(most, "0")
            row[i] = (text, number)
        places.update({i: most if any(i == j for _, j in found) else 0
                       for i in columns})
    return rows, places


def number_format(decimals):
    """Of a workbook's cell; a zero has no decimals."""
    if not decimals:
        return "#,##0"
    figure = "#,##0." + "0" * decimals
    return f"{figure};-{figure};0"


def million(dong, decimals=6):
    return vi(Fraction(dong, MILLION), decimals)


def share(part, whole, decimals):
    return vi(Fraction(part * 100, whole), decimals) + "%" if whole else NONE


def pad(count):
    return f"{count:02}" if 1 <= count <= 9 else vi(count, 0)


def day(date):
    """NĐ 30/2020: days below 10 and the months 1 and 2 have a leading 0."""
    month = f"{date.month:02}" if date.month < 3 else date.month
    return f"{date.day:02}/{month}/{date.year}"


DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()


def three_digits(number, in_full):
    """A group of three; IN_FULL reads its leading zeros."""
    hundreds, tens, units = number // 100, number // 10 % 10, number % 10
    words = []
    if hundreds or in_full:
        words += [DIGITS[hundreds], "trăm"]
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [DIGITS[tens], "mươi"]
    elif units and words:
        words.append("linh")
    if units == 5 and tens:
        words.append("lăm")
    elif units == 1 and tens > 1:
        words.append("mốt")
    elif units == 4 and tens > 1:
        words.append("tư")
    elif units:
        words.append(DIGITS[units])
    return words


def in_words(number):
    if number == 0:
        return "không"
    words = []
    for unit, name in ((10 ** 9, ["tỷ"]), (10 ** 6, ["triệu"]),
                       (1000, ["nghìn"]), (1, [])):
        group = number // unit % 1000 if unit < 10 ** 9 else number // unit
        if group:
            words += three_digits(group, bool(words)) + name
    return " ".join(words)


# ---- sums -------------------------------------------------------------------

def total(rows, field):
    return sum(row[field] or 0 for row in rows)


def schemes_of(rows):
    return len({row["id"] for row in rows})


def once(rows, field):
    """What is of the scheme counts once, however many sources it has."""
    return sum({row["id"]: row[field] or 0 for row in rows}.values())


class Facts:
    """The rows of the dataset that the report is about."""

    def __init__(self, data):
        period = data.period
        self.data = data
        self.rows = self.in_window(period.first, period.last)
        self.before = self.in_window(*period.previous)
        self.plan = sum(
            row["assigned"] if row["adjusted"] is None else row["adjusted"]
            for row in data.plans or []
            if period.from_year <= row["year"] <= period.year)
        ids = {row["id"] for row in self.rows}
        self.units = [row for row in data.beneficiaries or []
                      if row["scheme"] in ids]
        days = {row["id"]: row["day"] for row in data.selections or []}
        self.products = [row for row in data.products or []
                         if period.first <= days[row["selection"]]
                         <= period.last]

    def in_window(self, first, last):
        return [row for row in self.data.schemes
                if row["status"] != "cancelled" and row["accepted_on"]
                and first <= row["accepted_on"] <= last]

    def of(self, field, value):
        return [row for row in self.rows if row[field] == value]

    def communes(self):
        return [name for name in COMMUNES if self.of("commune", name)]


# ---- lines of the text ------------------------------------------------------

def line_a(facts):
    rows, n = facts.rows, schemes_of(facts.rows)
    support = total(rows, "support")
    amounts = [row["support"] for row in rows]
    return (f"A: {n} đề án; {million(support)} triệu đồng; "
            f"{vi(Fraction(support, 10 ** 9), 2)} tỷ đồng; "
            f"{vi(support, 0)} đồng; "
            f"tổng kinh phí {million(once(rows, 'total_cost'), 3)}; "
            f"bình quân {million(Fraction(support, n), 2) if n else NONE}; "
            f"nhỏ nhất {vi(min(amounts), 0) if amounts else NONE}; lớn nhất "
            f"{vi(Fraction(max(amounts), 1000), 3) if amounts else NONE}; "
            f"{pad(n)}/{pad(n)} đề án.")


def line_b(facts):
    period = facts.data.period
    now, then = total(facts.rows, "support"), total(facts.before, "support")
    word = "tăng" if now > then else "giảm" if now < then else "bằng"
    return (f"B: từ {day(period.first)} đến {day(period.last)}; cùng kỳ "
            f"{schemes_of(facts.before)} đề án, {million(then, 1)} triệu "
            f"đồng; bằng {share(now, then, 1)}; {word} "
            f"{million(abs(now - then), 2)}.")


def line_c(facts):
    support = total(facts.rows, "support")
    below = facts.plan > 0 and support < facts.plan
    return (f"C: kế hoạch {million(facts.plan)}; đạt "
            f"{share(support, facts.plan, 2)}; "
            f"{'chưa đạt' if below else 'không dưới'} kế hoạch.")


def line_d(facts):
    parts = []
    for source in SOURCES:
        rows = facts.of("source", source)
        parts.append(f"{LABELS[source]} {schemes_of(rows)} đề án "
                     f"{million(total(rows, 'support'), 1)}")
    return (f"D: {' và '.join(parts)}; cả hai {schemes_of(facts.rows)} đề "
            "án.")


def line_e(facts):
    names = facts.communes()
    parts = [f"; {i} {name} {schemes_of(facts.of('commune', name))} "
             f"{million(total(facts.of('commune', name), 'support'), 0)}"
             for i, name in enumerate(names, 1)]
    return f"E: {len(names)} địa bàn{''.join(parts)}."


def line_f(facts):
    sums = [(total(facts.of("commune", name), "support"), i, name)
            for i, name in enumerate(COMMUNES) if facts.of("commune", name)]
    sums.sort(key=lambda item: (-item[0], item[1]))
    parts = [f"{name} {million(support)}" for support, _, name in sums[:3]]
    first = ", ".join(parts[:-1])
    return f"F: {first}{' và ' if first else ''}" \
        f"{parts[-1] if parts else 'không'}."


def line_g(facts):
    rows = facts.products
    recognised = sum(row["recognised"] for row in rows)
    scores = [row["score"] for row in rows if row["score"] is not None]
    return (f"G: {len(rows)} đăng ký, {sum(row['passed'] for row in rows)} "
            f"đạt, {recognised} công nhận ({share(recognised, len(rows), 1)}),"
            f" {sum(row['prize'] == 'first' for row in rows)} giải nhất, cao "
            f"nhất {vi(Fraction(max(scores), 100), 2) if scores else NONE}.")


def line_h(facts):
    rows = facts.units
    n, support = schemes_of(rows), total(rows, "support")
    parts = []
    for kind in KINDS:
        count = len({row["id"] for row in rows if row["kind"] == kind})
        if count:
            parts.append(f"; {LABELS[kind]} {count}")
    return (f"H: {n} đơn vị, {million(support, 3)} triệu đồng, "
            f"{vi(total(rows, 'workers'), 0)} lao động, mỗi đơn vị "
            f"{million(Fraction(support, n), 1) if n else NONE}"
            f"{''.join(parts)}.")


def line_i(facts):
    words = in_words(total(facts.rows, "support"))
    return f"I: bằng chữ: {words[0].upper()}{words[1:]} đồng."


# ---- tables -----------------------------------------------------------------
# A row is a list of cells (text, number of the workbook); None is no cell.

def number_cell(number):
    return (vi(number, 0), number)


def money_cell(dong, decimals=6):
    return (million(dong, decimals), float(Fraction(dong, MILLION)))


def text_cell(text):
    return (text, text)


def counted(i):
    return (str(i), i)


def sources_table(facts):
    rows = []
    for i, source in enumerate(SOURCES, 1):
        own = facts.of("source", source)
        rows.append([counted(i), text_cell(LABELS[source]),
                     number_cell(schemes_of(own)),
                     money_cell(total(own, "support"), 1),
                     money_cell(total(own, "advanced"), 1)])
    rows.append([text_cell("Tổng cộng"), None,
                 number_cell(schemes_of(facts.rows)),
                 money_cell(total(facts.rows, "support"), 1),
                 money_cell(total(facts.rows, "advanced"), 1)])
    return rows


def is_rounded(facts):
    """Whether a column's printed parts differ from its printed total."""
    return any(
        sum(rounded(Fraction(total(facts.of("source", source), field),
                             MILLION), 1) for source in SOURCES)
        != rounded(Fraction(total(facts.rows, field), MILLION), 1)
        for field in ("support", "advanced"))


def content_cells(rows):
    cells = []
    for own in ([row for row in rows if row["source"] == "national"],
                [row for row in rows if row["source"] == "local"], rows):
        cells += [number_cell(schemes_of(own)),
                  money_cell(total(own, "support"))]
    return cells


def contents_table(facts):
    rows = []
    for content in CONTENTS:
        own = facts.of("content", content)
        if own:
            rows.append([counted(len(rows) + 1), text_cell(LABELS[content])]
                        + content_cells(own))
    return rows + [[text_cell("Tổng cộng"), None]
                   + content_cells(facts.rows)]


def group_cells(rows):
    return [number_cell(len(rows)),
            number_cell(sum(row["passed"] for row in rows)),
            number_cell(sum(row["recognised"] for row in rows))]


def groups_table(facts):
    rows = [[counted(i), text_cell(LABELS[group])]
            + group_cells([row for row in facts.products
                           if row["group"] == group])
            for i, group in enumerate(GROUPS, 1)]
    return rows + [[text_cell("Tổng cộng"), None]
                   + group_cells(facts.products)]


def schemes_table(facts):
    rows, number, groups = [], 0, 0
    for source in SOURCES:
        own = sorted(facts.of("source", source),
                     key=lambda row: (row["accepted_on"], row["id"]))
        if not own:
            continue
        groups += 1
        rows.append([text_cell("I" * groups), text_cell(LABELS[source]), None,
                     None, None, money_cell(once(own, "total_cost")),
                     money_cell(total(own, "support"))])
        for row in own:
            number += 1
            date = row["accepted_on"]
            cost = row["total_cost"]
            rows.append([
                counted(number), text_cell(row["id"]),
                text_cell(LABELS[row["content"]]), text_cell(row["commune"]),
                (day(date), datetime.datetime(date.year, date.month,
                                              date.day)),
                ("", None) if cost is None else money_cell(cost),
                money_cell(row["support"])])
    rows.append([text_cell("Tổng cộng"), None, None, None, None,
                 money_cell(once(facts.rows, "total_cost")),
                 money_cell(total(facts.rows, "support"))])
    return rows


def printed(rows):
    return ["\t".join(cell[0] for cell in row if cell is not None)
            for row in rows]


HEADS = {
    "sources": ["STT\tNguồn\tSố đề án\tKinh phí\tTạm ứng"],
    "groups": ["STT\tNhóm\tĐăng ký\tĐạt\tCông nhận"],
    "contents": ["STT\tNội dung\tQuốc gia\tĐịa phương\tTổng số",
                 "\t".join(["Số đề án\tKinh phí"] * 3)],
    "schemes": ["STT\tMã\tNội dung\tĐịa điểm\tNghiệm thu\tTổng kinh phí\t"
                "Hỗ trợ"],
}
TABLES = {"sources": sources_table, "groups": groups_table,
          "contents": contents_table, "schemes": schemes_table}
# The columns whose figures share their decimals, and counts, which have none.
SHARING = {"sources": [(3, 4)], "contents": [(3, 5, 7)], "groups": [],
           "schemes": [(5, 6)]}
COUNTS = {"sources": [2], "contents": [2, 4, 6], "groups": [2, 3, 4],
          "schemes": []}
# The sheets in the order of the report: what its text shows, then the annexes.
SHEETS = {"sources": "Nguồn", "groups": "Nhóm", "schemes": "Đề án",
          "contents": "Nội dung"}


class Expected:
    """LINES of the report in order, ANNEXES a list of lines each, SHEETS the
    cells of each sheet below its heads, FORMATS the number formats of its
    columns of figures by their places."""

    def __init__(self, data):
        facts = Facts(data)
        some = bool(facts.rows)
        rows, formats = {}, {}
        for name, make in TABLES.items():
            rows[name], places = fix_decimals(make(facts), SHARING[name])
            places.update((i, 0) for i in COUNTS[name])
            formats[name] = {i: number_format(n) for i, n in places.items()}
        self.lines = [make(facts) for make in (
            line_a, line_b, line_c, line_d, line_e, line_f, line_g, line_h,
            line_i)]
        self.lines += ["Biểu 1. Nguồn kinh phí"] + HEADS["sources"] \
            + printed(rows["sources"])
        if is_rounded(facts):
            self.lines.append(ROUNDED)
        self.lines += ["Biểu 2. Nhóm sản phẩm"] + HEADS["groups"] \
            + printed(rows["groups"])
        self.lines.append("Xem Phụ lục I, Phụ lục II./." if some
                          else "Xem Phụ lục./.")
        self.annexes = []
        if some:
            self.annexes.append(HEADS["schemes"] + printed(rows["schemes"]))
        self.annexes.append(["ĐVT: triệu đồng"] + HEADS["contents"]
                            + printed(rows["contents"]))
        names = [name for name in SHEETS if some or name != "schemes"]
        self.sheets = {SHEETS[name]: [[None if cell is None else cell[1]
                                       for cell in row]
                                      for row in rows[name]]
                       for name in names}
        self.formats = {SHEETS[name]: formats[name] for name in names}
