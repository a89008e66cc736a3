#!/usr/bin/python3
"""The marked copy: check --annotate.

usage: annotate.py PROGRAM

Faults stand in the cells where a person looks for them, in Vietnamese; what
is not marked is as it was: parts that need not change byte for byte, and in
the others every value, format and formula.
"""
import datetime
import io
import os
import re
import sqlite3
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from small_reports import SCHEMES_REPORT  # noqa: E402
from tap import ROOT, Tap, has, plain_environment, run  # noqa: E402
from workbook_parts import (MAIN, STRICT, STRICT_MAIN, archive, inline,  # noqa: E402,E501
                            number, parts, relations, row, sheet, styles,
                            workbook)

import openpyxl  # noqa: E402
from openpyxl.comments import Comment  # noqa: E402
from openpyxl.styles import Border, Font, PatternFill, Side  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
tap = Tap()
LIST = "xl/worksheets/reportgen-faults.xml"
HEADS = ["Mã đề án", "Tên đề án", "Nội dung", "Nguồn", "Trạng thái",
         "Ngày nghiệm thu", "Kinh phí hỗ trợ (triệu đồng)"]
ROWS = [
    ["DA-1", "Một", "Khác", "KCQG", "Nghiệm thu", datetime.date(2017, 5, 3),
     228.5],
    ["DA-2", "Hai", "Không có", "KCQG", "Nghiệm thu", "31/2/2017", 12],
    ["DA-3", None, "Khác", "KCQG", "Nghiệm thu", datetime.date(2017, 5, 3),
     "abc"],
]
FAULTY = {"C4", "F4", "B5", "G5"}
RED = "FFFFC7CE"


def annotate(folder, sources, *words):
    config = os.path.join(folder, "report.ini")
    with open(config, "w", encoding="utf-8") as file:
        file.write(SCHEMES_REPORT.format(sources=sources))
    return run([PROGRAM, "check", config, "--annotate",
                os.path.join(folder, "out"), *words],
               env=plain_environment())


def contents(path):
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def copy_of(folder, name):
    return os.path.join(folder, "out", name)


def marked(path):
    """(sheet, cell): text of the comments that the program wrote."""
    book = openpyxl.load_workbook(path)
    return {(s.title, c.coordinate): c.comment.text for s in book
            for line in s.iter_rows() for c in line
            if c.comment and c.fill.fgColor.rgb == RED}


# ---- a workbook with all that an office puts into one ------------------------

