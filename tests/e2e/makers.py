#!/usr/bin/python3
"""Workbooks of other makers, made by their programs.

usage: makers.py PROGRAM

openpyxl, XlsxWriter, LibreOffice, SheetJS, exceljs and Gnumeric each write
workbooks with the features that offices use; each cell is read equal to what
the maker's own program says of it.  The matrix of makers and features is
printed: "+" read equal, "-" the maker cannot write it, "." it is not
installed.
"""
import csv
import datetime
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from office_script import OPEN_OFFICE  # noqa: E402
from tap import ROOT, Tap, end_all, has, plain_environment, run  # noqa: E402
from workbook_shapes_schema import CONFIGURATION, LAYOUT, SCHEMA  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
NODE = os.path.join(os.path.dirname(PROGRAM), "node")
tap = Tap()
DAY = "dd/mm/yyyy"
HEADS = ["Mã", "Tên", "Ngày", "Kinh phí (triệu đồng)", "Số lượng", "Đạt"]
FIELDS = ["id", "name", "day", "cost", "n", "good"]


# ---- what is written ---------------------------------------------------------

def text(value, **more):
    return {"t": "s", "v": value, **more}


def number(value, **more):
    return {"t": "n", "v": value, **more}


def date(value, fmt=DAY, **more):
    return {"t": "d", "v": value, "fmt": fmt, **more}


def truth(value, **more):
    return {"t": "b", "v": value, **more}


RECORDS = [
    [text("a1"), text("Đề án \"một\" & <hai>"), date("2017-06-12"),
     number(228.5), number(12), truth(True)],
    [text("a2"), text("Cơ sở Nguyễn Văn Ắ\ndòng hai"), date("2017-12-31"),
     number(1628.500001), number(0), truth(False)],
    [text("a3"), text("  khoảng trắng "), date("1999-02-28"),
     number(0.1), number(7), truth(True)],
]


def letters(column):
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def grid(rows, first=1):
    return {f"{letters(k + 1)}{first + i}": cell
            for i, row in enumerate(rows) for k, cell in enumerate(row)
            if cell is not None}


def head():
    return [text(h) for h in HEADS]


def record(i, **changed):
    cells = dict(zip(FIELDS, RECORDS[i]))
    cells.update(changed)
    return [cells[f] for f in FIELDS]


def plain_sheet(name="Sheet1", **more):
    return {"name": name, "cells": grid([head()] + RECORDS), **more}


