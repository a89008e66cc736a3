#!/usr/bin/python3
"""Random layouts over random records: every figure, recomputed.

usage: random_layouts.py PROGRAM

Conditions, things that several records tell of, references, empty cells,
quotients, decimals and units of tables, put together at random
(random_layouts/made_layout.py): what the program computes and prints in its
document, PDF and workbook is compared with what plain Python makes of the same
records.

REPORTGEN_RANDOM_LAYOUTS sets how many layouts there are (300; the long form
has 2,000), REPORTGEN_RANDOM_FROM the number of the first.
"""
import multiprocessing
import os
import re
import sys
import tempfile
import unicodedata
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "random_layouts"))
sys.path.insert(0, os.path.join(HERE, "random"))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))
from expected import fix_decimals, number_format, vi  # noqa: E402
from made_layout import KINDS, PARTS, UNITS, Tally, World  # noqa: E402
from tap import Tap, plain_environment, run  # noqa: E402

try:
    import openpyxl
except ImportError:
    openpyxl = None

PROGRAM = os.path.abspath(sys.argv[1])
COUNT = int(os.environ.get("REPORTGEN_RANDOM_LAYOUTS", "300"))
FIRST = int(os.environ.get("REPORTGEN_RANDOM_FROM", "0"))
WORKERS = 2

SCHEMA = """[schema]
name = made
true_words = "x"
false_words = "-"
[table.g]
label = G
key = id
[field.g.id]
heading = id
[field.g.m]
heading = m
type = money
unit = {unit}
[field.g.rate]
heading = rate
type = decimal
scale = {rate}
[table.s]
label = S
key = "id, part"
entity = id
consistent = "total, kind, day, g"
period_by = day
[field.s.id]
heading = id
[field.s.part]
heading = part
type = enum
values = part
[field.s.total]
heading = total
type = money
unit = {unit}
[field.s.kind]
heading = kind
type = enum
values = kind
[field.s.day]
heading = day
type = date
[field.s.g]
heading = g
references = g.id
[field.s.m]
heading = m
type = money
unit = {unit}
[field.s.n]
heading = n
type = integer
[field.s.d]
heading = d
type = decimal
scale = {scale}
[field.s.b]
heading = b
type = boolean
default = "-"
[field.s.place]
heading = place
[table.u]
label = U
key = id
period_by = s.day
[field.u.id]
heading = id
[field.u.s]
heading = s
references = s.id
[field.u.w]
heading = w
type = integer
[field.u.m]
heading = m
type = money
unit = {unit}
[field.u.kind]
heading = kind
type = enum
values = kind
[values.part]
p = "Phần p"
q = "Phần q"
r = "Phần r"
[values.kind]
kx = "Loại x"
ky = "Loại y"
"""

INI = """[report]
layout = {layout}
summary = "Bộ bố cục {number:04}"
[period]
value = 2020
closing = calendar
[dataset]
schema = made
notation = vietnamese
g = g.csv
s = s.csv
u = u.csv
[agency]
name = "SỞ CÔNG THƯƠNG"
place = "Kiên Giang"
[signer]
title = "GIÁM ĐỐC"
[style]
pad_counts = no
[output]
name = l{number:04}
formats = "pdf, xlsx"
"""


# ---- files ------------------------------------------------------------------

def decimal_text(number, scale):
    if number is None:
        return ""
    whole, rest = divmod(number, 10 ** scale)
    return str(whole) + ("," + str(rest).zfill(scale) if scale else "")


def money_text(dong, unit):
    if dong is None:
        return ""
    digits = {"dong": 0, "thousand": 3, "million": 6}[unit]
    whole, rest = divmod(dong, 10 ** digits)
    return str(whole) + ("," + str(rest).zfill(digits) if rest else "")


def cell(world, table, name, value):
    if value is None:
        return ""
    if name in ("m", "total"):
        return money_text(value, world.unit)
    if name == "d":
        return decimal_text(value, world.scale)
    if name == "rate":
        return decimal_text(value, world.rate)
    if name == "day":
        return value.strftime("%d/%m/%Y")
    if name == "b":
        return "x" if value else "-"
    return str(value)


