#!/usr/bin/python3
"""Workbooks in the shapes that are met in the field, and those that are
refused.

usage: workbook_shapes.py PROGRAM

Each is written part by part (workbook_parts.py) and read as the table of a
small schema; what the dump of the dataset says is compared with what the
programs of offices show of such a file.
"""
import hashlib
import io
import os
import re
import sqlite3
import struct
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402
from workbook_shapes_schema import CONFIGURATION, LAYOUT, SCHEMA  # noqa: E402
from workbook_parts import (MAIN, STRICT, STRICT_MAIN, archive, book, inline,  # noqa: E402,E501
                            number, parts, relations, row, sheet, strings,
                            styles, workbook)

PROGRAM = os.path.abspath(sys.argv[1])
tap = Tap()
folder = tempfile.mkdtemp()


def put(name, data):
    os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def keep(data, name):
    """Leaves DATA where the fuzz entry looks for seeds, if it asks for them."""
    place = os.environ.get("REPORTGEN_KEEP_BOOKS")
    if place:
        ending = os.path.splitext(name)[1]
        with open(os.path.join(place, hashlib.sha1(data).hexdigest() + ending),
                  "wb") as file:
            file.write(data)


def read(data, part="", name="b.xlsx", **environment):
    """(status, rows as texts, messages) of the workbook DATA."""
    put(name, data)
    keep(data, name)
    put("report.ini", CONFIGURATION.format(source=name + part))
    ended = run([PROGRAM, "dump", "dataset", "report.ini"], cwd=folder,
                env=plain_environment(REPORTGEN_PATH=f"{folder}:{ROOT}",
                                      **environment), timeout=120)
    rows = [line.split(": ", 1)[1] for line in ended.stdout.splitlines()
            if re.match(r"b\.\w+\S* ?\S*?\d+: ", line)]
    return ended.returncode, rows, ended.stderr


def reads(title, data, rows, part="", told=None):
    status, found, messages = read(data, part)
    good = status == 0 and found == rows and \
        (told is None or re.search(told, messages) is not None)
    tap.check(title, good, f"status {status}\n" + "\n".join(found) +
              "\nexpected\n" + "\n".join(rows) + "\n" + messages)


def refuses(title, data, code, name="b.xlsx", part=""):
    status, found, messages = read(data, part, name)
    good = status in (65, 78, 74) and f" {code}: " in messages and not found
    tap.check(title, good, f"status {status}\n{found}\n{messages}")


HEAD = row(1, inline("A1", "Mã"), inline("B1", "Tên"), inline("C1", "Ngày"),
           inline("D1", "Kinh phí"))
ONE = row(2, inline("A2", "X1"), inline("B2", "Bàn"), number("C2", 42898, 1),
          number("D2", "200.5"))
DAY = {"xl/styles.xml": styles("dd/mm/yyyy")}
WANTED = 'id="X1" name="Bàn" day=2017-06-12 cost=200500000'

put("schema/t.ini", SCHEMA)
put("f/layout.ini", LAYOUT)
put("f/body.md", "Có {{all.n}} mục.\n")

# ---- as the standard has it, and as others write it ------------------------

reads("inline texts, a number and a day", book(sheet(HEAD + ONE), DAY),
      [WANTED])
reads("shared strings, rich text and pronunciation", book(
    sheet(HEAD + '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s">'
          '<v>1</v></c></row>'),
    {"xl/sharedStrings.xml": strings(
        "<t>X1</t>", "<r><rPr><b/></rPr><t>Bàn </t></r><r><t "
        'xml:space="preserve">ghế</t></r><rPh sb="0" eb="1"><t>BAN</t></rPh>'
        '<phoneticPr fontId="1"/>')}), ['id="X1" name="Bàn ghế"'])
reads("letters of an old font, when the configuration says so", book(sheet(
    HEAD + row(2, inline("A2", "X1"), inline("B2", "C«ng ty ViÖt Nhµ Ch\u00adng")) +
    row(3, inline("A3", "X2"), inline("B3", "Công ty Một Hai")))),
      ['id="X1" name="Công ty Việt Nhà Chưng"', 'id="X2" name="Công ty Một Hai"'],
      part='"\nencoding = "tcvn3')