def features():
    """Name: (workbook, what the configuration reads of it)."""
    plain = {"sheets": [plain_sheet()]}
    yield "texts, numbers, days", plain, ""
    yield "1904", {"sheets": [plain_sheet()], "date1904": True}, ""
    yield "day formats", {"sheets": [{"name": "Sheet1", "cells": grid(
        [head()] + [record(0, id=text(f"f{i}"),
                           day=date(f"2017-0{i + 1}-1{i}", fmt))
                    for i, fmt in enumerate(
                        ["yyyy-mm-dd", "d/m/yy", "d mmm yyyy", "mm/dd/yyyy",
                         "dd\\.mm\\.yyyy", "[$-42A]dd mmmm yyyy"])])}]}, ""
    yield "number formats", {"sheets": [{"name": "Sheet1", "cells": grid(
        [head()] + [record(0, id=text(f"f{i}"), cost=number(
            1234.5 + i, fmt=fmt)) for i, fmt in enumerate(
                ["#,##0.00", "0", "0.0 \"triệu\"", "[Red]#,##0",
                 "#,##0;[Red]-#,##0"])])}]}, ""
    yield "leading zeros", {"sheets": [{"name": "Sheet1", "cells": grid(
        [head()] + [record(i, id=number(7 + i, fmt="0000"))
                    for i in range(3)])}]}, ""
    yield "formulas", {"sheets": [{"name": "Sheet1", "cells": grid(
        [head()] + [record(
            i, cost=number(2 * (i + 2) + 0.5, f=f"2*ROW(A{i + 2})+0.5"),
            n=number(i + 1, f=f"ROW(A{i + 1})"),
            name=text(f"a{i + 1}-x", f=f'A{i + 2}&"-x"'))
            for i in range(3)])}]}, ""
    yield "merged title", {"sheets": [{
        "name": "Sheet1", "merges": ["A1:F1", "A2:F2"],
        "cells": {**grid([[text("DANH MỤC")], [text("Năm 2017")]]),
                  **grid([head()] + RECORDS, 3)}}]}, ""
    yield "merged over rows", {"sheets": [{
        "name": "Sheet1", "merges": ["B2:B3", "C3:C4"],
        "cells": grid([head(), record(0), record(1, name=None),
                       record(2, day=None)])}]}, ""
    yield "rich text", {"sheets": [{"name": "Sheet1", "cells": grid(
        [[text(h, rich=[[h[:1], True], [h[1:], False]]) for h in HEADS]] +
        [record(i, name=text("Đậm và thường", rich=[
            ["Đậm", True], [" và ", False], ["thường", True]]))
         for i in range(3)])}]}, ""
    yield "hidden rows", {"sheets": [plain_sheet(hiddenRows=[3])]}, ""
    yield "hidden columns", {"sheets": [plain_sheet(hiddenColumns=[2, 5])]}, ""
    yield "several sheets", {"sheets": [
        {"name": "Bìa", "cells": grid([[text("Trang bìa")]])},
        plain_sheet("Danh mục đề án"),
        {"name": "Khác", "cells": grid([[text("Ghi chú"), number(5)]])}],
    }, "#Danh mục đề án"
    yield "first sheet that has it", {"sheets": [
        {"name": "Bìa", "cells": grid([[text("Trang bìa")]])},
        plain_sheet("Số liệu")]}, ""
    yield "a range", {"sheets": [{"name": "Sheet1", "cells": {
        **grid([[None, None, text("nháp")]]),
        **{f"{letters(k + 3)}{4 + i}": c
           for i, row in enumerate([head()] + RECORDS)
           for k, c in enumerate(row)}}}]}, "#Sheet1!C4:H7"
    yield "comments and links", {"sheets": [{"name": "Sheet1", "cells": grid(
        [head(), record(0, id=text("a1", note="xem lại"),
                        name=text("Trang nhà", link="http://example.vn/")),
         record(1), record(2)])}]}, ""
    yield "empty rows", {"sheets": [{"name": "Sheet1", "cells": {
        **grid([head(), record(0)], 2), **grid([record(1)], 6),
        **grid([record(2)], 9)}}]}, ""
    yield "a table", {"sheets": [{"name": "Sheet1", "cells": {}, "table": {
        "name": "Bang1", "at": "B3", "ref": "B3:G6",
        "rows": [HEADS] + RECORDS}}]}, "#Bang1"
    yield "a thousand rows", {"sheets": [{"name": "Sheet1", "cells": grid(
        [head()] + [record(i % 3, id=text(f"m{i}"), n=number(i))
                    for i in range(1000)])}]}, ""


# ---- makers ------------------------------------------------------------------

def table_cells(sheet):
    """The cells of the sheet, those of its table among them."""
    if "table" not in sheet:
        return sheet["cells"]
    rows = sheet["table"]["rows"]
    return {f"{letters(k + 2)}{3 + i}": cell if i else text(cell)
            for i, row in enumerate(rows) for k, cell in enumerate(row)}


def as_day(value):
    return datetime.datetime.strptime(value, "%Y-%m-%d")