def picture():
    """A PNG of one pixel."""
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + \
            struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + chunk(
            b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")


def full_book(path):
    book = openpyxl.Workbook()
    front = book.active
    front.title = "Bìa"
    front["A1"] = "=SUM('Danh mục'!G3:G4)"
    front["A2"] = "Xin chào"
    data = book.create_sheet("Danh mục")
    data.append(["DANH MỤC ĐỀ ÁN"])
    data.merge_cells("A1:G1")
    data.append(HEADS)
    for line in ROWS:
        data.append(line)
    thin = Side(style="thin")
    for cell in data[4]:
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    data["F4"].font = Font(bold=True, name="Arial")
    data["F3"].number_format = data["F5"].number_format = "dd/mm/yyyy"
    data["G3"].number_format = "#,##0.00"
    data["B4"].fill = PatternFill("solid", fgColor="FF00FF00")
    data["G5"].comment = Comment("của tôi", "An")
    data["A3"].comment = Comment("ghi chú khác", "Bình")
    data["H3"] = "=G3*2"
    data.column_dimensions["B"].width = 40
    data.print_title_rows = "2:2"
    data.auto_filter.ref = "A2:G5"
    data.freeze_panes = "A3"
    data.conditional_formatting.add(
        "G3:G5", openpyxl.formatting.rule.CellIsRule(
            operator="greaterThan", formula=["100"],
            fill=PatternFill("solid", bgColor="FFFFFF00")))
    try:
        from openpyxl.drawing.image import Image
        data.add_image(Image(io.BytesIO(picture())), "J2")
    except ImportError:
        pass
    hidden = book.create_sheet("Ẩn")
    hidden.sheet_state = "hidden"
    hidden["B2"].comment = Comment("trang ẩn", "An")
    book.save(path)


def with_macros(source, target):
    """The workbook as one with macros, with parts that nobody knows."""
    made = contents(source)
    made["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + bytes(range(256))
    made["customXml/item1.xml"] = b"<?xml version='1.0'?><x/>"
    made["[Content_Types].xml"] = made["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"ms-excel.sheet.macroEnabled.main+xml").replace(
            b"</Types>", b'<Default Extension="bin" ContentType="application/'
            b'vnd.ms-office.vbaProject"/></Types>')
    with open(target, "wb") as file:
        file.write(archive(made))


def same_book(name, source, copy, changed):
    """All but the cells of CHANGED, (sheet, cell), is the same to a reader."""
    one = openpyxl.load_workbook(source)
    two = openpyxl.load_workbook(copy)
    tap.equal(f"{name}: the list stands in front of the sheets",
              two.sheetnames, ["Danh sách lỗi"] + one.sheetnames)
    different = []
    for sheet_ in one:
        other = two[sheet_.title]
        for line in sheet_.iter_rows():
            for cell in line:
                twin = other[cell.coordinate]
                if cell.value != twin.value or \
                        cell.number_format != twin.number_format or \
                        repr(cell.font) != repr(twin.font) or \
                        repr(cell.border) != repr(twin.border):
                    different.append(f"{sheet_.title}!{cell.coordinate}")
                if (sheet_.title, cell.coordinate) in changed:
                    continue
                if repr(cell.fill) != repr(twin.fill) or \
                        (cell.comment and cell.comment.text) != \
                        (twin.comment and twin.comment.text):
                    different.append(f"{sheet_.title}!{cell.coordinate} fill")
        if sheet_.merged_cells.ranges != other.merged_cells.ranges or \
                sheet_.freeze_panes != other.freeze_panes or \
                sheet_.print_title_rows != other.print_title_rows or \
                sheet_.auto_filter.ref != other.auto_filter.ref or \
                len(sheet_._images) != len(other._images) or \
                len(sheet_.conditional_formatting) != \
                len(other.conditional_formatting):
            different.append(sheet_.title)
    tap.check(f"{name}: values, formats, formulas and settings stay",
              not different, "\n".join(different))


def full(folder):
    plain = os.path.join(folder, "plain.xlsx")
    source = os.path.join(folder, "de-an.xlsm")
    full_book(plain)
    with_macros(plain, source)
    done = annotate(folder, 'schemes = "de-an.xlsm#Danh mục"')
    copy = copy_of(folder, "de-an.xlsm")
    if not tap.equal("a copy is made, and the data stay refused",
                     (done.returncode, done.stdout), (65, copy + "\n")):
        print("# " + done.stderr.replace("\n", "\n# "))
        return
    before, after = contents(source), contents(copy)
    drawn = {name for name in before if "vml" in name.lower()}
    may = {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml",
           "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml"}
    comments = {name for name in before if "comment" in name.lower() and
                b"c\xe1\xbb\xa7a t\xc3\xb4i" in before[name]}
    differ = {name for name in before if before[name] != after.get(name)}
    tap.check("all other parts are the same byte for byte",
              differ <= may | comments | drawn and len(comments) == 1 and
              "xl/vbaProject.bin" in before, sorted(differ - may))
    tap.equal("one part is new", set(after) - set(before), {LIST})
    unchanged = [n for n in drawn if before[n] == after[n]]
    tap.check("the drawing of another sheet stays", len(unchanged) == 1,
              sorted(drawn))
    same_book("a full workbook", source, copy,
              {("Danh mục", cell) for cell in FAULTY})
    found = marked(copy)
    tap.equal("the faulty cells, and no others, are marked", set(found),
              {("Danh mục", cell) for cell in FAULTY})
    tap.check("in Vietnamese, though the user reads English",
              "không phải là ngày hợp lệ" in found.get(("Danh mục", "F4"), "")
              and "bad-date" in done.stderr and
              "is not a valid date" in done.stderr, found)
    tap.check("a comment that was there goes on",
              found.get(("Danh mục", "G5"), "").startswith("của tôi\n"),
              found)
    book = openpyxl.load_workbook(copy)
    tap.equal("a name of one sheet stays with it",
              book["Danh mục"].print_title_rows,
              openpyxl.load_workbook(source)["Danh mục"].print_title_rows)
    tap.equal("the sheet that was shown is shown still", book.active.title,
              "Bìa")
    links = re.findall(rb'<hyperlink ref="B(\d+)" location="([^"]*)"',
                       after[LIST])
    tap.equal("the list links to the cells",
              {html(target) for _, target in links},
              {f"'Danh mục'!{cell}" for cell in FAULTY})
    libreoffice(folder, source, copy)
    lint(copy)


def html(text):
    import html as library
    return library.unescape(text.decode())


def lint(path):
    """Where the shapes of parts are kept, they are compared."""
    done = run([PROGRAM, "--version"])
    for name, data in contents(path).items():
        if name.endswith((".xml", ".rels", ".vml")):
            import xml.dom.minidom
            try:
                xml.dom.minidom.parseString(data)
            except Exception as error:  # any fault of any parser
                tap.check(f"{name} is well formed", False, error)
                return
    tap.check("every part is well formed", done.returncode == 0)


def libreoffice(folder, source, copy):
    if not has("soffice"):
        tap.skip("LibreOffice opens the copy", "soffice is not installed")
        return
    again = os.path.join(folder, "libreoffice")
    run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/lo",
         "--convert-to", "xlsx", "--outdir", again, copy],
        env=plain_environment(HOME=folder), timeout=120)
    path = os.path.join(again, "de-an.xlsx")
    if not tap.check("LibreOffice opens the copy", os.path.exists(path)):
        return
    book = openpyxl.load_workbook(path)
    tap.equal("and finds the sheets", book.sheetnames[:3],
              ["Danh sách lỗi", "Bìa", "Danh mục"])
    tap.check("and the comments", "abc" in (
        book["Danh mục"]["G5"].comment or Comment("", "")).text and
        "31/2/2017" in (book["Danh mục"]["F4"].comment or
                        Comment("", "")).text)


