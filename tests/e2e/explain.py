#!/usr/bin/python3
"""Every number of a finished report is explained, and its records add up to it.

usage: explain.py PROGRAM

Each sample is made; "explain REPORT all --format json" says where every number
comes from.  Proved here, from the finished files and the sources alone:

 - what the records gave adds up to the number, both sides of quotients too, and
   rounds to what is printed;
 - the cells that are named hold in the sources what went in;
 - each number stands in the PDF on the page and line that is said, and in the
   workbook in the cell that is said;
 - no other number stands there, but for what is left out by a rule with a name.
"""
import collections
import csv
import datetime
import fractions
import glob
import html
import io
import json
import os
import re
import sys
import tempfile
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])
UNITS = [10 ** n for n in range(13)]


def plain(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def exact(text):
    """A value as the JSON has it; None of what is no number."""
    if text is None or not re.fullmatch(r"-?\d+(/\d+)?", text):
        return None
    return fractions.Fraction(text)


# ---- adding up -------------------------------------------------------------

def work_out(origin):
    """The number of ORIGIN, from what the records gave; None: not known."""
    by = origin["by"]
    if by == "rows":
        if not origin["adds_up"]:
            return None
        total = fractions.Fraction(0)
        for i, take in enumerate(origin["takes"]):
            gave = [exact(row["gave"][i]) for row in origin["rows"]
                    if row["gave"][i] is not None]
            if None in gave:
                return None
            if take["kind"] in ("least", "greatest"):
                total += (min if take["kind"] == "least" else max)(gave)
            else:
                total += take["sign"] * sum(gave)
        return total + (exact(origin.get("constant")) or 0)
    if by == "number":
        return exact(origin["value"])
    if by == "groups":
        return fractions.Fraction(len(origin.get("labels", [])))
    if by in ("parts", "quotient"):
        total = None
        for part in origin.get("parts", []):
            own = work_out(part)
            if own is None:
                return None
            total = own if total is None else \
                total - own if part["sign"] == "minus" else \
                total / own if part["sign"] == "by" and own else total + own
        return total
    return None


def rounds_to(value, text):
    """Whether VALUE is printed as TEXT, in some unit, or as a percentage."""
    found = re.match(r"-?\d[\d.]*(,\d+)?", text)
    if not found:
        return False
    whole = found[0].replace(".", "")
    decimals = len(whole.partition(",")[2])
    printed = fractions.Fraction(whole.replace(",", "."))
    half = fractions.Fraction(1, 2 * 10 ** decimals)
    return any(abs(scaled - printed) <= half for scaled in
               [value / unit for unit in UNITS] + [value * 100])


# ---- the sources -----------------------------------------------------------

SOURCES = {}


def source(path):
    """The records of the CSV file at PATH by the line that each begins on."""
    if path not in SOURCES:
        with open(path, "rb") as file:
            raw = file.read()
        text = raw.decode("utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") \
            else raw.decode("utf-8-sig", errors="replace")
        if "\ufffd" in text:
            text = raw.decode("cp1258")
        text = unicodedata.normalize("NFC", text)
        head = text.split("\n", 1)[0]
        reader = csv.reader(io.StringIO(text),
                            delimiter=max(";,\t", key=head.count))
        records, begin = {}, 1
        for record in reader:
            records[begin] = record
            begin = reader.line_num + 1
        SOURCES[path] = records
    return SOURCES[path]


def cell_holds(at, field):
    """Whether the source's cell at AT says FIELD's value."""
    path, line, column = at.rsplit(":", 2)
    cells = source(path)[int(line)]
    text = plain(cells[int(column) - 1]) if int(column) <= len(cells) else ""
    value = field["value"]
    if value is None or not text:
        return True  # a default of the schema, or nothing
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day, month, year = map(int, re.split(r"[/.-]", text))
        return datetime.date.fromisoformat(value) == \
            datetime.date(year, month, day)
    if exact(value) is not None and re.fullmatch(r"-?[\d.]*(,\d+)?", text):
        written = fractions.Fraction(text.replace(".", "").replace(",", "."))
        return any(written * unit == exact(value) for unit in UNITS)
    return True


def rows_below(origin):
    for row in origin.get("rows", []):
        yield row
    for part in origin.get("parts", []):
        yield from rows_below(part)


# ---- the PDF ---------------------------------------------------------------

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" '
                  r'yMax="([\d.]+)">(.*?)</word>')


