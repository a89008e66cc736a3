#!/usr/bin/python3
"""Seeds for fuzz_xlsx: the parts of workbooks as it takes them (fuzz_xlsx.h).

usage: xlsx_seeds.py FOLDER BOOK.xlsx...
"""
import hashlib
import os
import re
import sys
import zipfile
import zlib

NAMES = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels",
         "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
         "xl/worksheets/_rels/sheet1.xml.rels", "xl/tables/table1.xml",
         "xl/worksheets/sheet2.xml", "_rels/.rels", "XL\\Workbook.xml",
         "xl/../workbook.xml", "[Content_Types].xml"]
LOWER = [name.lower() for name in NAMES]
TARGETS = 15
LONGEST = 10_000_000  # bytes of a part: some books are bombs
WHOLE_FILE = 0xff
SHORT = 6000  # bytes of a part: short inputs are tried more often


def short(data):
    """A sheet without most of its rows."""
    if len(data) <= SHORT:
        return data
    rows = re.findall(rb"<row.*?</row>|<si>.*?</si>", data, re.S)
    for row in reversed(rows):
        if len(data) <= SHORT:
            break
        data = data.replace(row, b"", 1)
    return data if len(data) < 65536 else b""


def parts_of(book):
    """The parts of BOOK that an input can have; none of a file that is no
    archive, or has parts of other names."""
    out = b""
    with zipfile.ZipFile(book) as packed:
        for name in packed.namelist():
            place = NAMES.index(name) if name in NAMES else \
                LOWER.index(name.lower()) if name.lower() in LOWER else None
            if place is not None and packed.getinfo(name).file_size < LONGEST:
                data = short(packed.read(name))
                out += bytes([place]) + len(data).to_bytes(2, "big") + data
    return out


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FORMATS = ["0%", "0.00%", "@", "h:mm:ss", "[h]:mm", "[Red]0.0;-0.0", "General",
           '"đ"#,##0', "_-* #,##0", "d/m/yyyy h:mm", "AM/PM h", "e", "0\\,0",
           "000-00", "[$-42A]dd mmmm", "\\d0", "*x0", "b", "m"]


def own_parts():
    """A workbook with a table, names, cells under formats of all kinds, and a
    sheet that is not there."""
    formats = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="'
                      + code.replace('"', "&quot;") + '"/>'
                      for i, code in enumerate(FORMATS))
    xfs = '<xf/>' + "".join(f'<xf numFmtId="{164 + i}"/>'
                            for i in range(len(FORMATS)))
    values = ["0.5", "12.345", "44000.75", "1e3", "-7", "x", "1e400", "60"]
    rows = "".join(
        f'<row r="{r + 2}">' + "".join(
            f'<c r="{chr(65 + i)}{r + 2}" s="{i + 1}"><v>{value}</v></c>'
            for i in range(len(FORMATS))) + "</row>"
        for r, value in enumerate(values))
    rows += ('<row r="20"><c r="A20" t="e"><v>#N/A</v></c><c r="B20" t="d"><v>'
             '2020-01-02T03:04:05</v></c><c r="C20" t="d"><v>2020</v></c><c '
             'r="D20" t="b"><v>1</v></c><c r="XFE20"><v>1</v></c><c r="D20"><v>2'
             '</v></c></row>')
    texts = [
        f'<workbook xmlns="{MAIN}" xmlns:r="x"><workbookPr date1904="1"/><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/><sheet name="Ẩn" sheetId='
        '"2" state="hidden" r:id="rId8"/><sheet name="Hai" sheetId="3" r:id="rId9"'
        '/></sheets><definedNames><definedName '
        'name="vung">Sheet1!$A$1:$C$9</definedName><definedName name="none">#REF!'
        "</definedName></definedNames></workbook>",
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target='
        '"worksheets/sheet%31.xml"/><Relationship Id="rId9" Type="x/worksheet" '
        'Target="worksheets/sheet2.xml"/><Relationship Id="rId2" Type="x/styles" '
        'Target="/xl/./styles.xml"/><Relationship Id="rId3" Type="x/hyperlink" '
        'Target="../../x" TargetMode="External"/><Relationship Id="rId4" '
        'Type="x/y" Target="../../../x"/></Relationships>',
        f'<worksheet xmlns="{MAIN}" xmlns:r="x"><cols><col min="2" max="2" '
        'hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
        f'a</t></is></c></row>{rows}</sheetData><mergeCells><mergeCell ref='
        '"A2:B3"/></mergeCells><tableParts><tablePart r:id="rId1"/></tableParts>'
        "</worksheet>",
        "",
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellXfs>{xfs}'
        "</cellXfs></styleSheet>",
        '<Relationships><Relationship Id="rId1" Type="x/table" Target='
        '"../tables/table1.xml"/></Relationships>',
        f'<table xmlns="{MAIN}" name="Bang1" displayName="Bang1" ref="A1:C9"/>']
    out = b""
    for place, text in enumerate(texts):
        data = text.encode()
        if data:
            out += bytes([place]) + len(data).to_bytes(2, "big") + data
    return out


def main():
    folder, books = sys.argv[1], sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    own = own_parts()
    for target in range(TARGETS):
        with open(os.path.join(folder, f"own-{target}"), "wb") as file:
            file.write(bytes([target, 0]) + own)
    for book in books:
        with open(book, "rb") as file:
            whole = file.read()
        try:
            parts = parts_of(book)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError,
                EOFError, ValueError, OSError, zlib.error):
            parts = b""
        seeds = [bytes([target, 0]) + parts for target in range(TARGETS)] \
            if parts else []
        if len(whole) < SHORT:
            seeds.append(bytes([0, WHOLE_FILE]) + whole)
        for seed in seeds:
            name = hashlib.sha1(seed).hexdigest()
            with open(os.path.join(folder, name), "wb") as file:
                file.write(seed)


main()
