"""The text of a tagged PDF in the order of its structure, as a screen reader
gets it.

poppler's `pdfinfo -struct-text` draws a page anew for each element that stands
on it: 50 s for a list of 209 schemes.  Here each page is read once.  What it
reads are PDFs of text in simple fonts with a ToUnicode map, which ours are;
e2e/quality.py compares both on short documents.
"""
import re

import pikepdf


def read_map(font):
    """Code to text, by the ToUnicode map of FONT."""
    def text(digits):
        return bytes.fromhex(digits).decode("utf-16-be")

    found = {}
    source = font.ToUnicode.read_bytes().decode("ascii")
    for kind, body in re.findall(r"(?s)beginbf(char|range)(.*?)endbf", source):
        codes = re.findall(r"<([0-9A-Fa-f]+)>", body)
        if kind == "char":
            found.update((int(code, 16), text(to))
                         for code, to in zip(codes[::2], codes[1::2]))
            continue
        for first, last, to in zip(codes[::3], codes[1::3], codes[2::3]):
            start = text(to)
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = start[:-1] + chr(
                    ord(start[-1]) + code - int(first, 16))
    return found


def page_texts(page, maps):
    """Number of each marked content of PAGE to its text.  MAPS holds those of
    the fonts that were met."""
    texts, open_marks, letters = {}, [], {}
    fonts = page.Resources.get("/Font", {})

    def show(string):
        marked = [mark for mark in open_marks if mark is not None]
        if marked:
            texts[marked[-1]] = texts.get(marked[-1], "") + "".join(
                letters.get(code, "\ufffd") for code in bytes(string))

    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            mark = operands[1].get("/MCID") if name == "BDC" and isinstance(
                operands[1], pikepdf.Dictionary) else None
            open_marks.append(None if mark is None else int(mark))
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
            if font.objgen not in maps:
                maps[font.objgen] = read_map(font)
            letters = maps[font.objgen]
        elif name == "TJ":
            for part in operands[0]:
                if isinstance(part, pikepdf.String):
                    show(part)
        elif name in ("Tj", "'", '"'):
            show(operands[-1])
    return texts


def struct_texts(path, without=("Figure",)):
    """The text of each marked content in the order of the structure, but for
    elements of the kinds WITHOUT and what is in them."""
    with pikepdf.open(path) as pdf:
        maps, pages, found = {}, {}, []
        by_number = {page.objgen: page for page in pdf.pages}
        # Each entry: a child of an element, and the page of that element.
        waiting = [(pdf.Root.StructTreeRoot.K, None)]
        while waiting:
            child, page = waiting.pop()
            if isinstance(child, pikepdf.Array):
                waiting += [(one, page) for one in reversed(list(child))]
                continue
            mark = child
            if isinstance(child, pikepdf.Dictionary):
                page = child.get("/Pg", page)
                if "/S" in child:
                    if str(child.S)[1:] not in without and "/K" in child:
                        waiting.append((child.K, page))
                    continue
                if child.get("/Type") != "/MCR":
                    continue  # an annotation has no text
                mark = child.MCID
            if page.objgen not in pages:
                pages[page.objgen] = page_texts(by_number[page.objgen], maps)
            found.append(pages[page.objgen].get(int(mark), ""))
    return found