UNSEEN = ("Bà\u00adn\u034f \u200bg\u200ch\u200dế"
          "\u2060\u2061\u2062\u2063\u2064\ufeff")
reads("what nobody sees is removed and told", book(sheet(
    HEAD + row(2, inline("A2", "X1"), inline("B2", UNSEEN)) +
    row(3, inline("A3", "X2"), inline("B3", UNSEEN)))),
      ['id="X1" name="Bàn ghế"', 'id="X2" name="Bàn ghế"'],
      told=r"\A[^\n]*B2[^\n]*note: unseen-removed: [^\n]*\n\Z")
for turn in "\u200e", "\u200f", "\u202e", "\u2066", "\u05d0", "\u0627":
    refuses(f"U+{ord(turn):04X} is refused", book(sheet(
        HEAD + row(2, inline("A2", "X1"), inline("B2", "Bàn" + turn)))),
            "bad-character")
base = os.path.join(folder, "b.sqlite")
with sqlite3.connect(base) as database:
    database.execute('CREATE TABLE muc ("Mã" TEXT, "Tên" TEXT)')
    database.execute("INSERT INTO muc VALUES ('X1', ?)", (UNSEEN,))
database.close()
with open(base, "rb") as file:
    DATABASE = file.read()
status, found, messages = read(DATABASE, ":muc", "b.sqlite")
tap.check("of a database too",
          status == 0 and found == ['id="X1" name="Bàn ghế"'] and
          messages.count("unseen-removed") == 1,
          f"status {status}\n{found}\n{messages}")
reads("cells and rows without a name", book(sheet(
    '<row><c t="inlineStr"><is><t>Mã</t></is></c><c t="inlineStr"><is><t>Tên'
    '</t></is></c></row><row><c t="inlineStr"><is><t>X1</t></is></c>'
    '<c t="inlineStr"><is><t>Bàn</t></is></c></row>')), ['id="X1" name="Bàn"'])
