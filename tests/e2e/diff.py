#!/usr/bin/python3
"""diff names the numbers that depend on what was edited, and no other.

usage: diff.py PROGRAM

A sample is edited at random: 20 figures, 15 cells that no number comes from, 15
records added or taken out.  Both reports are made.  What pdftotext reads of the
numbers of one PDF and not of the other must be just what diff names; and each
number that it names depends on edited records alone.
"""
import collections
import csv
import glob
import json
import os
import random
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])
SAMPLE = os.path.join(ROOT, "samples/kien-giang-2017")


class Source:
    """A CSV file that is edited."""

    def __init__(self, folder, name, delimiter):
        self.path = os.path.join(folder, name)
        self.delimiter = delimiter
        with open(self.path, encoding="utf-8-sig", newline="") as file:
            self.head, *self.rows = csv.reader(file, delimiter=delimiter)

    def write(self):
        with open(self.path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=self.delimiter,
                       lineterminator="\n").writerows([self.head] + self.rows)


def edit(folder, chance):
    """Edits the sample in FOLDER; the ids whose records were changed in what
    numbers come from, added or taken out."""
    schemes = Source(folder, "schemes.csv", ";")
    products = Source(folder, "products.csv", ",")
    touched = set()
    for row in schemes.rows:  # 16 figures
        row[10] = str(int(row[10].split(",")[0]) + chance.randint(40, 90))
        row[11] = str(int(row[11].split(",")[0]) + chance.randint(1, 30))
        touched.add(row[0])
    recognised = [row for row in products.rows if row[6:8] == ["Có", "Có"]]
    for row in chance.sample(recognised, 4):
        row[7] = "Không"
        touched.add(row[0])
    for row in schemes.rows:  # 8 and 7 cells that no number comes from
        row[7] = f"{chance.randint(1, 28):02}/02/2017"
    for row in chance.sample(products.rows, 7):
        row[3] += " mới"
    for row in chance.sample([row for row in products.rows
                              if row[0] not in touched], 7):
        products.rows.remove(row)
        touched.add(row[0])
    for i in range(8):
        row = list(chance.choice(products.rows))
        row[0], row[2] = f"MOI{i}", f"Sản phẩm thêm {'abcdefgh'[i]}"
        products.rows.insert(chance.randrange(len(products.rows)), row)
        touched.add(row[0])
    schemes.write()
    products.write()
    return touched


def numbers_in(pdf, folder):
    """The numbers of PDF but for those of rows, headings, pages and names."""
    found = collections.Counter()
    with open(os.path.join(folder, "products.csv"), encoding="utf-8") as file:
        names = file.read()
    for line in run(["pdftotext", "-layout", pdf, "-"]).stdout.splitlines():
        words = line.split()
        for i, word in enumerate(words):
            bare = word.strip("(),.;:“”")
            if not re.fullmatch(r"-?\d[\d.]*(,\d+)?%?(/\d+)?", bare) or (
                    i == 0 and re.fullmatch(r"[\d.]+", word)) or (
                    i > 0 and f"{words[i - 1]} {bare}" in names) or (
                    i + 1 < len(words) and f"{bare} {words[i + 1]}" in names):
                continue
            found.update(bare.split("/"))
    return found


def make(folder, out):
    done = run([PROGRAM, "run", os.path.join(folder, "report.ini"), "-o", out],
               env=plain_environment())
    tap.check(f"the report in {os.path.basename(folder)} is made",
              done.returncode == 0, done.stderr)
    return numbers_in(glob.glob(os.path.join(out, "*.pdf"))[0], folder)


def texts(changes, side):
    found = collections.Counter()
    for change in changes:
        number = change.get(side)
        if number and number["place"].get("page"):
            found[number["text"]] += 1
    return found


def ids_of(change):
    """The ids of the records that CHANGE names."""
    for row in change["rows"]:
        for at in ("old_at", "new_at"):
            if at in row:
                path, line = row[at].rsplit(":", 1)
                with open(path, encoding="utf-8-sig") as file:
                    text = file.read().split("\n")[int(line) - 1]
                yield re.split("[;,]", text)[0]


def main():
    with tempfile.TemporaryDirectory() as scratch:
        old, new = (os.path.join(scratch, name) for name in ("old", "new"))
        shutil.copytree(SAMPLE, old)
        shutil.copytree(SAMPLE, new)
        touched = edit(new, random.Random(50))
        before = make(old, os.path.join(scratch, "out-old"))
        after = make(new, os.path.join(scratch, "out-new"))
        done = run([PROGRAM, "diff", os.path.join(old, "report.ini"),
                    os.path.join(new, "report.ini"), "--format", "json"],
                   env=plain_environment())
        tap.equal("something differs", (done.returncode, done.stderr), (1, ""))
        changes = [json.loads(line) for line in done.stdout.splitlines()]
        numbers = [change for change in changes
                   if change["change"] != "wording" and re.fullmatch(
                       r"-?\d+(/\d+)?",
                       (change.get("new") or change["old"])["value"] or "")]
        kept_before = before - texts(numbers, "old")
        kept_after = after - texts(numbers, "new")
        tap.equal("what is not named is in both PDFs",
                  (kept_before - kept_after, kept_after - kept_before),
                  (collections.Counter(), collections.Counter()))
        tap.check("what is named was printed",
                  not texts(numbers, "old") - before and
                  not texts(numbers, "new") - after,
                  (texts(numbers, "old") - before,
                   texts(numbers, "new") - after))
        tap.check("each number that is named is printed otherwise",
                  all(change.get("old", {}).get("text") !=
                      change.get("new", {}).get("text") for change in numbers))
        named = set()
        for change in numbers:
            ids = set(ids_of(change))
            named |= ids
            if not ids or not ids <= touched:
                tap.check(f"{change['change']} {change.get('old', {}).get('text')} "
                          f"{change.get('new', {}).get('text')}: edited records "
                          "are why", False, sorted(ids - touched)[:5])
        tap.equal("each edited record is named", touched - named, set())
        print(f"# {len(numbers)} numbers changed by {len(touched)} records; "
              f"{sum(kept_before.values())} are the same")
    tap.done()


main()