# ---- shapes ------------------------------------------------------------------

def bad_row(n, *, refs=True):
    """A record whose day is none, and which has no name."""
    cells = [("A", "DA-1"), ("C", "Khác"), ("D", "KCQG"), ("E", "Nghiệm thu"),
             ("F", "31/2/2017"), ("G", None)]
    return row(n, *[inline(f"{c}{n}", t) if t else number(f"G{n}", 5)
                    for c, t in cells])


def head_row(n):
    return row(n, *[inline(f"{'ABCDEFG'[i]}{n}", h)
                    for i, h in enumerate(HEADS)])


def prefixed(text):
    return re.sub(r"<(/?)(\w)", r"<\1x:\2", text).replace(
        "xmlns=", "xmlns:x=")


def painted(copy):
    """Cells of the first sheet that are red, and those that have a comment;
    by the markup, for not all of these are opened by openpyxl."""
    from xml.etree import ElementTree
    made = contents(copy)

    def local(element):
        return element.tag.rpartition("}")[2]

    look = ElementTree.fromstring(made["xl/styles.xml"])
    fills, formats = [[c for c in part] for name in ("fills", "cellXfs")
                      for part in look if local(part) == name]
    red = {str(i) for i, xf in enumerate(formats) if RED in
           ElementTree.tostring(fills[int(xf.get("fillId", 0))]).decode()}
    cells = ElementTree.fromstring(made["xl/worksheets/sheet1.xml"]).iter()
    notes = [ElementTree.fromstring(data).iter()
             for name, data in made.items()
             if re.match(r"xl/comments\d+\.xml", name)]
    return ({c.get("r") for c in cells if local(c) == "c" and
             c.get("s") in red},
            {c.get("ref") for part in notes for c in part
             if local(c) == "comment"})


