#!/usr/bin/env python3
"""Looks at placed pages for what a reader would call a fault.

    reportgen dump pages CONFIG.ini | tests/pagecheck.py [NAME]

Reads the text of `dump pages` (its lines are explained in
reportgen/typeset/typeset.h) and prints each fault as "NAME: page N: ...":
text upon text, text or rules outside the margins, text upon a rule, a heading
at the foot of a page, one line of a paragraph alone, a page with a hole in
it, spaces stretched or shrunk beyond reason.  Exit status 1 when there is any.
"""
import math
import sys
from collections import defaultdict

TOLERANCE = 0.02       # pt: rounding of a millipoint or two
ASCENT, DESCENT = 0.66, 0.21   # of the letters' size: capitals, and g, p, y
HOLE = 0.45            # of the text height, on a page that is not the last
STRETCH = 1.0          # of the size, more than a space may grow
SHRINK = 0.09          # of the size, more than it may shrink: 1/3 of 0.25


class Text:
    def __init__(self, fields, text):
        self.tag = fields[0]
        self.kind = self.tag.split(":")[0]
        self.x, self.y, self.width, self.size, self.space = map(
            float, fields[1:6])
        self.text = text

    @property
    def right(self):
        return self.x + self.width

    @property
    def top(self):
        return self.y + ASCENT * self.size

    @property
    def foot(self):
        return self.y - DESCENT * self.size


class Page:
    def __init__(self, index, fields):
        self.index = index
        self.number, self.section = int(fields[0]), int(fields[1])
        (self.width, self.height, self.top, self.bottom, self.left,
         self.right) = map(float, fields[2:8])
        self.texts, self.rules, self.figures, self.shapes = [], [], [], []

    def real(self):
        return [t for t in self.texts if t.tag != "-"]

    def page_numbers(self):
        return [t for t in self.texts
                if t.tag == "-" and t.y > self.height - self.top]


def turned_box(fields):
    """The room of a text that is written upwards (90) or slanted (45)."""
    x, y, width, size = map(float, fields[3:7])
    angle = math.radians(float(fields[7]))
    return (x - size * math.sin(angle) * ASCENT, y,
            width * math.cos(angle), width * math.sin(angle))


def read_pages(lines):
    pages = []
    for line in lines:
        line = line.rstrip("\n")
        fields = line.split(" ")
        if len(fields) < 2 or not fields[0].isdigit():
            continue
        kind = fields[1]
        if kind == "page":
            pages.append(Page(int(fields[0]), fields[2:]))
        elif kind == "text":
            text = line.split(" ", 9)[9]
            pages[-1].texts.append(Text(fields[2:8], text))
        elif kind == "rule":
            pages[-1].rules.append(tuple(map(float, fields[3:7])))
        elif kind == "figure":
            pages[-1].figures.append(tuple(map(float, fields[3:7])))
        elif kind in ("path", "image"):
            pages[-1].shapes.append(tuple(map(float, fields[3:7])))
        elif kind == "turned":
            pages[-1].shapes.append(turned_box(fields))
    return pages


def check_margins(page):
    left, right = page.left, page.width - page.right
    upper, lower = page.height - page.top, page.bottom
    numbers = page.page_numbers()
    for text in page.texts:
        if text.x < left - TOLERANCE or text.right > right + TOLERANCE:
            yield f"“{text.text}” sticks out at the side"
        if text in numbers:
            continue
        if text.y < lower or text.y + ASCENT * text.size > upper + TOLERANCE:
            yield f"“{text.text}” sticks out above or below"
    for x, y, width, height in page.rules:
        if (x < left - TOLERANCE or x + width > right + TOLERANCE or
                y < lower - TOLERANCE or y + height > upper + TOLERANCE):
            yield f"a rule at {x} {y} sticks out"


def check_figures(page):
    """Figures stand within the margins, their shapes within them, and no
    other text upon them."""
    left, right = page.left, page.width - page.right
    upper, lower = page.height - page.top, page.bottom
    for x, y, width, height in page.figures:
        if (x < left - TOLERANCE or x + width > right + TOLERANCE or
                y < lower - TOLERANCE or y + height > upper + TOLERANCE):
            yield f"a figure at {x} {y} sticks out"
        for text in page.texts:
            if (text.kind != "Figure" and text.x < x + width and
                    x < text.right and text.foot < y + height - 0.1 and
                    y < text.top - 0.1):
                yield f"“{text.text}” stands upon a figure"
    for x, y, width, height in page.shapes:
        if not any(fx - 1 <= x and x + width <= fx + fwidth + 1 and
                   fy - 1 <= y and y + height <= fy + fheight + 1
                   for fx, fy, fwidth, fheight in page.figures):
            yield f"a shape at {x} {y} stands outside of its figure"