def write_table(folder, world, table, names):
    rows = [";".join(names)] + [
        ";".join(cell(world, table, name, row[name]) for name in names)
        for row in getattr(world, table)]
    with open(os.path.join(folder, f"{table}.csv"), "w",
              encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")


def layout_of(tallies):
    lines = ["[layout]", "form = nd30", "schema = made", "body = body.md",
             'type_name = "BÁO CÁO"']
    body = []
    for tally in tallies:
        lines += tally.section()
        lines += [f"[table.{tally.name}]", f"tally = {tally.name}",
                  f"unit = {tally.unit}", 'total = "Cộng"',
                  'column.1 = "STT | @number"',
                  'column.2 = "Nhóm | @label"' if tally.group else
                  'column.2 = "Số | x0"']
        if tally.decimals is not None:
            lines.append(f"decimals = {tally.decimals}")
        lines += [f'column.{i} = "{m.name} | {m.name}"'
                  for i, m in enumerate(tally.measures, 3)]
        if tally.group:
            lines += [f"[annex.{tally.name}]", f'title = "{tally.name}"',
                      f"table = {tally.name}", f"sheet = {tally.name}",
                      "in = xlsx"]
            body.append(f"![{tally.name}](table:{tally.name})")
        base = tally.name + (".total" if tally.group else "")
        body.append(f"{tally.name}: " + "; ".join(
            "{{%s.%s | default \"-\"}} {{%s.%s | missing}}"
            % (base, m.name, base, m.name) for m in tally.measures))
    return "\n".join(lines) + "\n", "\n\n".join(body + ["Hết"]) + "\n"


def made(number):
    world = World(number)
    return world, [Tally(world, f"t{i}")
                   for i in range(world.dice.randint(1, 3))]


def write(folder, number):
    world, tallies = made(number)
    place = os.path.join(folder, f"{number:04}")
    os.makedirs(os.path.join(place, "here"))
    os.makedirs(os.path.join(place, "schema"))
    layout, body = layout_of(tallies)
    for name, text in (
            ("here/layout.ini", layout), ("here/body.md", body),
            ("report.ini", INI.format(layout="here", number=number)),
            ("schema/made.ini", SCHEMA.format(
                unit=world.unit, scale=world.scale, rate=world.rate))):
        with open(os.path.join(place, name), "w", encoding="utf-8") as file:
            file.write(text)
    write_table(place, world, "g", ["id", "m", "rate"])
    write_table(place, world, "s", ["id", "part", "total", "kind", "day", "g",
                                    "m", "n", "d", "b", "place"])
    write_table(place, world, "u", ["id", "s", "w", "m", "kind"])
    return os.path.join(place, "report.ini")


# ---- what must be printed ---------------------------------------------------

def in_text(measure, figure):
    """Without a filter."""
    if figure is None:
        return "-"
    if measure.type == "decimal":
        return vi(figure, measure.scale)
    return vi(figure, 0 if measure.type in ("money", "integer") else 2)


def in_table(tally, measure, figure):
    """What a cell prints, and the number of the workbook."""
    if figure is None:
        return "", None
    if measure.type in ("money", "average"):
        number = Fraction(figure) / UNITS[tally.unit]
        decimals = tally.decimals
        if decimals is None:
            decimals = 12 if measure.type == "money" else 2
        return vi(number, decimals), number
    if measure.type == "decimal":
        return vi(figure, measure.scale), figure
    return vi(figure, 2), figure


def sharing(tally):
    """The columns whose figures have as many decimals as the one that needs
    most: all of money, and each other one that is not of counts."""
    columns = list(enumerate((m.type for m in tally.measures), 2))
    return [[i for i, kind in columns if kind == "money"]] + \
        [[i] for i, kind in columns if kind not in ("money", "integer")]


LABELS = {"p": "Phần p", "q": "Phần q", "r": "Phần r", "kx": "Loại x",
          "ky": "Loại y"}


class Expected:
    def __init__(self, number):
        _, tallies = made(number)
        self.lines, self.sheets, self.formats = [], {}, {}
        for tally in tallies:
            rows = tally.rows()
            if tally.group:
                self.add_table(tally, rows)
            found = [(m, *m.compute(rows)) for m in tally.measures]
            self.lines.append(f"{tally.name}: " + "; ".join(
                f"{in_text(m, figure)} {missing if figure is not None else 0}"
                for m, figure, missing in found))

    def add_table(self, tally, rows):
        table = []
        for i, key in enumerate(tally.keys(), 1):
            own = [row for row in rows if row[tally.group] == key]
            table.append([(str(i), Fraction(i)), (LABELS.get(key, key), key)]
                         + [in_table(tally, m, m.compute(own)[0])
                            for m in tally.measures])
        table.append([("Cộng", None), None]
                     + [in_table(tally, m, m.compute(rows)[0])
                        for m in tally.measures])
        table, places = fix_decimals(table, sharing(tally))
        self.formats[tally.name] = [number_format(places.get(i, 0))
                                    for i in range(2, len(table[0]))]
        total = table.pop()
        self.lines += ["\t".join(text for text, _ in row) for row in table]
        # The word of the total spans the empty cells behind it.
        texts = [text for text, _ in total[2:]]
        while texts and not texts[0]:
            texts.pop(0)
        if texts:
            self.lines.append("\t".join(["Cộng"] + texts))
        self.sheets[tally.name] = [[number for _, number in row[2:]]
                                   for row in table] \
            + ([[number for _, number in total[2:]]] if texts else [])


# ---- comparing --------------------------------------------------------------

def plain(text):
    return re.sub(r"[^\S\t\n]+", " ", unicodedata.normalize("NFC", text))


def check_document(wanted, text):
    lines = plain(text).split("\n[section 2]")[0].split("\n")
    at = 0
    for line in wanted.lines:
        if line not in lines[at:]:
            return [f"document: {line!r} not found in {lines[at:at + 12]!r}"]
        at = lines.index(line, at) + 1
    return []


def check_pdf(wanted, path):
    pages = run(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"]).stdout
    text = ""
    for page in pages.split("\f"):
        lines = page.strip("\n").split("\n")
        text += "".join(lines[1:] if lines[0].strip().isdigit() else lines)
    letters = re.sub(r"\s+", "", unicodedata.normalize("NFC", text))
    at = 0
    for line in wanted.lines:
        line = re.sub(r"\s+", "", line)
        found = letters.find(line, at)
        if found < 0:
            return [f"PDF: {line!r} not found in {letters[at:at + 200]!r}"]
        at = found + len(line)
    return []


def same_number(found, wanted):
    if wanted is None or found is None:
        return found is None and wanted is None
    return isinstance(found, (int, float)) and \
        (found == float(wanted) or
         abs(Fraction(found) - wanted) <= abs(wanted) * Fraction(1, 10 ** 12))


def check_workbook(wanted, path):
    if not wanted.sheets:
        return []
    book = openpyxl.load_workbook(path, data_only=True)
    for name, rows in wanted.sheets.items():
        cells = list(book[name].iter_rows())
        head = [i for i, row in enumerate(cells) if row[0].value == "STT"][0]
        for found, row in zip(cells[head + 1:], rows):
            found = found[2:2 + len(row)]
            numbers = [cell.value for cell in found]
            if not all(map(same_number, numbers, row)):
                return [f"workbook, {name}: {numbers}, expected "
                        f"{[None if n is None else float(n) for n in row]}"]
            for cell, number, code in zip(found, row, wanted.formats[name]):
                if number is not None and cell.number_format != code:
                    return [f"workbook, {name}: {cell.coordinate} has format "
                            f"{cell.number_format!r}, expected {code!r}"]
    return []


def check(job):
    number, folder, text = job
    wanted = Expected(number)
    name = os.path.join(folder, f"l{number:04}")
    if not os.path.exists(name + ".pdf"):
        return number, ["not written"]
    faults = check_document(wanted, text) + check_pdf(wanted, name + ".pdf")
    if openpyxl is not None and os.path.exists(name + ".xlsx"):
        faults += check_workbook(wanted, name + ".xlsx")
    return number, faults


def dump(configs):
    return run([PROGRAM, "dump", "document"] + configs,
               env=plain_environment()).stdout


def main():
    tap = Tap()
    numbers = range(FIRST, FIRST + COUNT)
    with tempfile.TemporaryDirectory() as folder, \
            multiprocessing.Pool(WORKERS) as pool:
        configs = [write(folder, n) for n in numbers]
        done = run([PROGRAM, "run", "-q", "-j", str(WORKERS), "-o", folder]
                   + configs, env=plain_environment())
        tap.check(f"{COUNT} random layouts are reported", done.returncode == 0,
                  "\n".join([line for line in done.stderr.split("\n")
                             if "error:" in line or "fatal:" in line][:20]))
        texts = {}
        for part in pool.map(dump, [configs[i::WORKERS]
                                    for i in range(WORKERS)]):
            parts = re.split(r"(?m)^\[section 1\] Bộ bố cục (\d+)$",
                             plain(part))
            texts.update((int(n), body)
                         for n, body in zip(parts[1::2], parts[2::2]))
        found = dict(pool.imap_unordered(
            check, [(n, folder, texts.get(n, "")) for n in numbers],
            chunksize=20))
    for what in ("not written", "document", "PDF", "workbook"):
        faults = [f"layout {n}: {fault}" for n in numbers
                  for fault in found[n] if fault.startswith(what)]
        if what == "workbook" and openpyxl is None:
            tap.skip("every cell of the workbooks",
                     "python3-openpyxl is not installed")
            continue
        name = "every file is there" if what == "not written" \
            else f"every figure of the {what} equals the recomputed one"
        tap.check(name, not faults, f"{len(faults)} differences\n"
                  + "\n".join(faults[:10]))
    tap.done()


main()