def by_openpyxl(books, folder):
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.utils.datetime import CALENDAR_MAC_1904
    from openpyxl.worksheet.table import Table
    for book in books:
        made = openpyxl.Workbook()
        made.remove(made.active)
        if book.get("date1904"):
            made.epoch = CALENDAR_MAC_1904
        for sheet in book["sheets"]:
            page = made.create_sheet(sheet["name"])
            for ref, cell in table_cells(sheet).items():
                value = as_day(cell["v"]) if cell["t"] == "d" else cell["v"]
                page[ref] = value
                if "fmt" in cell:
                    page[ref].number_format = cell["fmt"]
                if "link" in cell:
                    page[ref].hyperlink = cell["link"]
                if "note" in cell:
                    page[ref].comment = Comment(cell["note"], "An")
            for merged in sheet.get("merges", []):
                page.merge_cells(merged)
            for row in sheet.get("hiddenRows", []):
                page.row_dimensions[row].hidden = True
            for column in sheet.get("hiddenColumns", []):
                page.column_dimensions[letters(column)].hidden = True
            if "table" in sheet:
                page.add_table(Table(displayName=sheet["table"]["name"],
                                     ref=sheet["table"]["ref"]))
        made.save(os.path.join(folder, book["file"]))
    return {book["file"]: said_by_openpyxl(
        os.path.join(folder, book["file"]), book["read"]) for book in books}


def said_by_openpyxl(path, sheet):
    import openpyxl
    book = openpyxl.load_workbook(path, data_only=True)
    said = {}
    for row in book[sheet].iter_rows():
        for cell in row:
            value = cell.value
            if isinstance(value, datetime.datetime):
                said[cell.coordinate] = f"d:{value:%Y-%m-%d}"
            elif isinstance(value, bool):
                said[cell.coordinate] = f"b:{str(value).lower()}"
            elif isinstance(value, (int, float)):
                said[cell.coordinate] = f"n:{value!r}"
            elif value is not None:
                said[cell.coordinate] = f"s:{value}"
    return said


def by_xlsxwriter(books, folder):
    import xlsxwriter
    for book in books:
        made = xlsxwriter.Workbook(os.path.join(folder, book["file"]), {
            "default_date_format": DAY,
            "date_1904": bool(book.get("date1904"))})
        formats = {}

        def look(fmt):
            if fmt not in formats:
                formats[fmt] = made.add_format({"num_format": fmt})
            return formats[fmt]

        bold = made.add_format({"bold": True})
        for sheet in book["sheets"]:
            page = made.add_worksheet(sheet["name"])
            for merged in sheet.get("merges", []):
                first = table_cells(sheet).get(merged.split(":")[0])
                fmt = look(first["fmt"]) if "fmt" in first else None
                page.merge_range(merged, "", fmt)
            for ref, cell in table_cells(sheet).items():
                fmt = look(cell["fmt"]) if "fmt" in cell else None
                value = as_day(cell["v"]) if cell["t"] == "d" else cell["v"]
                if "rich" in cell:
                    page.write_rich_string(ref, *[
                        part for run_, is_bold in cell["rich"]
                        for part in ((bold, run_) if is_bold else (run_,))])
                elif "f" in cell:
                    page.write_formula(ref, "=" + cell["f"], fmt, value)
                elif "link" in cell:
                    page.write_url(ref, cell["link"], string=cell["v"])
                elif cell["t"] == "d":
                    page.write_datetime(ref, value, fmt)
                else:
                    page.write(ref, value, fmt)
                if "note" in cell:
                    page.write_comment(ref, cell["note"])
            for row in sheet.get("hiddenRows", []):
                page.set_row(row - 1, None, None, {"hidden": True})
            for column in sheet.get("hiddenColumns", []):
                page.set_column(column - 1, column - 1, None, None,
                                {"hidden": True})
            if "table" in sheet:
                page.add_table(sheet["table"]["ref"], {
                    "name": sheet["table"]["name"],
                    "columns": [{"header": h} for h in HEADS]})
        made.close()
    # The library does not read: what it was told is what it says.
    return {book["file"]: told(book) for book in books}


def told(book):
    kinds = {"d": lambda v: "d:" + v, "n": lambda v: f"n:{v!r}",
             "b": lambda v: f"b:{str(v).lower()}", "s": lambda v: "s:" + v}
    return {ref: kinds[cell["t"]](cell["v"]) for sheet in book["sheets"]
            if sheet["name"] == book["read"]
            for ref, cell in table_cells(sheet).items()}


