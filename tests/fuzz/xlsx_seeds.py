#!/usr/bin/python3
"""Seeds for fuzz_xlsx: the parts of workbooks as it takes them.

usage: xlsx_seeds.py FOLDER BOOK.xlsx...
"""
import os
import re
import sys
import zipfile

NAMES = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels",
         "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
         "xl/worksheets/_rels/sheet1.xml.rels", "xl/tables/table1.xml",
         "xl/worksheets/sheet2.xml", "_rels/.rels"]
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


def main():
    folder, books = sys.argv[1], sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    for book in books:
        out = b""
        with zipfile.ZipFile(book) as packed:
            for name in packed.namelist():
                if name in NAMES:
                    data = short(packed.read(name))
                    out += bytes([NAMES.index(name)]) + \
                        len(data).to_bytes(2, "big") + data
        for target in range(7):
            path = os.path.join(folder,
                                f"{os.path.basename(book)}-{target}")
            with open(path, "wb") as file:
                file.write(bytes([target]) + out)


main()