def shapes(folder):
    plain = head_row(1) + bad_row(2)
    strict = {"xl/workbook.xml": workbook(main=STRICT_MAIN, base=STRICT),
              "_rels/.rels": relations(("rId1", "officeDocument",
                                        "xl/workbook.xml"), base=STRICT),
              "xl/_rels/workbook.xml.rels": relations(
                  ("rId1", "worksheet", "worksheets/sheet1.xml"),
                  base=STRICT)}
    unnamed = re.sub(r' r="[A-Z]+\d+"', "", head_row(1)) + bad_row(2)
    types = parts("")["[Content_Types].xml"].replace("</Types>", "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="application/vnd.'
        f'openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (("workbook", "sheet.main"),
                           ("worksheets/sheet1", "worksheet"),
                           ("styles", "styles"))) + "</Types>")
    cases = {
        "no styles": parts(sheet(plain)),
        "styles without fills": parts(sheet(plain), **{
            "xl/styles.xml": styles("0.00")}),
        "a prefix": parts(prefixed(sheet(plain)), **{
            "xl/workbook.xml": workbook()}),
        "strict": parts(sheet(plain, main=STRICT_MAIN), **strict),
        "UTF-16": parts(('<?xml version="1.0" encoding="UTF-16"?>' +
                         sheet(plain)).encode("utf-16"),
                        **{"xl/styles.xml": styles("0.00")}),
        "cells without names": parts(sheet(unnamed)),
        "absolute targets": parts(sheet(plain), **{
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "worksheet", "/xl/worksheets/sheet1.xml"))}),
        "a legacy drawing comes before tables": parts(sheet(
            plain, behind='<pageMargins left="1" right="1" top="1" '
            'bottom="1" header="0" footer="0"/><extLst/>')),
    }
    for name, made in cases.items():
        made["[Content_Types].xml"] = types if "xl/styles.xml" in made else \
            re.sub("<Override[^>]*styles.xml[^>]*>", "", types)
        with open(os.path.join(folder, "shape.xlsx"), "wb") as file:
            file.write(archive(made))
        done = annotate(folder, "schemes = shape.xlsx", "--overwrite")
        copy = copy_of(folder, "shape.xlsx")
        if not tap.check(f"{name}: copied", done.returncode == 65 and
                         done.stdout, done.stderr):
            continue
        tap.equal(f"{name}: the cells are marked and commented",
                  painted(copy), ({"B2", "F2"}, {"B2", "F2"}))
        again = run([PROGRAM, "dump", "dataset",
                     os.path.join(folder, "report.ini")],
                    env=plain_environment())
        os.replace(copy, os.path.join(folder, "shape.xlsx"))
        twice = run([PROGRAM, "dump", "dataset",
                     os.path.join(folder, "report.ini")],
                    env=plain_environment())
        tap.equal(f"{name}: the copy reads as the original",
                  (twice.stdout, twice.stderr), (again.stdout, again.stderr))
        done = annotate(folder, "schemes = shape.xlsx")
        tap.equal(f"{name}: a marked copy is marked once more, in one list",
                  (done.returncode, painted(copy),
                   contents(copy)["xl/workbook.xml"].count(b"sheetId")),
                  (65, ({"B2", "F2"}, {"B2", "F2"}), 2))
    merged = sheet(head_row(1) + row(2, *[
        inline(f"{c}2", t) for c, t in zip("ABCDEF", [
            "DA-1", "Một", "Lạ", "KCQG", "Nghiệm thu", "3/5/2017"])]) +
        row(3, *[inline(f"{c}3", t) for c, t in zip("ABDEF", [
            "DA-2", "Hai", "KCQG", "Nghiệm thu", "3/5/2017"])]),
        behind='<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>')
    with open(os.path.join(folder, "shape.xlsx"), "wb") as file:
        file.write(archive(parts(merged)))
    annotate(folder, "schemes = shape.xlsx", "--overwrite")
    tap.check("a merged cell is marked where it is shown",
              painted(copy_of(folder, "shape.xlsx")) == ({"C2"}, {"C2"}),
              painted(copy_of(folder, "shape.xlsx")))


# ---- text files, and files that are no workbooks -----------------------------

def texts(folder):
    for place in ("a", "b"):
        os.mkdir(os.path.join(folder, place))
        with open(os.path.join(folder, place, "schemes.csv"), "w",
                  encoding="utf-8") as file:
            file.write('Mã đề án,Tên đề án,Nội dung,Nguồn,Trạng thái\n'
                       f'DA-{place},"Một\ndòng",Khác,KCQG,Phê duyệt\n'
                       f'DA-{place}2,Hai,Lạ,KCQG,Phê duyệt\n')
    with sqlite3.connect(os.path.join(folder, "kc.sqlite")) as base:
        base.execute("CREATE TABLE events (id TEXT, name TEXT, kind TEXT)")
        base.execute("INSERT INTO events VALUES ('1', 'Hội chợ', 'Lạ')")
    done = annotate(folder, 'schemes = "*/schemes.csv"\n'
                    'events = kc.sqlite:events')
    tap.equal("text files become workbooks, each under its own name",
              done.stdout.splitlines(),
              [copy_of(folder, "a-schemes.csv.xlsx"),
               copy_of(folder, "b-schemes.csv.xlsx")]
              if "a-schemes.csv.xlsx" in done.stdout else "?")
    path = done.stdout.splitlines()[0]
    book = openpyxl.load_workbook(path)
    data = book["Dữ liệu"]
    tap.equal("rows are rows, whatever lines they take",
              [[c.value for c in line] for line in data.iter_rows()][1:],
              [["DA-a", "Một\ndòng", "Khác", "KCQG", "Phê duyệt"],
               ["DA-a2", "Hai", "Lạ", "KCQG", "Phê duyệt"]])
    tap.equal("the faulty cell is marked", set(marked(path)),
              {("Dữ liệu", "C3")})
    tap.check("a database has no copy, which is told",
              "marked-no-workbook" in done.stderr, done.stderr)


