"""Workbooks written part by part, for shapes that no library writes.

book() makes the bytes of a workbook from the markup of its sheet; every part
can be changed, left out or added.
"""
import io
import zipfile

TYPES = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
         '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
         'content-types"><Default Extension="rels" ContentType="application/'
         'vnd.openxmlformats-package.relationships+xml"/><Default Extension='
         '"xml" ContentType="application/xml"/></Types>')
TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/" \
    "relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def relations(*items, base=TRANSITIONAL):
    inner = "".join(f'<Relationship Id="{i}" Type="{base}/{t}" Target="{to}"/>'
                    for i, t, to in items)
    return ('<Relationships xmlns="http://schemas.openxmlformats.org/package/'
            f'2006/relationships">{inner}</Relationships>')


def workbook(sheets=(("Sheet1", "rId1", ""),), extra="", before="", main=MAIN,
             base=TRANSITIONAL):
    inner = "".join(f'<sheet name="{name}" sheetId="{n + 1}" r:id="{rid}" '
                    f'{more}/>'
                    for n, (name, rid, more) in enumerate(sheets))
    return (f'<workbook xmlns="{main}" xmlns:r="{base}">{before}'
            f'<sheets>{inner}</sheets>{extra}</workbook>')


def sheet(rows, before="", behind="", main=MAIN):
    return (f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>'
            f'{behind}</worksheet>')


def inline(ref, text):
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def number(ref, value, style=None):
    s = "" if style is None else f' s="{style}"'
    return f'<c r="{ref}"{s}><v>{value}</v></c>'


def row(n, *cells, more=""):
    return f'<row r="{n}" {more}>{"".join(cells)}</row>'


def styles(*codes):
    """Cell style N has the format code N - 1; style 0 is plain."""
    formats = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{code}"/>'
                      for i, code in enumerate(codes))
    xfs = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(codes)))
    return (f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
            f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
            f'<cellXfs><xf numFmtId="0"/>{xfs}</cellXfs></styleSheet>')


def strings(*items):
    return (f'<sst xmlns="{MAIN}">' + "".join(f"<si>{i}</si>" for i in items)
            + "</sst>")


def parts(sheet_markup, **changed):
    """The parts of a workbook of one sheet.  A key of CHANGED names a part
    with "__" for "/" and "_" for ".", a value of None leaves it out."""
    made = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("rId1", "officeDocument",
                                  "xl/workbook.xml")),
        "xl/workbook.xml": workbook(),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml")),
        "xl/worksheets/sheet1.xml": sheet_markup,
    }
    for name, text in changed.items():
        if text is None:
            made.pop(name, None)
        else:
            made[name] = text
    return made


def archive(made, compression=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as packed:
        for name, text in (made.items() if isinstance(made, dict) else made):
            packed.writestr(name, text)
    return data.getvalue()


def book(sheet_markup, changed=None):
    return archive(parts(sheet_markup, **(changed or {})))
