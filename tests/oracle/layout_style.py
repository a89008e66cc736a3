#!/usr/bin/python3
"""The stock layouts can be read aloud.

usage: layout_style.py PROGRAM

No line of theirs is longer than 160 characters, no section stands in more than
one other, and no text asks whether a row is the first or the last: lists are
joined.  Every part is used.
"""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "e2e"))
from tap import ROOT, Tap  # noqa: E402

tap = Tap()
LONGEST, DEEPEST = 160, 2
LAYOUTS = os.path.join(ROOT, "layouts")


def faults_of(path):
    depth = 0
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            place = f"{os.path.relpath(path, LAYOUTS)}:{number}"
            if len(line.rstrip("\n")) > LONGEST:
                yield f"{place}: {len(line)} characters"
            for sigil, name in re.findall(r"\{\{\s*([#^/]?)\s*([\w.]+)", line):
                if name.split(".")[-1] in ("first", "last", "separator") and \
                        name not in ("period.first", "period.last"):
                    yield f"{place}: {name}"
                depth += {"#": 1, "^": 1, "/": -1}.get(sigil, 0)
                if depth > DEEPEST:
                    yield f"{place}: {depth} sections deep"


for folder in sorted(glob.glob(os.path.join(LAYOUTS, "*", "layout.ini"))):
    folder = os.path.dirname(folder)
    files = sorted(glob.glob(os.path.join(folder, "*")))
    found = [fault for path in files for fault in faults_of(path)]
    tap.check(f"{os.path.basename(folder)}: short lines, flat sections",
              not found, "\n".join(found))

texts = {path: open(path, encoding="utf-8").read() for path in
         glob.glob(os.path.join(LAYOUTS, "*", "*"))}
named = set(re.findall(r"\{\{>\s*(\w+)", "".join(texts.values())))
idle = [os.path.relpath(path, LAYOUTS) for path in texts
        if path.endswith(".md") and not path.endswith("body.md")
        and os.path.basename(path)[:-3] not in named]
tap.check("every part is used", not idle, "\n".join(sorted(idle)))
tap.done()