def check_overlaps(page):
    """Texts sorted by height: each is compared with its neighbours only."""
    texts = sorted(page.texts, key=lambda t: -t.y)
    for i, a in enumerate(texts):
        for b in texts[i + 1:]:
            if b.top < a.foot and a.y - b.y > 40:
                break
            if (a.x + 0.1 < b.right and b.x + 0.1 < a.right and
                    a.foot < b.top - 0.1 and b.foot < a.top - 0.1):
                yield f"“{a.text}” and “{b.text}” overlap"


def check_rules(page):
    """No rule is drawn through the letters (x-height band) of a text."""
    for x, y, width, height in page.rules:
        for text in page.texts:
            if (x + 0.05 < text.right and text.x + 0.05 < x + width and
                    text.y - 0.1 * text.size < y + height - 0.05 and
                    y + 0.05 < text.top - 0.05):
                yield f"a rule at {x} {y} goes through “{text.text}”"


def is_heading(text):
    return len(text.kind) == 2 and text.kind[0] == "H" and text.kind[1].isdigit()


def check_foot(page):
    real = page.real()
    if real and is_heading(min(real, key=lambda t: t.y)):
        yield f"the heading “{min(real, key=lambda t: t.y).text}” stands last"


def check_spaces(page):
    for text in page.texts:
        if text.space > STRETCH * text.size or text.space < -SHRINK * text.size:
            yield f"spaces of “{text.text}” grow by {text.space} pt"


def check_holes(pages):
    for page, following in zip(pages, pages[1:]):
        if following.section != page.section or not page.real():
            continue
        lowest = min([t.foot for t in page.real()] +
                     [y for _, y, _, _ in page.figures])
        room = page.height - page.top - page.bottom
        if lowest - page.bottom > HOLE * room:
            yield page, f"{lowest - page.bottom:.0f} pt are left free"


def check_single_lines(pages):
    """Lines of each paragraph element on each page."""
    lines = defaultdict(lambda: defaultdict(set))
    texts = {}
    for page in pages:
        for text in page.real():
            if text.kind in ("P", "LBody") or is_heading(text):
                lines[text.tag][page.index].add(text.y)
                texts.setdefault(text.tag, text.text)
    by_index = {page.index: page for page in pages}
    for tag, on_pages in lines.items():
        if len(on_pages) < 2:
            continue
        for index, baselines in on_pages.items():
            if len(baselines) < 2:
                yield (by_index[index],
                       f"one line of “{texts[tag]}” stands alone")


def check_numbers(pages):
    """Numbers count up, one a page, centred; none on a section's first."""
    for i, page in enumerate(pages):
        numbers = page.page_numbers()
        if len(numbers) > 1:
            yield page, "two page numbers"
        for number in numbers:
            middle = (page.left + page.width - page.right) / 2
            if number.text != str(page.number):
                yield page, f"the page number is “{number.text}”"
            if abs(number.x + number.width / 2 - middle) > 0.01:
                yield page, "the page number is not centred"
        first = i == 0 or pages[i - 1].section != page.section
        if not first and not numbers and pages[i - 1].page_numbers():
            yield page, "the page number is missing"
        if not page.real():
            yield page, "is empty"


def check_all(pages):
    for page in pages:
        for check in (check_margins, check_figures, check_overlaps, check_rules, check_foot,
                      check_spaces):
            for fault in check(page):
                yield page, fault
    for check in (check_holes, check_single_lines, check_numbers):
        yield from check(pages)


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "pages"
    pages = read_pages(sys.stdin)
    faults = list(check_all(pages))
    for page, fault in faults:
        print(f"{name}: page {page.index}: {fault}")
    if not pages:
        print(f"{name}: no pages")
    sys.exit(1 if faults or not pages else 0)


if __name__ == "__main__":
    main()