OFFICE = OPEN_OFFICE + r'''
from com.sun.star.util import Date
from com.sun.star.lang import Locale
specs, folder = sys.argv[2:]
def days(text, zero):
    from datetime import date
    return (date(*map(int, text.split("-"))) - zero).days
said = {}
for book in json.load(open(specs)):
    from datetime import date, timedelta
    made = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0,
                                        (option("Hidden", True),))
    zero = date(1899, 12, 30)
    if book.get("date1904"):
        zero = date(1904, 1, 1)
        made.NullDate = Date(1, 1, 1904)
    formats = made.NumberFormats
    english = Locale("en", "US", "")
    sheets = made.Sheets
    for i, sheet in enumerate(book["sheets"]):
        if i == 0:
            sheets.getByIndex(0).Name = sheet["name"]
        else:
            sheets.insertNewByName(sheet["name"], i)
        page = sheets.getByName(sheet["name"])
        for ref, cell in sheet["cells"].items():
            at = page.getCellRangeByName(ref).getCellByPosition(0, 0)
            if "fmt" in cell:
                key = formats.queryKey(cell["fmt"], english, False)
                at.NumberFormat = key if key != -1 else \
                    formats.addNew(cell["fmt"], english)
            if "f" in cell:
                at.Formula = "=" + cell["f"]
            elif cell["t"] == "d":
                at.Value = days(cell["v"], zero)
            elif cell["t"] == "n":
                at.Value = cell["v"]
            elif cell["t"] == "b":
                at.Formula = "=TRUE()" if cell["v"] else "=FALSE()"
            elif "rich" in cell:
                at.String = ""
                cursor = at.createTextCursor()
                for part, bold in cell["rich"]:
                    cursor.gotoEnd(False)
                    cursor.CharWeight = 150.0 if bold else 100.0
                    at.insertString(cursor, part, False)
            else:
                at.String = cell["v"]
            if "note" in cell:
                page.Annotations.insertNew(at.CellAddress, cell["note"])
        for merged in sheet.get("merges", []):
            page.getCellRangeByName(merged).merge(True)
        for row in sheet.get("hiddenRows", []):
            page.Rows.getByIndex(row - 1).IsVisible = False
        for column in sheet.get("hiddenColumns", []):
            page.Columns.getByIndex(column - 1).IsVisible = False
    page = sheets.getByName(book["read"])
    cells = {}
    for sheet in book["sheets"]:
        if sheet["name"] != book["read"]:
            continue
        for ref, cell in sheet["cells"].items():
            at = page.getCellRangeByName(ref).getCellByPosition(0, 0)
            kind = formats.getByKey(at.NumberFormat).Type
            if cell["t"] == "s":
                cells[ref] = "s:" + at.String
            elif cell["t"] == "b":
                cells[ref] = "b:" + ("true" if at.Value else "false")
            elif kind & 2:
                cells[ref] = "d:" + (zero + timedelta(int(at.Value))).isoformat()
            else:
                cells[ref] = "n:" + repr(at.Value)
    said[book["file"]] = cells
    made.storeToURL("file://" + folder + "/" + book["file"],
                    (option("FilterName", "Calc MS Excel 2007 XML"),))
    made.close(True)
json.dump(said, sys.stdout)
try:
    desktop.terminate()
except Exception:
    pass
'''


def by_libreoffice(books, folder):
    with open(os.path.join(folder, "specs.json"), "w") as file:
        json.dump(books, file)
    with open(os.path.join(folder, "office.py"), "w") as file:
        file.write(OFFICE)
    pipe = f"makers{os.getpid()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore",
         f"-env:UserInstallation=file://{folder}/lo",
         f"--accept=pipe,name={pipe};urp"],
        env=plain_environment(HOME=folder), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True)
    try:
        done = run(["/usr/bin/python3", os.path.join(folder, "office.py"),
                    pipe, os.path.join(folder, "specs.json"), folder],
                   timeout=240)
        office.wait(60)
    finally:
        end_all(office)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def by_node(library):
    def make(books, folder):
        with open(os.path.join(folder, "specs.json"), "w") as file:
            json.dump(books, file)
        done = run(["node", os.path.join(HERE, "makers.js"), library,
                    os.path.join(folder, "specs.json"), folder],
                   env=plain_environment(
                       NODE_PATH=os.path.join(NODE, "node_modules")),
                   timeout=240)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)
    return make


