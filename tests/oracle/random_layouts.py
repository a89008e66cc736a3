#!/usr/bin/python3
"""Random layouts over random records: every figure, recomputed.

usage: random_layouts.py PROGRAM

Conditions, things that several records tell of, references, empty cells,
quotients, decimals and units of tables and columns, comparisons, shares,
filters of the text, crosstabs, lists (long ones are streamed), layouts that
extend another one, put together at random
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
from made_layout import (  # noqa: E402
    UNITS, Crosstab, Listing, Tally, World)
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


class Made:
    """What a layout has: tallies, crosstabs of some of them, and a list."""

    def __init__(self, number):
        self.world = world = World(number)
        dice = world.dice
        self.tallies = [Tally(world, f"t{i}", vi)
                        for i in range(dice.randint(1, 3))]
        self.crosstabs = []
        for i, tally in enumerate(self.tallies):
            made = Crosstab(world, f"k{i}", tally) \
                if dice.random() < 0.4 else None
            if made and made.measures:
                self.crosstabs.append(made)
        self.lists = [Listing(world, "l0")] \
            if world.is_long or dice.random() < 0.5 else []
        self.extends = dice.random() < 0.3


def table_section(of):
    lines = [f"[table.{of.name}]", f"tally = {of.name}", f"unit = {of.unit}",
             'total = "Cộng"']
    if of.decimals is not None:
        lines.append(f"decimals = {of.decimals}")
    return lines + ['column.1 = "STT | @number"']


def annex_section(name, parts):
    return [f"[annex.{name}]", f'title = "{name}"', f"table = {name}",
            f"sheet = {name}", f'in = "{parts}"']


def tally_sections(tally, body):
    lines = tally.section() + table_section(tally) + [
        'column.2 = "Nhóm | @label"' if tally.group else
        'column.2 = "Số | x0"']
    lines += [f'column.{i} = "{c.value} | {c.value}{c.options()}"'
              for i, c in enumerate(tally.columns, 3)]
    if tally.group:
        lines += annex_section(tally.name, "xlsx")
        body.append(f"![{tally.name}](table:{tally.name})")
    base = tally.name + (".total" if tally.group else "")
    body.append(f"{tally.name}: " + "; ".join(
        "{{%s.%s | default \"-\"}} {{%s.%s | missing}}"
        % (base, m.name, base, m.name) for m in tally.measures))
    body.append(f"{tally.name} lọc: " + "; ".join(
        "{{%s.%s | %s | default \"-\"}}" % (base, m.name, chain)
        for m, (chain, _) in zip(tally.measures, tally.filters)))
    return lines


def crosstab_sections(crosstab, body):
    lines = crosstab.section() + table_section(crosstab) \
        + ['column.2 = "Nhóm | @label"']
    stars = list(enumerate(zip(crosstab.measures, crosstab.styles), 1))
    if crosstab.by_star:
        lines += [f'column.*.{i} = "{{label}} / {m.name} | {m.name}@{{key}}'
                  f'{style.options()}"' for i, (m, style) in stars]
    else:
        lines += [f'column.{i} = "{key} / {m.name} | {m.name}@{key}'
                  f'{style.options()}"'
                  for i, (key, m, style) in enumerate(crosstab.columns(), 3)
                  if key is not None]
    if crosstab.total_too:
        lines += [f'column.{90 + i} = "Cộng / {m.name} | {m.name}@*'
                  f'{style.options()}"' for i, (m, style) in stars]
    body.append(f"![{crosstab.name}](table:{crosstab.name})")
    return lines + annex_section(crosstab.name, "xlsx")


def list_sections(listing, body):
    lines = listing.section() + table_section(listing) + [
        'column.2 = "Mã | id"', 'column.3 = "Loại | %s"'
        % ("part" if listing.table == "s" else "kind")]
    lines += [f'column.{i} = "{n} | {n}{listing.styles[n].options()}"'
              for i, n in enumerate(listing.names, 4)]
    if listing.in_annex:
        body.append(f"Xem [](annex:{listing.name}).")
    else:
        body.append(f"![{listing.name}](table:{listing.name})")
    return lines + annex_section(listing.name, "pdf, xlsx"
                                 if listing.in_annex else "xlsx")


def split_layout(lines):
    """LINES as a layout that another one extends, and that one: where they
    differ the second has what is right."""
    base, own = [], []
    for line in lines:
        if line.startswith("["):
            name = line
        if line.startswith("total ="):
            own += [name, line]
            base += ['total = "Sai"', 'column.80 = "Thừa | @number"']
            own.append("column.80 =")
        elif line.startswith("where ="):
            own += [name, line]
            base.append('where = "m is null and m > 0"')
        else:
            base.append(line)
    return base, own


def layout_of(made):
    """The files of the layout by their names."""
    head = ["form = nd30", "schema = made", "body = body.md",
            'type_name = "BÁO CÁO"']
    lines, body = [], []
    for tally in made.tallies:
        lines += tally_sections(tally, body)
    for crosstab in made.crosstabs:
        lines += crosstab_sections(crosstab, body)
    for listing in made.lists:
        lines += list_sections(listing, body)
    text = "\n\n".join(body + ["Hết"]) + "\n"
    if not made.extends:
        return {"here/layout.ini": "\n".join(["[layout]"] + head + lines),
                "here/body.md": text}
    base, own = split_layout(lines)
    return {"base/layout.ini": "\n".join(["[layout]"] + head + base),
            "base/body.md": text,
            "here/layout.ini": "\n".join(
                ["[layout]", "extends = base"] + own)}


def write(folder, number):
    made = Made(number)
    world = made.world
    place = os.path.join(folder, f"{number:04}")
    os.makedirs(os.path.join(place, "here"))
    os.makedirs(os.path.join(place, "schema"))
    files = dict(layout_of(made))
    files["report.ini"] = INI.format(layout="here", number=number)
    files["schema/made.ini"] = SCHEMA.format(
        unit=world.unit, scale=world.scale, rate=world.rate)
    os.makedirs(os.path.join(place, "base"))
    for name, text in files.items():
        with open(os.path.join(place, name), "w", encoding="utf-8") as file:
            file.write(text + "\n")
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


def in_table(of, column, figure):
    """What a cell prints, and the number of the workbook."""
    if figure is None:
        return "", None
    number, decimals = Fraction(figure), column.decimals
    if column.type in ("money", "average"):
        number /= UNITS[column.unit or of.unit]
        if decimals is None:
            decimals = of.decimals
    if column.percent:
        number *= 100
    if decimals is None:
        decimals = {"money": 12, "decimal": column.scale}.get(column.type, 2)
    return vi(number, decimals), number


def sharing(columns, first):
    """The columns whose figures have as many decimals as the one that needs
    most: all of money, and each other one that is not of counts; one with a
    unit or decimals of its own stands apart."""
    columns = list(enumerate(columns, first))
    return [[i for i, c in columns
             if c.type == "money" and not c.stands_apart]] + \
        [[i] for i, c in columns
         if c.type != "integer" and (c.type != "money" or c.stands_apart)]


LABELS = {"p": "Phần p", "q": "Phần q", "r": "Phần r", "kx": "Loại x",
          "ky": "Loại y"}


class Expected:
    """LINES of the report in order, then those of its annex, SHEETS the
    numbers of each sheet below its head, from column FIRST on, FORMATS the
    number formats of these columns."""

    def __init__(self, number):
        made = Made(number)
        self.lines, self.annex = [], []
        self.sheets, self.formats, self.first = {}, {}, {}
        for tally in made.tallies:
            rows = tally.rows()
            if tally.group:
                self.add_tally(tally)
            found = [(m, *m.compute(rows)) for m in tally.measures]
            self.lines.append(f"{tally.name}: " + "; ".join(
                f"{in_text(m, figure)} {missing if figure is not None else 0}"
                for m, figure, missing in found))
            figures = [figure for _, figure, _ in found]
            printed = [use(figures) for _, use in tally.filters]
            self.lines.append(f"{tally.name} lọc: " + "; ".join(
                "-" if text is None else text for text in printed))
        for crosstab in made.crosstabs:
            self.add_crosstab(crosstab)
        for listing in made.lists:
            self.add_list(listing)

    def add_tally(self, tally):
        table = [[(str(i), Fraction(i)), (LABELS.get(key, key), key)]
                 + [in_table(tally, c, tally.figure(c.value, key))
                    for c in tally.columns]
                 for i, key in enumerate(tally.keys(), 1)]
        self.add_table(tally.name, tally.columns, table, [
            in_table(tally, c, tally.figure(c.value)) for c in tally.columns])

    def add_crosstab(self, crosstab):
        rows, (first, second) = crosstab.rows(), crosstab.groups
        value = crosstab.world.value
        columns = crosstab.columns()

        def figures(of):
            return [in_table(crosstab, style, m.compute(
                [row for row in of if key is None
                 or value(row, second) == key])[0])
                for key, m, style in columns]
        table = [[(str(i), Fraction(i)), (LABELS.get(key, key), key)]
                 + figures([row for row in rows
                            if value(row, first) == key])
                 for i, key in enumerate(crosstab.keys(0), 1)]
        self.add_table(crosstab.name, [style for _, _, style in columns],
                       table, figures(rows))

    def add_list(self, listing):
        rows = listing.rows()
        word = "part" if listing.table == "s" else "kind"
        columns = [listing.styles[n] for n in listing.names]
        table = [[(vi(i, 0), Fraction(i)), (row["id"], None),
                  (LABELS[row[word]], None)]
                 + [in_table(listing, listing.styles[n],
                             listing.value(row, n)) for n in listing.names]
                 for i, row in enumerate(rows, 1)]
        self.add_table(listing.name, columns, table, [
            in_table(listing, listing.styles[n], listing.total(rows, n))
            for n in listing.names],
            3, self.annex if listing.in_annex else self.lines)

    def add_table(self, name, columns, table, total, first=2, lines=None):
        """The rows of TABLE, whose cells from FIRST on are COLUMNS, and their
        TOTAL."""
        lines = self.lines if lines is None else lines
        self.first[name] = first
        table = table + [[("Cộng", None)] + [("", None)] * (first - 1)
                         + total]
        table, places = fix_decimals(table, sharing(columns, first))
        self.formats[name] = [number_format(places.get(i, 0))
                              for i in range(first, first + len(columns))]
        total = table.pop()
        lines += ["\t".join(text for text, _ in row) for row in table]
        # The word of the total spans the empty cells behind it.
        texts = [text for text, _ in total[first:]]
        while texts and not texts[0]:
            texts.pop(0)
        if texts:
            lines.append("\t".join(["Cộng"] + texts))
        self.sheets[name] = [[number for _, number in row[first:]]
                             for row in table] \
            + ([[number for _, number in total[first:]]] if texts else [])


# ---- comparing --------------------------------------------------------------

def plain(text):
    return re.sub(r"[^\S\t\n]+", " ", unicodedata.normalize("NFC", text))


def check_document(wanted, text):
    body, _, annex = plain(text).partition("\n[section 2]")
    for wanted_lines, part in ((wanted.lines, body), (wanted.annex, annex)):
        lines, at = part.split("\n"), 0
        for line in wanted_lines:
            try:
                at = lines.index(line, at) + 1
            except ValueError:
                return [f"document: {line!r} not found in "
                        f"{lines[at:at + 12]!r}"]
    return []


def check_pdf(wanted, path):
    pages = run(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"]).stdout
    text = ""
    for page in pages.split("\f"):
        lines = page.strip("\n").split("\n")
        text += "".join(lines[1:] if lines[0].strip().isdigit() else lines)
    letters = re.sub(r"\s+", "", unicodedata.normalize("NFC", text))
    at = 0
    for line in wanted.lines + wanted.annex:
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
        head += name.startswith("k")  # two rows of heads
        first = wanted.first[name]
        for found, row in zip(cells[head + 1:], rows):
            found = found[first:first + len(row)]
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