reads("strict namespaces", archive({**parts(
    sheet(HEAD + ONE, main=STRICT_MAIN), **{
        "xl/workbook.xml": workbook(main=STRICT_MAIN, base=STRICT),
        "_rels/.rels": relations(("rId1", "officeDocument",
                                  "xl/workbook.xml"), base=STRICT),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"), base=STRICT), **DAY})}),
      [WANTED])


def prefixed(markup):
    markup = re.sub(r"<(/?)(\w)", r"<\1x:\2", markup)
    return markup.replace("xmlns=", "xmlns:x=", 1)


reads("a prefix on every element", book(prefixed(sheet(HEAD + ONE)), DAY),
      [WANTED])
reads("no styles: a day is a number then", book(sheet(
    HEAD + row(2, inline("A2", "X1"), number("D2", 3)))),
      ['id="X1" cost=3000000'])
reads("no list of references", book(sheet(HEAD + ONE), {
    "xl/_rels/workbook.xml.rels": None, **DAY}), [WANTED])
reads("part names in other letters, targets absolute and with ..", archive({
    "[Content_Types].xml": "<Types/>",
    "_RELS/.rels": relations(("a", "officeDocument", "/XL/workbook.xml")),
    "xl/Workbook.xml": workbook(),
    "xl/_rels/workbook.xml.rels": relations(
        ("rId1", "worksheet", "/xl/Worksheets/../worksheets/SHEET1.xml"),
        ("rId2", "styles", "../xl/styles.xml")),
    "xl/worksheets/sheet1.xml": sheet(HEAD + ONE), **{
        "xl/Styles.xml": styles("dd/mm/yyyy")}}), [WANTED])
reads("backslashes in the names of the archive", archive({
    name.replace("/", "\\"): text
    for name, text in parts(sheet(HEAD + ONE), **DAY).items()}), [WANTED])
reads("parts in UTF-16", book(
    ('<?xml version="1.0" encoding="UTF-16"?>' + sheet(
        HEAD + ONE, behind='<mergeCells count="1"><mergeCell ref="A4:B4"/>'
        '</mergeCells>')).encode("utf-16"), DAY), [WANTED])
reads("CDATA and entities of XML", book(sheet(
    HEAD + '<row r="2">' + inline("A2", "X1") + inline(
        "B2", "<![CDATA[Bàn <gỗ>]]> &amp; ghế &#x1F600;") + "</row>")),
      ['id="X1" name="Bàn <gỗ> & ghế \U0001F600"'])
reads("escapes after line ends are made one", book(sheet(
    HEAD + row(2, inline("A2", "X1"), inline("B2", "a_x000D_\r\nb_x005F_x0041_")))),
      ['id="X1" name="a\\nb_x0041_"'])
reads("a day of t=\"d\"", book(sheet(HEAD + row(
    2, inline("A2", "X1"), '<c r="C2" t="d"><v>2017-06-12T00:00:00Z</v></c>'))),
      ['id="X1" day=2017-06-12'])
reads("the system that counts from 1904", book(sheet(HEAD + row(
    2, inline("A2", "X1"), number("C2", 41436, 1))), {
        "xl/workbook.xml": workbook(before='<workbookPr date1904="1"/>'),
        **DAY}), ['id="X1" day=2017-06-12'])
for code in ("0.00E+00", "#,##0 &quot;d&quot;", "[Red]0", "#,##0\\ \\d"):
    reads(f"no day: {code}", book(sheet(HEAD + row(
        2, inline("A2", "X1"), number("D2", 42898, 1))),
                                  {"xl/styles.xml": styles(code)}),
          ['id="X1" cost=42898000000'])
reads("a built-in format of days by its number", book(sheet(HEAD + row(
    2, inline("A2", "X1"), number("C2", 42898, 1))), {
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf '
        'numFmtId="22"/></cellXfs></styleSheet>'}),
      ['id="X1" day=2017-06-12'])
reads("bad colours and fonts are nobody's business", book(
    sheet(HEAD + ONE), {"xl/styles.xml": styles("dd/mm/yyyy").replace(
        "<cellStyleXfs>", '<fills><fill><patternFill><fgColor rgb="nonsense"/>'
        '</patternFill></fill></fills><cellStyleXfs>')}), [WANTED])
reads("a number that is shown as 12.500 is 12500", book(sheet(HEAD + row(
    2, inline("A2", "X1"), number("D2", 12500, 1))), {
        "xl/styles.xml": styles("#,##0")}), ['id="X1" cost=12500000000'])
reads("an id keeps the zeros that its format shows", book(sheet(
    HEAD + row(2, number("A2", 300588569, 1))), {
        "xl/styles.xml": styles("0000000000")}), ['id="0300588569"'])
reads("a figure with a tail of a floating number", book(sheet(HEAD + row(
    2, inline("A2", "X1"), number("D2", "0.30000000000000004")))),
      ['id="X1" cost=300000'])
reads("formulas with their values, and an empty one", book(sheet(HEAD + row(
    2, inline("A2", "X1"), '<c r="B2" t="str"><f>A1&amp;""</f><v>Bàn</v></c>',
    '<c r="C2" t="str"><f>""</f><v></v></c>',
    '<c r="D2"><f>100+100.5</f><v>200.5</v></c>'))),
      ['id="X1" name="Bàn" cost=200500000'])
reads("truths", book(sheet(row(1, inline("A1", "Mã"), inline("B1", "Đạt")) + row(
    2, inline("A2", "X1"), '<c r="B2" t="b"><v>1</v></c>') + row(
        3, inline("A3", "X2"), '<c r="B3" t="b"><v>0</v></c>'))),
      ['id="X1" good=1', 'id="X2" good=0'])

# ---- parts of a workbook ---------------------------------------------------

TWO = {
    "xl/workbook.xml": workbook(
        (("Ghi chú", "rId1", ""), ("Danh mục", "rId2", ""),
         ("Cũ", "rId4", 'state="hidden"')),
        extra="<definedNames><definedName name=\"vung_du_lieu\">'Danh mục'!"
        "$B$3:$E$9</definedName></definedNames>"),
    "xl/_rels/workbook.xml.rels": relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "worksheet", "worksheets/sheet2.xml"),
        ("rId3", "styles", "styles.xml"),
        ("rId4", "worksheet", "worksheets/sheet3.xml")),
    "xl/worksheets/sheet2.xml": sheet(
        row(1, inline("B1", "Danh mục đề án")) +
        row(3, inline("B3", "Mã"), inline("C3", "Tên"), inline("D3", "Ngày"),
            inline("E3", "Kinh phí")) +
        row(4, inline("B4", "X1"), inline("C4", "Bàn"), number("D4", 42898, 1),
            number("E4", "200.5")) + row(12, inline("B12", "Người lập"))),
    "xl/worksheets/_rels/sheet2.xml.rels": relations(
        ("rId1", "table", "../tables/table1.xml")),
    "xl/tables/table1.xml": f'<table xmlns="{MAIN}" id="1" name="Bang1" '
    'displayName="Bang1" ref="B3:E4"/>',
    "xl/worksheets/sheet3.xml": sheet(HEAD + ONE.replace("X1", "C1")), **DAY}
several = book(sheet(row(1, inline("A1", "Lời nói đầu"))), TWO)
for part in ("#Bang1", "#vung_du_lieu", "#Danh mục!B3:E9", "#'Danh mục'!B3:E4",
             "#DANH MỤC!$B$3:$E$4"):
    reads(f"a part that is named: {part}", several, [WANTED], part)
reads("a hidden sheet that is named", several,
      [WANTED.replace("X1", "C1")], "#Cũ")
reads("a sheet by its number", several, [WANTED.replace("X1", "C1")], "#3")
status, _, messages = read(several, "#Danh sách")
tap.check("a part that is not there: the sheets are named", status == 78 and
          "workbook-no-such-part" in messages and "“Danh mục”" in messages,
          f"{status}\n{messages}")
reads("hidden rows and columns are read, and told", book(sheet(
    HEAD + ONE.replace('r="2" ', 'r="2" hidden="1" '),
    before='<cols><col min="2" max="2" hidden="1"/></cols>'), DAY), [WANTED],
      told="note: workbook-hidden: 1 hidden rows and 1 hidden columns")

# ---- merged cells ----------------------------------------------------------

MERGES = '<mergeCells>{}</mergeCells>'
reads("a text that is merged over rows is that of each", book(sheet(
    HEAD + row(2, inline("A2", "X1"), inline("B2", "Bàn"), number("D2", 1)) +
    row(3, inline("A3", "X2"), number("D3", 2)) +
    row(4, inline("A4", "X3"), number("D4", 3)),
    behind=MERGES.format('<mergeCell ref="B2:B3"/>'))),
      ['id="X1" name="Bàn" cost=1000000', 'id="X2" name="Bàn" cost=2000000',
       'id="X3" cost=3000000'])
reads("what lies under a merge is not read, and told", book(sheet(
    HEAD + row(2, inline("A2", "X1"), inline("B2", "Bàn"), number("D2", 1)) +
    row(3, inline("A3", "X2"), inline("B3", "unseen"), number("D3", 2)),
    behind=MERGES.format('<mergeCell ref="B2:B3"/>'))),
      ['id="X1" name="Bàn" cost=1000000', 'id="X2" name="Bàn" cost=2000000'],
      told=r"b\.xlsx!Sheet1!B3: warning: workbook-covered")

# ---- headings in two rows, titles, formulas without their values ------------

reads("headings in two rows, merged, below a title", book(sheet(
    row(1, inline("A1", "DANH MỤC")) +
    row(2, inline("A2", "Mã"), inline("B2", "Tên"), inline("C2", "Thực hiện")) +
    row(3, inline("C3", "Ngày"), inline("D3", "Kinh phí (nghìn đồng)")) +
    row(4, inline("A4", "X1"), inline("B4", "Bàn"), number("C4", 42898, 1),
        number("D4", "200500")),
    behind=MERGES.format('<mergeCell ref="A1:D1"/><mergeCell ref="A2:A3"/>'
                         '<mergeCell ref="B2:B3"/><mergeCell ref="C2:D2"/>')),
    DAY), [WANTED])
reads("the table is on the second sheet that is shown", several, [WANTED])
refuses("a formula whose value was not saved", book(sheet(HEAD + row(
    2, inline("A2", "X1"), '<c r="D2"><f>1+1</f></c>'))), "no-formula-value")
for empty in ("<v></v>", "<v/>"):
    refuses(f"a formula whose value is {empty}", book(sheet(HEAD + row(
        2, inline("A2", "X1"), f'<c r="D2"><f>1+1</f>{empty}</c>'))),
        "no-formula-value")
reads("a total whose value was not saved", book(sheet(
    HEAD + row(2, inline("A2", "X1"), number("D2", 3)) +
    row(3, inline("A3", "Tổng cộng"), '<c r="D3"><f>SUM(D2:D2)</f></c>'))),
      ['id="X1" cost=3000000'],
      told=r"b\.xlsx!Sheet1!D3: note: total-uncomputed")
status, _, messages = read(book(sheet(
    HEAD + row(2, inline("A2", "X1"), number("D2", 100)) +
    row(3, inline("A3", "X2")),
    behind=MERGES.format('<mergeCell ref="D2:D3"/>'))))
tap.check("an amount that is merged over rows", status == 65 and
          "b.xlsx!Sheet1!D3: error: merged-figure" in messages, messages)
_, _, messages = read(book(sheet(HEAD + row(
    2, inline("A2", "X1"), inline("D2", "hai trăm")))))
tap.check("a faulty cell is named by sheet and cell",
          "b.xlsx!Sheet1!D2: error: bad-number" in messages, messages)
_, _, messages = read(book(sheet(
    row(3, inline("B3", "Mã"), inline("C3", "Kinh phí")) +
    row(4, inline("B4", "X1"), inline("C4", "hai trăm")))), "#Sheet1!B3:C9")
tap.check("also in a range", "b.xlsx!Sheet1!C4: error: bad-number" in messages,
          messages)

# ---- what is refused -------------------------------------------------------

good = book(sheet(HEAD + ONE), DAY)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
refuses("an encrypted workbook", OLE + "EncryptedPackage".encode("utf-16-le")
        + bytes(1000), "workbook-encrypted")
refuses("an old workbook", OLE + "Workbook".encode("utf-16-le") + bytes(1000),
        "workbook-old", "b.xls")
refuses("a binary workbook", archive({
    "_rels/.rels": relations(("a", "officeDocument", "xl/workbook.bin")),
    "xl/workbook.bin": b"\x83\x01\x00"}), "workbook-binary", "b.xlsb")
refuses("an OpenDocument spreadsheet", archive({
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": "<x/>"}), "workbook-open-document", "b.ods")
refuses("an archive of something else", archive({"a.txt": "x"}),
        "workbook-none")
refuses("no archive at all", b"Ma;Ten\nX1;Ban\n", "zip-broken")
refuses("nothing", b"", "zip-broken")
for size in (len(good) // 3, len(good) - 10, len(good) - 200):
    refuses(f"a workbook cut off at {size} of {len(good)} bytes", good[:size],
            "zip-broken")
refuses("a document type and its entities", book(
    '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet(HEAD + ONE)), "xml-broken")
refuses("markup that ends too early", book(sheet(HEAD + ONE)[:-30]),
        "xml-broken")
refuses("elements nested without end", book(
    '<worksheet xmlns="x"><sheetData>' + "<a>" * 300000), "xml-broken")
refuses("a path out of the archive", archive({
    **parts(sheet(HEAD + ONE)), "../../etc/cron.d/x": "x"}),
        "workbook-bad-part-name")
twice = parts(sheet(HEAD + ONE))
refuses("a part that is there twice", archive(
    list(twice.items()) + [("XL/workbook.xml", workbook())]),
        "workbook-part-twice")
refuses("too many parts", archive({
    **parts(sheet(HEAD + ONE)),
    **{f"p{i}.xml": "" for i in range(10001)}}, zipfile.ZIP_STORED),
        "workbook-too-many-parts")
refuses("a shared string that is not there", book(sheet(
    HEAD + row(2, inline("A2", "X1"), '<c r="B2" t="s"><v>7</v></c>'))),
        "workbook-no-string")
refuses("no sheet that is shown", book(sheet(HEAD + ONE), {
    "xl/workbook.xml": workbook((("Cũ", "rId1", 'state="hidden"'),))}),
        "workbook-no-sheets")
refuses("the part of a sheet is missing", book(sheet(HEAD + ONE), {
    "xl/worksheets/sheet1.xml": None}), "workbook-no-sheet-part")
refuses("a cell that never ends", book(sheet(HEAD + row(
    2, inline("A2", "X" * (2 << 20))))), "workbook-cell-too-long")


def damaged(data):
    """One byte of the sheet's packed content changed: the sum tells."""
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo(
        "xl/worksheets/sheet1.xml")
    at = info.header_offset + 30 + len(info.filename) + 20
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1:]


status, rows, messages = read(damaged(good))
tap.check("a damaged part", status == 65 and not rows and
          re.search(r" (zip-part-broken|xml-broken): ", messages),
          f"{status} {rows}\n{messages}")


def bomb(blanks):
    """A strings part of BLANKS MiB of blanks."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts(sheet(HEAD + ONE)).items():
            packed.writestr(name, text)
        with packed.open("xl/sharedStrings.xml", "w") as part:
            part.write(f'<sst xmlns="{MAIN}"><si><t>'.encode())
            for _ in range(blanks):
                part.write(b" " * (1 << 20))
            part.write(b"</t></si></sst>")
    return data.getvalue()


status, rows, messages = read(bomb(200))
tap.check("strings that unpack to a thousand times their size",
          status == 65 and not rows and re.search(
              " (zip-part-too-large|workbook-too-much-text): ", messages),
          f"{status} {rows}\n{messages}")


# ---- strings that do not stay in memory --------------------------------------

LONG = [f"{i:06d} " + "x" * 93 for i in range(120000)]
large = book(sheet(HEAD + "".join(
    f'<row r="{n}"><c r="A{n}" t="s"><v>{i}</v></c><c r="D{n}"><v>1</v>'
    "</c></row>"
    for n, i in ((2, 0), (3, 119999), (4, 60000), (5, 83886), (6, 83887),
                 (7, 1)))),
             {"xl/sharedStrings.xml": strings(*(f"<t>{t}</t>" for t in LONG))})
reads("strings of 12 MB, in any order", large,
      [f'id="{LONG[i]}" cost=1000000' for i in (0, 119999, 60000, 83886, 83887, 1)])
status, rows, messages = read(large, TMPDIR="/nonexistent")
tap.check("no folder for temporary files: said, and nothing is read",
          status == 74 and not rows and "/nonexistent: error: temporary-file: "
          in messages, f"{status} {rows}\n{messages}")


def lying(data):
    """The directory says that the sheet is small: real bytes count."""
    at = data.index(b"PK\x01\x02")
    while True:
        name_size = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46:at + 46 + name_size].endswith(b"sheet1.xml"):
            return data[:at + 24] + struct.pack("<I", 10) + data[at + 28:]
        at = data.index(b"PK\x01\x02", at + 4)


status, rows, messages = read(lying(good))
tap.check("a directory that lies about a size", status == 65 or
          rows == [WANTED], f"{status} {rows}\n{messages}")
tap.done()
