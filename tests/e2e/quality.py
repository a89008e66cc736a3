#!/usr/bin/python3
"""How well the pages of all samples are set, and read.

usage: quality.py PROGRAM

Every sample, from the dumps of its pages and its document:
- nothing overlaps, sticks out or stands alone (tests/pagecheck.py): no
  overfull line, no heading at the foot of a page, no widow, no orphan;
- justified lines of all samples together: the mean square of what is added to
  a blank is at least 25 % below that of first-fit breaking, computed here from
  the same widths and the same places where lines may end;
- numbers of a column have their decimal commas in one line;
- a screen reader gets the words of the document in its order.

With REPORTGEN_SOAK=1 poppler reads the structure of long documents too.
"""
import glob
import os
import re
import struct
import sys
import tempfile
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.dirname(HERE))
import pagecheck  # noqa: E402
from structure import struct_texts  # noqa: E402
from tap import ROOT, Tap, plain_environment, reading, run, words  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])
ENVIRONMENT = plain_environment(
    REPORTGEN_PATH=os.environ.get("REPORTGEN_PATH", ROOT))
GAIN = 0.75      # of the mean square of first-fit
SHORT = 500      # marked contents of a document that poppler reads too
NARROW = 0.8     # of the text width: narrower paragraphs are no running text


def dump(stage, ini):
    return run([PROGRAM, "dump", stage, ini], env=ENVIRONMENT).stdout


# ---- widths of letters -----------------------------------------------------