def gnumeric_source(book):
    """The workbook in Gnumeric's own format."""
    names = "".join(f"<gnm:SheetName>{escape(s['name'])}</gnm:SheetName>"
                    for s in book["sheets"])
    zero = datetime.date(1899, 12, 30)
    sheets = ""
    for sheet in book["sheets"]:
        cells, styles = "", ""
        for ref, cell in sheet["cells"].items():
            column, row = re.match(r"([A-Z]+)(\d+)", ref).groups()
            at = (int(row) - 1, ord(column) - 65)
            kind, value = {
                "s": (60, cell["v"]), "n": (40, cell["v"]),
                "b": (20, str(cell["v"]).upper()),
                "d": (40, None)}[cell["t"]]
            if cell["t"] == "d":
                value = (as_day(cell["v"]).date() - zero).days
            fmt = ""
            if "rich" in cell:
                place, marks = 0, ""
                for part, bold in cell["rich"]:
                    size = len(part.encode())
                    if bold:
                        marks += f"[bold=1:{place}:{place + size}]"
                    place += size
                fmt = f' ValueFormat="@{marks}"'
            typed = f' ValueType="{kind}"'
            if "f" in cell:
                typed, value = "", "=" + cell["f"]
            cells += (f'<gnm:Cell Row="{at[0]}" Col="{at[1]}"{typed}{fmt}>'
                      f'{escape(str(value))}</gnm:Cell>')
            if "fmt" in cell:
                styles += (
                    f'<gnm:StyleRegion startCol="{at[1]}" startRow="{at[0]}" '
                    f'endCol="{at[1]}" endRow="{at[0]}"><gnm:Style Format='
                    f'"{escape(cell["fmt"], {chr(34): "&quot;"})}"/>'
                    '</gnm:StyleRegion>')
        merges = "".join(f"<gnm:Merge>{m}</gnm:Merge>"
                         for m in sheet.get("merges", []))
        rows = "".join(f'<gnm:RowInfo No="{r - 1}" Unit="13" Hidden="1"/>'
                       for r in sheet.get("hiddenRows", []))
        columns = "".join(f'<gnm:ColInfo No="{c - 1}" Unit="48" Hidden="1"/>'
                          for c in sheet.get("hiddenColumns", []))
        sheets += (
            f"<gnm:Sheet><gnm:Name>{escape(sheet['name'])}</gnm:Name>"
            "<gnm:MaxCol>20</gnm:MaxCol><gnm:MaxRow>1100</gnm:MaxRow>" +
            (f"<gnm:Styles>{styles}</gnm:Styles>" if styles else "") +
            f"<gnm:Cols>{columns}</gnm:Cols><gnm:Rows>{rows}</gnm:Rows>" +
            (f"<gnm:MergedRegions>{merges}</gnm:MergedRegions>"
             if merges else "") +
            f"<gnm:Cells>{cells}</gnm:Cells></gnm:Sheet>")
    return ('<?xml version="1.0" encoding="UTF-8"?><gnm:Workbook xmlns:gnm='
            '"http://www.gnumeric.org/v10.dtd">'
            f'<gnm:SheetNameIndex>{names}</gnm:SheetNameIndex><gnm:Sheets>'
            f'{sheets}</gnm:Sheets></gnm:Workbook>')