def lines_of(pdf):
    """The lines of each page: words from the left, by their baselines."""
    pages = []
    text = run(["pdftotext", "-bbox", pdf, "-"]).stdout
    for page in text.split("<page ")[1:]:
        words = [(float(top) + .75 * (float(bottom) - float(top)), float(left),
                  plain(html.unescape(word)))
                 for left, top, bottom, word in WORD.findall(page)]
        words.sort()
        lines, last = [], None
        for height, left, word in words:
            if last is None or height - last > 5:
                lines.append([])
            lines[-1].append((left, word))
            last = height
        lines = [[word for _, word in sorted(line)] for line in lines]
        if len(pages) > 0 and lines and re.fullmatch(r"\d+", lines[0][0]) and \
                len(lines[0]) == 1:
            lines.pop(0)  # the page's number
        pages.append(lines)
    return pages


def use(line, text):
    """Takes the words of TEXT out of LINE; False when they are not there."""
    wanted = text.split(" ")
    # From the right: the number of a row stands before its figures.
    for i in reversed(range(len(line) - len(wanted) + 1)):
        found = line[i:i + len(wanted)]
        if all(re.sub(r"^\W*|[^\w%]*$", "", word) ==
               re.sub(r"^\W*|[^\w%]*$", "", want)
               or re.search(r"(?<![\w.,])" + re.escape(want) + r"(?![\w%]|[.,]\d)",
                            word)
               for word, want in zip(found, wanted)):
            for k, want in enumerate(wanted):
                line[i + k] = line[i + k].replace(want, "·", 1)
            return True
    return False


class Rules:
    """What a number may be that nothing explains, each by its name."""

    def __init__(self, folder, layouts):
        self.counts = collections.Counter()
        self.words = set()
        for path in glob.glob(os.path.join(folder, "**/*.csv"),
                              recursive=True):
            for cells in source(path).values():
                for cell in cells:
                    self.words.update(
                        word.strip(",.") for word in re.findall(
                            r"[^\s\"“”();:]*\d[^\s\"“”();:]*", plain(cell))
                        if plain(cell) != word)
        self.wording = ""
        for path in layouts:
            with open(path, encoding="utf-8", errors="replace") as file:
                self.wording += " " + plain(file.read())

    def name(self, line, i, last_page):
        word = line[i]
        bare = re.sub(r"^[^\w]*|[^\w%]*$", "", word)
        before = " ".join(line[max(0, i - 3):i])
        if re.search(r"\d+/\d+|\d+-\d+", word) or re.search(
                r"(ngày|tháng|năm|quý|Quý|Tháng|Năm|NĂM|THÁNG|QUÝ|đến|và|-|–|giai đoạn|đoạn)$",
                before) or line[i + 1:i + 2] in (["tháng"], ["THÁNG"]) or (
                    re.fullmatch(r"(19|20)\d\d", bare) and
                    re.search(r"năm|NĂM", " ".join(line))):
            return "a date, a period or the number of a law"
        if all(re.fullmatch(r"\D+|(19|20)\d\d", other) for other in line):
            return "a year in a head of several lines"
        if re.search(r"(Biểu|Hình|Phụ lục|PHỤ LỤC|Bảng|Mẫu|số|Số|Điều|khoản|Chương)$",
                     before):
            return "a caption or a reference"
        if i == 0 and re.fullmatch(r"[\dIVX]+(\.\d+)*[.)]?", word):
            return "the number of a heading, a list or a row"
        if bare in self.words or word in self.words:
            return "words of the data"
        if re.search(r"[A-Za-zÀ-ỹĐđ]", word):
            return "words"
        if i > 0 and f"{line[i - 1]} {word}" in self.wording:
            return "wording of the layout"
        return None


def in_charts(pages, numbers):
    """Pages that have charts."""
    return {number["place"]["page"] for number in numbers
            if number["place"].get("chart")}


def check_pdf(name, pdf, numbers, rules):
    pages = lines_of(pdf)
    with_charts = in_charts(pages, numbers)
    misplaced, missing = [], []
    for number in numbers:
        place = number["place"]
        if place.get("chart") or not place.get("page"):
            continue
        page, text = pages[place["page"] - 1], plain(number["text"])
        # The lines of a chart count in pdftotext alone.
        lines = page if place["page"] in with_charts else \
            page[place["line"] - 1:place["line"]]
        if not any(use(line, text) for line in lines):
            misplaced.append(f"{text} at {place['page']}:{place['line']} "
                             f"{' '.join(lines[0])}")
    tap.check(f"{name}: each number stands on its page and line",
              not misplaced, "\n".join(misplaced))
    for page, lines in enumerate(pages, 1):
        for line in lines:
            for i, word in enumerate(line):
                if not re.search(r"\d", word):
                    continue
                rule = rules.name(line, i, page == len(pages))
                if rule is None and page in with_charts:
                    rule = "in a chart"
                if rule is None:
                    missing.append(f"page {page}: {word} in {' '.join(line)}")
                rules.counts[rule] += 1
    tap.check(f"{name}: each number of the PDF is explained", not missing,
              "\n".join(missing))


