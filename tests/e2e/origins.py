#!/usr/bin/python3
"""Every figure of the samples follows from the records that it names.

usage: origins.py PROGRAM

"dump document -v" prints below each figure its measure and the lines and
columns of its records.  The sources are read again at these places alone, by
nothing of the program's own, and the measure is worked out once more; the
result must be the figure's exact value.  What is not worked out here is left
out by a rule with a name, and counted.
"""
import collections
import configparser
import csv
import datetime
import fractions
import glob
import io
import operator
import os
import re
import sys
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])


class Excluded(Exception):
    """By the rule that it names."""


class Wrong(Exception):
    """What cannot be: a place that is not in the source."""


# ---- the schema: units, lists of words, what is equal in an entity ---------

def read_ini(path):
    ini = configparser.RawConfigParser(
        delimiters=("=",), comment_prefixes=(";",), strict=False,
        interpolation=None)
    ini.optionxform = str
    with open(path, encoding="utf-8") as file:
        ini.read_string(file.read())
    return {name: {key: value.strip().strip('"')
                   for key, value in ini[name].items()}
            for name in ini.sections()}


SCHEMA = read_ini(os.path.join(ROOT, "layouts/schema/khuyen-cong.ini"))
# Read from another column's cells.
DERIVED = {"approximation"}
UNITS = {"million": 10 ** 6, "thousand": 1000, "billion": 10 ** 9, "dong": 1}


