#!/usr/bin/python3
"""Writes a font file of boxes, one for all letters: for cases that need a
font that lacks letters, may not be embedded, or has other outlines.

usage: make_font.py FILE ascii|vietnamese [restricted] [cff]
"""
import struct
import sys

ASCII = range(0x20, 0x7F)
VIETNAMESE = [*ASCII, 0xA0, *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA),
              *range(0x2010, 0x2027)]


def runs(letters):
    """LETTERS as [first, last] of neighbours."""
    found = []
    for letter in sorted(letters):
        if found and letter == found[-1][1] + 1:
            found[-1][1] = letter
        else:
            found.append([letter, letter])
    return found


def cmap(letters):
    """Format 13: each run of letters has one glyph, the box."""
    groups = b"".join(struct.pack(">III", first, last, 1)
                      for first, last in runs(letters))
    table = struct.pack(">HHIII", 13, 0, 16 + len(groups), 0,
                        len(groups) // 12) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def box():
    """One contour of four points."""
    xs = struct.pack(">hhhh", 100, 0, 300, 0)
    ys = struct.pack(">hhhh", 0, 700, 0, -700)
    return (struct.pack(">hhhhhHH", 1, 100, 0, 400, 700, 3, 0) +
            b"\1\1\1\1" + xs + ys)


def names(family):
    strings = {1: family, 2: "Regular", 4: family, 6: family}
    texts, records = b"", b""
    for name_id, text in strings.items():
        raw = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, name_id, len(raw),
                               len(texts))
        texts += raw
    return struct.pack(">HHH", 0, len(strings), 6 + len(records)) + \
        records + texts


def tables(letters, restricted, cff):
    glyph = box()
    made = {
        b"OS/2": struct.pack(">HhHHH", 3, 500, 400, 5,
                             2 if restricted else 0) + bytes(86),
        b"cmap": cmap(letters),
        b"head": struct.pack(">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0,
                             0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 500, 700, 0, 8,
                             2, 0, 0),
        b"hhea": struct.pack(">IhhhHhhh", 0x10000, 800, -200, 0, 500, 100,
                             100, 400) + bytes(16) + struct.pack(">H", 2),
        b"hmtx": struct.pack(">HhHh", 500, 100, 500, 100),
        b"maxp": struct.pack(">IH", 0x10000, 2) + bytes(26),
        b"name": names("Sample"),
        b"post": struct.pack(">I", 0x30000) + bytes(28),
    }
    if cff:
        made[b"CFF "] = b"\1\0\4\1" + bytes(60)
    else:
        made[b"glyf"] = glyph + glyph
        made[b"loca"] = struct.pack(">HHH", 0, len(glyph) // 2, len(glyph))
    return made


def main():
    path, letters, *flags = sys.argv[1:]
    made = tables(ASCII if letters == "ascii" else VIETNAMESE,
                  "restricted" in flags, "cff" in flags)
    directory, body = b"", b""
    offset = 12 + 16 * len(made)
    for tag, data in sorted(made.items()):
        directory += tag + struct.pack(">III", 0, offset + len(body),
                                       len(data))
        body += data + bytes(-len(data) % 4)
    kind = b"OTTO" if "cff" in flags else b"\0\1\0\0"
    with open(path, "wb") as file:
        file.write(kind + struct.pack(">HHHH", len(made), 128, 3, 32) +
                   directory + body)


main()