# ---- the workbook ----------------------------------------------------------

def check_workbook(name, path, numbers):
    from openpyxl import load_workbook
    explained = {(n["place"]["sheet"], n["place"]["cell"]): n
                 for n in numbers if n["place"].get("sheet")}
    book = load_workbook(path, data_only=True)
    missing, wrong, n_found = [], [], 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, bool) or \
                        not isinstance(cell.value, (int, float)):
                    continue
                number = explained.pop((sheet.title, cell.coordinate), None)
                if number:
                    n_found += 1
                    if not any(abs(float(exact(number["value"]) / unit)
                                   - cell.value) < 1e-9 * max(1, abs(
                                       cell.value)) for unit in UNITS):
                        wrong.append(f"{cell.coordinate} {cell.value} "
                                     f"{number['value']}")
                elif not (cell.column == 1 or 1900 < cell.value < 2100):
                    missing.append(f"{sheet.title}!{cell.coordinate} "
                                   f"{cell.value}")
    tap.check(f"{name}: each number of the workbook is explained, but for "
              "those of rows and years", not missing, "\n".join(missing))
    tap.check(f"{name}: the cells hold what is explained", not wrong,
              "\n".join(wrong))
    return n_found


# ---- the samples -----------------------------------------------------------

def check_sample(ini, scratch):
    name = os.path.relpath(ini, os.path.join(ROOT, "samples"))
    folder = os.path.dirname(ini)
    out = os.path.join(scratch, name.replace("/", "-"))
    made = run([PROGRAM, "run", ini, "-o", out], env=plain_environment())
    done = run([PROGRAM, "explain", ini, "all", "--format", "json"],
               env=plain_environment())
    numbers = [json.loads(line) for line in done.stdout.splitlines()]
    tap.check(f"{name}: all is explained, without a complaint",
              done.returncode == 0 and made.returncode == 0 and numbers and
              not done.stderr, done.stderr + made.stderr)
    wrong, unknown, cells = [], collections.Counter(), set()
    for number in numbers:
        value, origin = exact(number["value"]), number["origin"]
        own = work_out(origin)
        for row in rows_below(origin):
            for field in row["fields"].values():
                if field.get("at", "").count(":") == 2:
                    cells.add((field["at"], json.dumps(field)))
        if value is None:
            unknown["words, a date or a year"] += 1
        elif not re.search(r"\d", number["text"]):
            unknown["a number in words"] += 1
        elif own is None:
            unknown["by " + origin["by"]] += 1
        elif own not in (value, value / 100) or not rounds_to(
                own, number["text"]):
            wrong.append(f"{number['text']} {number['place']['id']}: {own}")
    tap.check(f"{name}: what records gave adds up to each number", not wrong,
              "\n".join(wrong))
    bad = [f"{at}: {field}" for at, field in cells
           if not cell_holds(at, json.loads(field))]
    tap.check(f"{name}: the sources hold what went in", not bad and cells,
              "\n".join(bad))
    layouts = glob.glob(os.path.join(ROOT, "layouts/**/*"), recursive=True) + \
        glob.glob(os.path.join(folder, "**/*"), recursive=True)
    rules = Rules(folder, [path for path in layouts
                           if path.endswith((".ini", ".md"))])
    figures = [n for n in numbers if exact(n["value"]) is not None
               and re.search(r"\d", n["text"])]
    pdf, = glob.glob(os.path.join(out, "*.pdf"))
    check_pdf(name, pdf, figures, rules)
    in_cells = 0
    for path in glob.glob(os.path.join(out, "*.xlsx")):
        in_cells = check_workbook(name, path, figures)
    print(f"# {name}: {len(figures)} numbers, {in_cells} of them cells of the "
          f"workbook; {len(cells)} cells of sources; not worked out: "
          f"{dict(unknown)}; no numbers of data: {dict(rules.counts)}")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        for ini in sorted(glob.glob(os.path.join(ROOT, "samples/*/*.ini"))):
            check_sample(ini, scratch)
    tap.done()


main()