def fold(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def key_of(text):
    return fold(text).casefold()


def field_of(table, name):
    return SCHEMA.get(f"field.{table}.{name}", {})


def is_consistent(table, name):
    kept = SCHEMA.get(f"table.{table}", {}).get("consistent", "")
    return name in [word.strip() for word in kept.split(",")]


def entity_of(table):
    return SCHEMA.get(f"table.{table}", {}).get("entity")


def code_of(values, text):
    for code, words in SCHEMA[f"values.{values}"].items():
        if "." not in code and key_of(text) in [
                key_of(word) for word in words.split("|")] + [code]:
            return code
    raise Excluded("a value that the list of the schema does not spell")


# ---- the sources -----------------------------------------------------------

def decode(raw):
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1258")


SOURCES = {}


def source(path):
    """The records of the CSV file at PATH by the line that each begins on."""
    if path not in SOURCES:
        with open(path, "rb") as file:
            text = unicodedata.normalize("NFC", decode(file.read()))
        head = text.split("\n", 1)[0]
        delimiter = max(";,\t", key=head.count)
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        records, begin = {}, 1
        for record in reader:
            records[begin] = record
            begin = reader.line_num + 1
        SOURCES[path] = records
    return SOURCES[path]


def number(text, unit):
    """Vietnamese notation: 1.028,5."""
    found = fold(text).replace(".", "").replace(",", ".")
    if not found:
        return None
    return fractions.Fraction(found) * unit


def read_date(text):
    if not fold(text):
        return None
    day, month, year = re.split(r"[/.-]", fold(text))
    return datetime.date(int(year), int(month), int(day))


class Record:
    """A line of a source; only the columns that the dump names are read."""

    def __init__(self, table, path, line, columns):
        self.table, self.line, self.columns = table, line, columns
        self.scope = os.path.dirname(path)
        records = source(path)
        if line not in records:
            raise Wrong(f"{path} has no record on line {line}")
        self.cells = records[line]
        self.heads = records[1]

    def value(self, name):
        field = field_of(self.table, name)
        kind = field.get("type")
        if name not in self.columns:
            # A list's value or a truth that no source has is what the schema
            # says; other fields may be derived from those that are there.
            if kind == "enum" and "." not in name and \
                    name not in DERIVED:
                return field.get("default")
            if kind == "boolean":
                return int(field.get("default", "") in
                           SCHEMA["schema"]["true_words"].split("|"))
            raise Excluded("a field that is no column of the source")
        column = self.columns[name]
        text = self.cells[column - 1] if column <= len(self.cells) else ""
        head = self.heads[column - 1]
        if kind == "money":
            # The samples write their amounts in millions, and say so.
            unit = 10 ** 6 if re.search(r"triệu", head) else \
                UNITS[field.get("unit", "dong")]
            return number(text, unit)
        if kind in ("integer", "year", "decimal"):
            return number(text, 1)
        if kind == "date":
            return read_date(text)
        if kind == "boolean":
            words = [key_of(word)
                     for word in SCHEMA["schema"]["true_words"].split("|")]
            return int(key_of(text) in words)
        if kind == "enum":
            default = field.get("default")
            return code_of(field["values"], text) if fold(text) else default
        if "references" in field or name == entity_of(self.table) or \
                name == "id":
            return (self.scope, key_of(text)) if fold(text) else None
        return fold(text) or None


# ---- measures --------------------------------------------------------------

def literal(text, days):
    text = text.strip()
    if text.startswith("'"):
        return text.strip("'")
    if text == ":last":
        return days[1]
    raise Excluded("a condition that is not worked out here")


def simple(record, text, days):
    """One comparison of a field; None: not known."""
    if re.fullmatch(r"\w+", text):
        value = record.value(text)
        if field_of(record.table, text).get("type") != "boolean":
            raise Excluded("a condition that is not worked out here")
        return value is not None and value != 0
    found = re.fullmatch(r"instr\(fold\((\w+)\), fold\(:place\)\) (>|=) 0",
                         text)
    if found:
        value = record.value(found[1])
        return None if value is None else \
            (key_of(days.place) in key_of(value)) == (found[2] == ">")
    found = re.fullmatch(r"(\w+) is (not )?null", text)
    if found:
        return (record.value(found[1]) is None) != bool(found[2])
    found = re.fullmatch(r"(\w+) (not )?in \(([^()]*)\)", text)
    if found:
        value = record.value(found[1])
        among = [literal(word, days) for word in found[3].split(",")]
        return None if value is None else (value in among) != bool(found[2])
    found = re.fullmatch(r"(\w+) (=|<>|<=|>) (\S+)", text)
    if not found:
        raise Excluded("a condition that is not worked out here")
    value, other = record.value(found[1]), literal(found[3], days)
    if value is None:
        return None
    return {"=": value == other, "<>": value != other}[found[2]] \
        if found[2] in ("=", "<>") else \
        {"<=": lambda: value <= other, ">": lambda: value > other}[found[2]]()


def holds(record, text, days):
    if re.search(r"\bselect\b|\band\b", text, re.I):
        raise Excluded("a condition that is not worked out here")
    return any(simple(record, part.strip(), days) for part in
               re.split(r"\bor\b", text))


def term(record, text, days):
    """What one record gives a sum or count: a value, or None for nothing."""
    text = text.strip()
    found = re.fullmatch(r"case when (.*) then (\w+) end", text)
    if found:
        if not holds(record, found[1], days):
            return None
        return 1 if found[2] == "1" else record.value(found[2])
    found = re.fullmatch(r"coalesce\((\w+), (\w+)\)", text)
    if found:
        for name in (found[1], found[2]):
            value = record.value(name) if name in record.columns else None
            if value is not None:
                return value
        return None
    found = re.fullmatch(r"nullif\((\w+), 0\)", text)
    if found:
        return record.value(found[1]) or None
    if re.fullmatch(r"\w+", text):
        return record.value(text)
    raise Excluded("an expression that is not worked out here")


def total(records, text, days):
    """Once an entity, if all rows of an entity are equal in the field."""
    once = {}
    for record in records:
        value = term(record, text, days)
        if value is None:
            continue
        field = re.search(r"then (\w+) end|^(\w+)$", text)
        name = field and (field[1] or field[2])
        if name and is_consistent(record.table, name):
            key = record.value(entity_of(record.table))
        else:
            key = (id(record),)
        once[key] = value
    return sum(once.values())


def measure(records, text, days):
    if "select" in text.lower():
        raise Excluded("a measure with a sub-select")
    found = re.fullmatch(r"(min|max)\((\w+)\)", text)
    if found:
        values = [record.value(found[2]) for record in records]
        values = [value for value in values if value is not None]
        if not values or isinstance(values[0], str):
            raise Excluded("the least or the greatest of words")
        return {"min": min, "max": max}[found[1]](values)
    if text == "count(*)":
        return len(records)
    found = re.fullmatch(r"count\(distinct (.*)\)", text)
    if found:
        return len({term(record, found[1], days) for record in records}
                   - {None})
    found = re.fullmatch(r"count\((.*)\)", text)
    if found:
        return sum(term(record, found[1], days) is not None
                   for record in records)
    found = re.fullmatch(r"sum\((.*)\)", text)
    if found:
        return total(records, found[1], days)
    raise Excluded("an expression that is not worked out here")


# ---- the dump --------------------------------------------------------------

FIGURE = re.compile(
    r'^    = "(?P<text>.*)" '
    r'(?P<value>\d{4}-\d\d-\d\d|-?\d+(?:/\d+)?|-|yes|no|".*?")(?: dong)?'
    r'(?: (?P<name>\w+\[.*\]\.\S+))? \((?P<place>[^()]*)\)$')
ROWS = re.compile(r"^(?P<file>.*?):(?P<lines>[\d,-]+)"
                  r"(?: column (?P<columns>.*))?$")


class Node:
    """A figure, or a part of one: what is printed below it."""

    def __init__(self, name):
        self.name, self.entries, self.parts = name, [], []
        self.number = fractions.Fraction(name) \
            if name and re.fullmatch(r"-?\d+(/\d+)?", name) else None

    def get(self, key):
        return next((value for name, value in self.entries if name == key),
                    None)


def parse(dump):
    """The figures of DUMP: what FIGURE matched, and its node."""
    figures, stack = [], []
    for line in dump.split("\n"):
        if line.startswith("    = "):
            found = FIGURE.match(line)
            tap.check("a figure is read: " + line.strip(), found) \
                if not found else None
            node = Node(found and found["name"])
            figures.append((found, node, line))
            stack = [(4, node)]
        elif stack and line.startswith(" " * 8):
            depth = len(line) - len(line.lstrip())
            while stack[-1][0] >= depth:
                stack.pop()
            key, _, value = line.strip().partition(": ")
            key = key.rstrip(":")
            if key in ("numerator", "denominator", *SIGNS):
                part = Node(value)
                stack[-1][1].parts.append((key, part))
                stack.append((depth, part))
            else:
                stack[-1][1].entries.append((key, value))
        else:
            stack = []
    return figures


def heading_column(table, name, heads):
    """The column of a field that no measure names, by its headings."""
    field = field_of(table, name)
    for word in [field["heading"]] + field.get("also", "").split("|"):
        if key_of(word) in heads:
            return heads.index(key_of(word)) + 1
    raise Wrong(f"no heading of {table}.{name}")


def records_of(node, folder, wanted="rows"):
    """The records of NODE's rows, or those that a reference leads to."""
    table, records = node.get("from"), []
    for key, value in node.entries:
        led = re.fullmatch(r"(reference [\w.]+) \((\w+)\)", key)
        if (led[1] if led else key) != wanted or value == "none":
            continue
        table = led[2] if led else table
        found = ROWS.match(value)
        columns = {}
        for column, name in re.findall(r"(\d+) \((\w+)\)",
                                       found["columns"] or ""):
            columns[name] = int(column)
        entity = entity_of(table)
        for part in found["lines"].split(","):
            first, _, last = part.partition("-")
            for line in range(int(first), int(last or first) + 1):
                records.append(Record(table, os.path.join(
                    folder, found["file"]), line, columns))
        if entity and entity not in columns:
            # Whose rows they are is read under the entity's own heading.
            columns[entity] = heading_column(
                table, entity, [key_of(head) for head in records[-1].heads])
    return records


def cell_of(node, folder, text):
    """A cell of a list, a field of the record or of what it refers to: its
    value, and the field as the schema has it."""
    record, = records_of(node, folder)
    path = ""
    while "." in text:
        reference, _, text = text.partition(".")
        path += ("." if path else "") + reference
        there, = records_of(node, folder, "reference " + path)
        target = field_of(record.table, reference)["references"]
        if target.split(".")[0] != there.table:
            raise Wrong(f"{reference} leads to {there.table}")
        key = target.split(".")[1]
        there.columns.setdefault(key, heading_column(
            there.table, key, [key_of(head) for head in there.heads]))
        if record.value(reference) != there.value(key):
            raise Wrong(f"{reference} leads to another record")
        record = there
    return record.value(text), field_of(record.table, text)


class Days(list):
    """The first and the last of a figure, and the place of the report."""

    def __init__(self, text, place):
        days = text.split(" ")[-1].split("..") if text else []
        super().__init__(map(datetime.date.fromisoformat, days))
        self.place = place


# [agency] place of the configurations, by their folders.
PLACES = {}
SIGNS = {"plus": operator.add, "minus": operator.sub,
         "by": operator.truediv}


def worked_out(node, folder):
    """The exact value of NODE's figure, from its records alone."""
    if node.number is not None:
        return node.number
    if node.parts and node.parts[0][0] in SIGNS:
        value = fractions.Fraction(0)
        for key, part in node.parts:
            value = SIGNS[key](value, worked_out(part, folder))
        return value
    if node.parts:
        upper, lower = (worked_out(part, folder) for _, part in node.parts)
        return fractions.Fraction(upper) / lower
    text = node.get("measure")
    if text is None:
        raise Excluded("a statement of the layout's own, or no tally")
    if text == "rows of the tally":
        raise Excluded("the number of a tally's groups")
    if re.search(r"\[rows\]\.", node.name):
        raise Excluded("the sum of a tally's rows")
    days = Days(node.get("days"), PLACES[folder])
    if re.search(r"\[record\]\.", node.name):
        return cell_of(node, folder, text)[0]
    records = records_of(node, folder)
    if re.fullmatch(r"\w+", text):
        return total(records, text, days)
    return measure(records, text, days)


def says_its_record(found, node, folder):
    """Whether words of the text are those of the record that they name, whose
    first letter may be made small."""
    return found["value"].startswith('"') and bool(found["name"]) and \
        bool(re.search(r"\[record\]\.", found["name"])) and \
        words_agree(found, node, folder)


def part_of_date(found, own):
    """Whether a month or year that is printed is that of the record's date."""
    return isinstance(own, datetime.date) and \
        re.fullmatch(r"\d{1,2}|\d{4}", found["value"]) and \
        int(found["value"]) in (own.month, own.year)


def printed(found):
    value = found["value"]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return datetime.date.fromisoformat(value)
    if re.fullmatch(r"-?\d+(/\d+)?", value):
        return fractions.Fraction(value)
    raise Excluded("words")


def words_agree(found, node, folder):
    """Whether a cell of a list says what its record says."""
    if not found["name"] or not re.search(r"\[record\]\.", found["name"]):
        raise Excluded("words of the layout")
    own, field = cell_of(node, folder, node.get("measure"))
    if isinstance(own, tuple):
        own = own[1]
    if "values" in field and own:
        own = SCHEMA[f"values.{field['values']}"][own].split("|")[0]
    return key_of(found["text"]) == key_of(own or "")


def agree(found, node, own):
    value = printed(found)
    if own == value or part_of_date(found, own):
        return True
    # Tables hold a percentage as 100 times the quotient.
    return bool(node.parts) and node.parts[0][0] == "numerator" and \
        found["place"].startswith("layout.ini") and own * 100 == value


def check_sample(ini):
    name = os.path.relpath(ini, os.path.join(ROOT, "samples"))
    folder = os.path.dirname(ini)
    PLACES[folder] = read_ini(ini)["agency"].get("place", "")
    done = run([PROGRAM, "dump", "document", "-v", ini],
               env=plain_environment())
    proved, excluded, wrong = 0, collections.Counter(), []
    for found, node, line in parse(done.stdout):
        try:
            if not found:
                raise Wrong("cannot be read")
            if says_its_record(found, node, folder):
                proved += 1
                continue
            if found["value"] == "-":
                proved += words_agree(found, node, folder) or \
                    bool(wrong.append(f"{line.strip()}: the record differs"))
                continue
            printed(found)
            if not found["name"] and not node.parts:
                raise Excluded("no tally: a date or setting")
            own = worked_out(node, folder)
            if agree(found, node, own):
                proved += 1
            else:
                wrong.append(f"{line.strip()}: the records give {own}")
        except Excluded as rule:
            excluded[str(rule)] += 1
        except (Wrong, ValueError, ZeroDivisionError) as fault:
            wrong.append(f"{line.strip()}: {fault}")
    tap.check(f"{name}: the figures follow from their records",
              proved > 0 and not wrong, "\n".join(wrong))
    print(f"# {name}: {proved} figures proved, {sum(excluded.values())} "
          "excluded by rule: " + "; ".join(
              f"{n} {rule}" for rule, n in excluded.most_common()))
    return proved, excluded


def main():
    proved, excluded = 0, collections.Counter()
    for ini in sorted(glob.glob(os.path.join(ROOT, "samples/*/*.ini"))):
        n, left = check_sample(ini)
        proved += n
        excluded += left
    print(f"# {proved} figures proved, {sum(excluded.values())} excluded by "
          "rule: " + "; ".join(f"{n} {rule}"
                               for rule, n in excluded.most_common()))
    tap.done()


main()