def by_gnumeric(books, folder):
    """What Gnumeric says: its own text export of the workbook that it wrote,
    with days in the ISO form and numbers as they are kept."""
    said = {}
    for book in books:
        path = os.path.join(folder, book["file"])
        source = path + ".gnumeric"
        with gzip.open(source, "wt", encoding="utf-8") as file:
            file.write(gnumeric_source(book))
        environment = plain_environment(HOME=folder, LC_ALL="C.UTF-8")
        for target, options in (
                (path, ["--export-type=Gnumeric_Excel:xlsx2"]),
                (path + ".txt", ["--export-type=Gnumeric_stf:stf_assistant",
                                 "-O", "separator=, format=raw sheet='" +
                                 book["read"] + "'"])):
            done = run(["ssconvert", *options,
                        source if target == path else path, target],
                       env=environment, timeout=60)
            if not os.path.exists(target):
                raise RuntimeError(done.stderr)
        zero = datetime.date(1899, 12, 30)
        kinds = {ref: cell["t"] for sheet in book["sheets"]
                 if sheet["name"] == book["read"]
                 for ref, cell in sheet["cells"].items()}
        with open(path + ".txt", encoding="utf-8", newline="") as file:
            grid_ = list(csv.reader(file))
        cells = {}
        # The export begins with the first row and column that are used.
        places = {ref: (int(re.search(r"\d+", ref)[0]), ord(ref[0]))
                  for ref in kinds}
        top = min(row for row, _ in places.values())
        left = min(column for _, column in places.values())
        for ref, kind in kinds.items():
            row, column = places[ref]
            value = grid_[row - top][column - left]
            if kind == "d":
                value = (zero + datetime.timedelta(int(float(value)))) \
                    .isoformat() if re.fullmatch(r"[\d.]+", value) else value
            cells[ref] = {"s": "s:", "n": "n:", "d": "d:", "b": "b:"}[kind] + \
                (value.lower() if kind == "b" else value)
        said[book["file"]] = cells
    return said


def python_has(module):
    return run([sys.executable, "-c", f"import {module}"]).returncode == 0


def node_has(library):
    return has("node") and os.path.isdir(
        os.path.join(NODE, "node_modules", library))


MAKERS = {
    # maker: (how, whether it is here, features that it cannot write)
    "openpyxl": (by_openpyxl, lambda: python_has("openpyxl"),
                 # Debian's keeps no values of formulas, and writes no runs.
                 {"formulas", "rich text"}),
    "XlsxWriter": (by_xlsxwriter, lambda: python_has("xlsxwriter"), set()),
    "LibreOffice": (by_libreoffice, lambda: has("soffice") and run(
        ["/usr/bin/python3", "-c", "import uno"]).returncode == 0,
        {"a table"}),
    "SheetJS": (by_node("xlsx"), lambda: node_has("xlsx"),
                {"a table", "rich text"}),
    "exceljs": (by_node("exceljs"), lambda: node_has("exceljs"), set()),
    "Gnumeric": (by_gnumeric, lambda: has("ssconvert"),
                 # ssconvert writes date1904="0" whatever its source has.
                 {"a table", "comments and links", "1904"}),
}


# ---- what is read ------------------------------------------------------------

def expected_rows(book, said):
    """What the dump must say, from what the maker says of each cell."""
    cells = dict(said)
    sheet = next(s for s in book["sheets"] if s["name"] == book["read"])
    for merged in sheet.get("merges", []):
        first, last = [re.match(r"([A-Z]+)(\d+)", m).groups()
                       for m in merged.split(":")]
        for row in range(int(first[1]) + 1, int(last[1]) + 1):
            if first[0] + first[1] in cells:
                cells[first[0] + str(row)] = cells[first[0] + first[1]]
    by_row = {}
    for ref, value in cells.items():
        column, row = re.match(r"([A-Z]+)(\d+)", ref).groups()
        by_row.setdefault(int(row), {})[column] = value
    heads, rows = None, []
    specs = table_cells(sheet)
    for row in sorted(by_row):
        line = by_row[row]
        if heads is None:
            if sorted(v[2:] for v in line.values()) == sorted(HEADS):
                heads = {column: FIELDS[HEADS.index(v[2:])]
                         for column, v in line.items()}
            continue
        out = {}
        for column, value in line.items():
            if column in heads:
                out[heads[column]] = shown(
                    heads[column], value,
                    specs.get(f"{column}{row}", {}).get("fmt"))
        rows.append(" ".join(f"{f}={out[f]}" for f in FIELDS
                             if out.get(f) is not None))
    return rows