def refused(folder):
    source = os.path.join(folder, "de-an.xlsx")
    with open(source, "wb") as file:
        file.write(archive(parts(sheet(head_row(1) + bad_row(2)), **{
            "_rels/.rels": relations(
                ("rId1", "officeDocument", "xl/workbook.xml"))
            .replace("</Relationships>", '<Relationship Id="rId9" Type="http:'
                     '//schemas.openxmlformats.org/package/2006/relationships/'
                     'digital-signature/origin" Target="_xmlsignatures/origin.'
                     'sigs"/></Relationships>'),
            "_xmlsignatures/origin.sigs": ""})))
    done = annotate(folder, "schemes = de-an.xlsx")
    tap.check("a signed workbook is refused",
              done.returncode == 65 and "marked-signed" in done.stderr and
              not os.path.exists(copy_of(folder, "de-an.xlsx")), done.stderr)
    with open(source, "wb") as file:
        file.write(archive(parts(sheet(head_row(1) + bad_row(2)))))
    mine = copy_of(folder, "de-an.xlsx")
    with open(mine, "w", encoding="utf-8") as file:
        file.write("mine")
    done = annotate(folder, "schemes = de-an.xlsx")
    tap.check("what is no copy is kept", done.returncode == 73 and
              "output-exists" in done.stderr and
              open(mine, encoding="utf-8").read() == "mine", done.stderr)
    done = annotate(folder, "schemes = de-an.xlsx", "--overwrite")
    tap.check("unless asked for", done.returncode == 65 and
              zipfile.is_zipfile(mine), done.stderr)
    done = annotate(folder, "schemes = de-an.xlsx")
    tap.check("a copy is replaced", done.returncode == 65 and done.stdout,
              done.stderr)
    os.remove(mine)
    os.link(source, mine)
    with open(source, "rb") as file:
        before = file.read()
    done = annotate(folder, "schemes = de-an.xlsx", "--overwrite")
    tap.check("the data themselves never", done.returncode == 73 and
              "marked-onto-source" in done.stderr and
              open(source, "rb").read() == before, done.stderr)
    os.remove(mine)
    done = annotate(folder, "schemes = nothing.xlsx")
    tap.check("what cannot be read has no copy", done.returncode == 66,
              done.stderr)
    tap.equal("nothing else is in the folder",
              [n for n in os.listdir(os.path.join(folder, "out"))
               if not n.startswith(".")], [])


def faultless(folder):
    done = run([PROGRAM, "check", os.path.join(
        ROOT, "samples", "kien-giang-2017", "report.ini"), "--annotate",
        os.path.join(folder, "out")], env=plain_environment())
    paths = done.stdout.splitlines()
    book = openpyxl.load_workbook(paths[0])
    tap.check("a source without a fault says so in its copy",
              done.returncode == 0 and len(paths) == 5 and
              book.worksheets[0]["A2"].value == "Không tìm thấy lỗi nào.",
              done.stderr)


def many(folder):
    """More faults than are printed are marked all the same."""
    lines = [HEADS] + [[f"DA-{i}", f"Đề án {i}", "Lạ", "KCQG", "Phê duyệt",
                        None, 5] for i in range(1500)]
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(os.path.join(folder, "many.xlsx"))
    done = annotate(folder, "schemes = many.xlsx")
    tap.equal("every cell of 1,500 is marked",
              len(marked(copy_of(folder, "many.xlsx"))), 1500)
    tap.equal("and 200 are printed",
              done.stderr.count("unknown-value"), 200)


def main():
    for test in (full, shapes, texts, refused, faultless, many):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
    tap.done()


main()