class Face:
    """Advances of a TrueType file in 1/1000 em, as PDF /Widths say them."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        self.tables = {}
        for i in range(self.short(4)):
            at = 12 + 16 * i
            self.tables[self.data[at:at + 4]] = self.long(at + 8)
        self.units = self.short(self.tables[b"head"] + 18)
        self.n_metrics = self.short(self.tables[b"hhea"] + 34)
        self.glyphs = self.read_map()

    def short(self, at):
        return struct.unpack_from(">H", self.data, at)[0]

    def long(self, at):
        return struct.unpack_from(">L", self.data, at)[0]

    def read_map(self):
        """Letter to glyph, from the Windows Unicode table of format 4."""
        table = self.tables[b"cmap"]
        for i in range(self.short(table + 2)):
            at = table + 4 + 8 * i
            sub = table + self.long(at + 4)
            if self.short(at) == 3 and self.short(sub) == 4:
                return self.read_segments(sub)
        raise ValueError("no map of letters")

    def read_segments(self, sub):
        glyphs = {}
        n = self.short(sub + 6) // 2
        for i in range(n):
            end = self.short(sub + 14 + 2 * i)
            start = self.short(sub + 16 + 2 * (n + i))
            delta = self.short(sub + 16 + 2 * (2 * n + i))
            place = sub + 16 + 2 * (3 * n + i)
            offset = self.short(place)
            for letter in range(start, min(end, 0xFFFE) + 1):
                glyph = letter if offset == 0 else self.short(
                    place + offset + 2 * (letter - start))
                glyphs[letter] = (glyph + delta) & 0xFFFF \
                    if offset == 0 or glyph else 0
        return glyphs

    def advance(self, letter):
        glyph = self.glyphs.get(ord(" " if letter == "\u00a0" else letter), 0)
        at = self.tables[b"hmtx"] + 4 * min(glyph, self.n_metrics - 1)
        return (self.short(at) * 1000 + self.units // 2) // self.units

    def width(self, text, size):
        return sum(map(self.advance, text)) * size / 1000


def find_faces():
    """The faces that a dump names, by their PostScript names."""
    found = {}
    for folder in ("liberation", "liberation2"):  # Debian 13, Debian 12
        for path in glob.glob(f"/usr/share/fonts/truetype/{folder}/*.ttf"):
            name = os.path.basename(path)[:-4].replace("-Regular", "")
            found[name] = path
    return found


# ---- paragraphs ------------------------------------------------------------

class Line:
    def __init__(self, text):
        self.texts = [text]

    @property
    def x(self):
        return self.texts[0].x

    @property
    def right(self):
        return self.texts[-1].right

    @property
    def text(self):
        return "".join(text.text for text in self.texts)


def blanks(text):
    return text.count(" ") + text.count("\u00a0")


def paragraphs(pages, faces):
    """Lines of each running paragraph: P elements in one face (a second one
    would need its own widths) that reach over the text width, in order."""
    lines = defaultdict(list)
    mixed = set()
    measures = {}
    for page in pages:
        for text in page.real():
            if text.kind != "P":
                continue
            found = lines[text.tag]
            if found and found[-1].texts[0].y == text.y and \
                    found[-1].page == page.index:
                found[-1].texts.append(text)
                mixed.add(text.tag)
            else:
                found.append(Line(text))
                found[-1].page = page.index
            measures[text.tag] = page.width - page.left - page.right
    for tag, found in lines.items():
        wide = max(line.right - line.x for line in found)
        face = found[0].texts[0].face
        if tag in mixed or len(found) < 2 or face not in faces or \
                wide < NARROW * measures[tag]:
            continue
        edges = {round(line.right, 1) for line in found[:-1]}
        if len(edges) == 1:
            yield found


def spread(added):
    return sum(value * value for value in added)


def set_lines(found):
    """What is added to a blank on each line but the last."""
    return [line.texts[0].space for line in found[:-1] if blanks(line.text)]


def first_fit(found, face, size):
    """The same when each line takes what fits; no blank is shrunk."""
    right = max(line.right for line in found)
    measures = [right - found[0].x, right - found[min(1, len(found) - 1)].x]
    tokens = " ".join(line.text.strip(" ") for line in found).split(" ")
    added, line = [], []
    for token in tokens:
        measure = measures[0 if not added else 1]
        if line and face.width(" ".join(line + [token]), size) > measure:
            text = " ".join(line)
            room = measure - face.width(text, size)
            added.append(room / blanks(text) if blanks(text) else 0)
            line = []
        line.append(token)
    return added


# ---- columns ---------------------------------------------------------------

def read_texts(ini):
    """Pages with the face of each text, which pagecheck does not keep."""
    output = dump("pages", ini)
    pages = pagecheck.read_pages(output.splitlines())
    texts = iter([text for page in pages for text in page.texts])
    for line in output.splitlines():
        fields = line.split(" ", 9)
        if len(fields) > 8 and fields[1] == "text":
            next(texts).face = fields[8]
    return pages


NUMBER = re.compile(r"^-?\d{1,3}(\.\d{3})*(,\d+)?$")


def uneven_commas(pages, faces):
    """Columns, which start at an upright rule, whose numbers have their commas
    at different places."""
    for page in pages:
        columns = defaultdict(set)
        cells = [t for t in page.real() if t.kind == "TD" and
                 NUMBER.match(t.text) and "," in t.text and t.face in faces]
        for text in cells:
            whole = text.text.split(",")[0]
            comma = text.x + faces[text.face].width(whole, text.size)
            rule = max(((x, y) for x, y, _, height in page.rules
                        if height > 5 and x <= text.x and
                        y <= text.y <= y + height), default=0)
            columns[rule].add(round(comma, 1))
        for commas in columns.values():
            if max(commas) - min(commas) > 0.2:
                yield f"page {page.index}: commas at {sorted(commas)}"


# ---- reading ---------------------------------------------------------------

def poppler_texts(pdf):
    """The same as struct_texts(), of poppler."""
    output = reading(["pdfinfo", "-struct-text"], pdf)
    text = []
    figure = None    # its indentation, while in one
    for line in output.splitlines():
        indent = len(line) - len(line.lstrip())
        if figure is not None and indent <= figure:
            figure = None
        if line.lstrip().startswith("Figure"):
            figure = indent
        quoted = re.match(r'^\s*"(.*)"$', line)
        if quoted and figure is None:
            text.append(quoted.group(1))
    return text


def figure_texts(ini):
    """What figures say, from the dump of the pages."""
    return {line.split(" ", 7)[7] for line in dump("pages", ini).splitlines()
            if line.split(" ", 2)[1:2] == ["figure"] and
            line.count(" ") >= 7}


def letters(text):
    return "".join(text.split())


def check_reading(name, ini, pdf):
    """The order of letters, whatever elements they are in; and words: none of
    the document is joined to its neighbour within an element."""
    texts = struct_texts(pdf)
    # poppler takes minutes for a long document.
    if len(texts) <= SHORT or os.environ.get("REPORTGEN_SOAK") == "1":
        theirs = poppler_texts(pdf)
        tap.check(f"{name}: poppler reads the same structure",
                  texts == theirs, difference(texts, theirs))
    sections = dump("document", ini).split("\n[sheet ")[0]
    text = re.sub(r"(?m)^\[section \d+\].*$", "", sections)
    apart = words(" ".join(texts))
    figures = figure_texts(ini)
    expected = words("\n".join(line for line in text.splitlines()
                               if line not in figures))
    same = letters(" ".join(apart)) == letters(" ".join(expected))
    tap.check(f"{name}: a screen reader gets the text in its order", same,
              difference(letters(" ".join(apart)), letters(" ".join(expected))))
    known = set(expected)
    joined = [word for word in apart if word not in known and
              any(word[:i] in known and word[i:] in known
                  for i in range(len(word) + 1))]
    tap.equal(f"{name}: no words are joined at line ends", joined[:5], [])


def difference(found, expected):
    for i, pair in enumerate(zip(found, expected)):
        if pair[0] != pair[1]:
            near = slice(max(0, i - 20), i + 20)
            return f"{found[near]}\n{expected[near]}"
    return f"{len(found)} found, {len(expected)} expected"


# ---- all samples -----------------------------------------------------------

def main():
    faces = {name: Face(path) for name, path in find_faces().items()}
    ours, plain = [], []
    for ini in sorted(glob.glob(os.path.join(ROOT, "samples", "*", "*.ini"))):
        name = os.path.relpath(ini, os.path.join(ROOT, "samples"))
        pages = read_texts(ini)
        if not tap.check(f"{name}: has pages", pages):
            continue
        faults = [f"page {page.index}: {fault}"
                  for page, fault in pagecheck.check_all(pages)]
        tap.check(f"{name}: nothing sticks out, overlaps or stands alone",
                  not faults, "\n".join(faults))
        for found in paragraphs(pages, faces):
            first = found[0].texts[0]
            ours += set_lines(found)
            plain += first_fit(found, faces[first.face], first.size)
        uneven = list(uneven_commas(pages, faces))
        tap.check(f"{name}: decimal commas stand in one line", not uneven,
                  "\n".join(uneven))
        with tempfile.TemporaryDirectory() as folder:
            done = run([PROGRAM, "run", ini, "-o", folder, "--only", "pdf"],
                       env=ENVIRONMENT)
            pdf = [line for line in done.stdout.splitlines()
                   if line.endswith(".pdf")]
            if tap.check(f"{name}: is written", pdf, done.stderr):
                check_reading(name, ini, pdf[0])
    tap.check("there are paragraphs to measure", len(ours) > 20, len(ours))
    mean = spread(ours) / max(1, len(ours))
    first_fit_mean = spread(plain) / max(1, len(plain))
    tap.check(f"blanks vary by {mean:.2f} pt² in {len(ours)} lines, by "
              f"{first_fit_mean:.2f} in {len(plain)} with first-fit",
              mean <= GAIN * first_fit_mean)
    tap.done()


main()