def shown(field, value, fmt):
    kind, value = value[0], value[2:]
    if field in ("id", "name"):
        if kind == "n" and fmt == "0000":
            value = f"{int(float(value)):04}"
        value = value.strip()
        if not value:
            return None
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') \
            .replace("\n", "\\n") + '"'
    if field == "day":
        return value
    if field == "cost":
        # Excel shows 15 digits of a number, and so many count.
        exact = Decimal(f"{float(value):.15g}") * 1000000
        return str(int(exact)) if exact == int(exact) else str(exact)
    if field == "n":
        return str(int(float(value)))
    return "1" if value == "true" else "0"


def read_rows(folder, config):
    done = run([PROGRAM, "dump", "dataset", config], cwd=folder,
               env=plain_environment(REPORTGEN_PATH=f"{folder}:{ROOT}"))
    rows = [re.sub(r"^.*?: (?=\w+=)", "", line)
            for line in done.stdout.splitlines()
            if not line.startswith("table ")]
    return rows, done


def made_once(maker, make, folder):
    """What MAKE() says of the workbooks that it makes in FOLDER.  Within a run
    of all tests each maker works once: the builds read the same files."""
    shared = os.environ.get("REPORTGEN_VERDICTS")
    if not shared:
        return make()
    shared = os.path.join(shared, f"made-by-{maker}")
    if not os.path.exists(shared):
        said = make()
        part = f"{shared}.{os.getpid()}"
        os.makedirs(part)
        for name in said:
            shutil.copy(os.path.join(folder, name), part)
        with open(os.path.join(part, "said.json"), "w",
                  encoding="utf-8") as file:
            json.dump(said, file)
        os.rename(part, shared)
    with open(os.path.join(shared, "said.json"), encoding="utf-8") as file:
        said = json.load(file)
    for name in said:
        shutil.copy(os.path.join(shared, name), folder)
    return said


def main():
    wanted = list(features())
    matrix = {}
    n_equal = 0
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "f"))
        os.makedirs(os.path.join(folder, "schema"))
        for path, content in (("schema/t.ini", SCHEMA),
                              ("f/layout.ini", LAYOUT), ("f/body.md", "x\n")):
            with open(os.path.join(folder, path), "w",
                      encoding="utf-8") as file:
                file.write(content)
        for maker, (how, is_here, cannot) in MAKERS.items():
            if not is_here():
                tap.skip(maker, "is not installed")
                matrix[maker] = ["." for _ in wanted]
                continue
            books = []
            for i, (feature, book, part) in enumerate(wanted):
                if feature in cannot:
                    continue
                read = part[1:].split("!")[0] if part and \
                    part != "#Bang1" else None
                if read is None:
                    read = next(s["name"] for s in book["sheets"]
                                if len(s["cells"]) > 3 or "table" in s)
                books.append({**book, "feature": feature, "part": part,
                              "file": f"{maker}-{i}.xlsx", "read": read})
            said = made_once(maker, lambda: how(books, folder), folder)
            marks = {}
            for book in books:
                config = os.path.join(folder, "report.ini")
                with open(config, "w", encoding="utf-8") as file:
                    file.write(CONFIGURATION.format(
                        source=book["file"] + book["part"]))
                expected = expected_rows(book, said[book["file"]])
                found, done = read_rows(folder, config)
                good = found == expected and len(found) > 2 and \
                    ": error:" not in done.stderr
                marks[book["feature"]] = "+" if good else "!"
                n_equal += good
                if not tap.check(f"{maker}: {book['feature']}", good,
                                 done.stderr):
                    for a, b in list(zip(found + [""] * 9,
                                         expected + [""] * 9))[:6]:
                        if a != b:
                            print(f"# found    {a}\n# expected {b}")
            matrix[maker] = [marks.get(f, "-") for f, _, _ in wanted]
    width = max(len(f) for f, _, _ in wanted)
    print("# " + " " * width + "  " + "  ".join(matrix))
    for i, (feature, _, _) in enumerate(wanted):
        print("# " + feature.ljust(width) + "  " + "  ".join(
            matrix[m][i].ljust(len(m)) for m in matrix))
    if all("." not in marks for marks in matrix.values()):
        tap.check(f"{n_equal} workbooks of other makers are read equal",
                  n_equal >= 80)
    tap.done()


main()
