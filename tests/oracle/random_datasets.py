#!/usr/bin/python3
"""Random datasets: every number of the report, recomputed another way.

usage: random_datasets.py PROGRAM

Text, tables, annexes and workbook of one run must never disagree, neither with
each other nor with the records.  random/made.py makes the records and their
files, random/expected.py what a report of them must say; here the program runs
over all of them and its document, PDF and workbook are compared with that,
word by word and cell by cell.

REPORTGEN_RANDOM_DATASETS sets how many datasets there are (300; the long form
has 2,000), REPORTGEN_RANDOM_FROM the number of the first (each has its own
seed).
"""
import multiprocessing
import os
import re
import sys
import tempfile
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "random"))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))
from expected import Expected  # noqa: E402
from made import Dataset, write  # noqa: E402
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

try:
    import openpyxl
except ImportError:
    openpyxl = None

PROGRAM = os.path.abspath(sys.argv[1])
COUNT = int(os.environ.get("REPORTGEN_RANDOM_DATASETS", "300"))
FIRST = int(os.environ.get("REPORTGEN_RANDOM_FROM", "0"))
WORKERS = 2
SHARE = 50  # datasets that one worker checks at a time
HEADING = "I. SỐ LIỆU"


def plain(text):
    """TEXT with plain blanks; tabs and line ends stay."""
    return re.sub(r"[^\S\t\n]+", " ", unicodedata.normalize("NFC", text))


def first_difference(found, wanted):
    for i, (a, b) in enumerate(zip(found, wanted)):
        if a != b:
            return f"line {i + 1}: found {a!r}, expected {b!r}"
    if len(found) != len(wanted):
        return f"{len(found)} lines found, {len(wanted)} expected; after " \
            f"{wanted[min(len(found), len(wanted)) - 1]!r}"
    return None


# ---- the document -----------------------------------------------------------

def split_documents(text):
    """The dump of many reports by the number in their summary."""
    parts = re.split(r"(?m)^\[section 1\] Bộ số liệu (\d+)$", plain(text))
    return {int(number): body
            for number, body in zip(parts[1::2], parts[2::2])}


def check_document(wanted, text):
    if text is None:
        return ["document: not dumped"]
    text = text.split("\n[sheet ")[0]
    sections = re.split(r"(?m)^\[section \d+\].*$", text)
    lines = sections[0].split(HEADING, 1)[-1].strip("\n").split("\n")
    faults = [first_difference(lines[:len(wanted.lines)], wanted.lines)]
    if len(sections) - 1 != len(wanted.annexes):
        return [f"document: {len(sections) - 1} annexes, "
                f"{len(wanted.annexes)} expected"]
    for section, annex in zip(sections[1:], wanted.annexes):
        # Three lines of heading: its name, its title, what it belongs to.
        faults.append(first_difference(
            section.strip("\n").split("\n")[3:], annex))
    return [f"document: {fault}" for fault in faults if fault]


# ---- the PDF ----------------------------------------------------------------

def pdf_letters(numbers, folder):
    """The text of each report's PDF without blanks and without page numbers,
    which stand first on their pages.  Most of the time of pdftotext is its
    start, so the files are read as one."""
    whole = os.path.join(folder, f"whole-{numbers[0]}.pdf")
    files = [pdf_of(folder, n) for n in numbers]
    run(["qpdf", "--empty", "--pages"] + [f for f in files if is_there(f)]
        + ["--", whole])
    pages = run(["pdftotext", "-raw", "-enc", "UTF-8", whole, "-"]).stdout
    letters, number = {}, None
    for page in pages.split("\f"):
        lines = page.strip("\n").split("\n")
        if lines[0].strip().isdigit():
            lines = lines[1:]
        text = re.sub(r"\s+", "", unicodedata.normalize("NFC",
                                                        "".join(lines)))
        title = re.search(r"Bộsốliệu(\d{4})", text)
        if title:
            number = int(title.group(1))
        letters[number] = letters.get(number, "") + text
    return letters


def check_pdf(wanted, letters):
    """Each line is found behind the one before; heads of tables may stand
    between, repeated on a new page."""
    at = 0
    for line in wanted.lines + sum(wanted.annexes, []):
        text = re.sub(r"\s+", "", line)
        found = letters.find(text, at)
        if found < 0:
            return [f"PDF: {line!r} not found after "
                    f"{letters[max(0, at - 60):at]!r}; then comes "
                    f"{letters[at:at + 60]!r}"]
        at = found + len(text)
    return []


# ---- the workbook -----------------------------------------------------------

def sheet_rows(sheet):
    """The cells below the heads of a table."""
    rows = list(sheet.iter_rows())
    heads = [i for i, row in enumerate(rows) if row[0].value == "STT"]
    rows = rows[heads[0] + 1:] if heads else []
    if rows and rows[0][0].value is None:
        rows = rows[1:]  # the second row of a head
    while rows and all(cell.value is None for cell in rows[-1]):
        rows.pop()
    return rows


def wrong_format(rows, wanted):
    """The first figure that its column's number format does not print."""
    for row in rows:
        for i, number_format in wanted.items():
            if row[i].value is not None and \
                    row[i].number_format != number_format:
                return f"{row[i].coordinate}: format " \
                    f"{row[i].number_format!r}, expected {number_format!r}"
    return None


def check_workbook(wanted, path):
    book = openpyxl.load_workbook(path, data_only=True)
    if book.sheetnames != list(wanted.sheets):
        return [f"workbook: sheets {book.sheetnames}"]
    faults = []
    for name, rows in wanted.sheets.items():
        found = sheet_rows(book[name])
        difference = first_difference([[cell.value for cell in row]
                                       for row in found], rows) \
            or wrong_format(found, wanted.formats[name])
        if difference:
            faults.append(f"workbook, {name}: {difference}")
    return faults


# ---- all of them ------------------------------------------------------------

def pdf_of(folder, number):
    return os.path.join(folder, f"r{number:04}.pdf")


def is_there(path):
    return os.path.exists(path)


def check(job):
    """The faults of some datasets, by number."""
    numbers, folder, texts = job
    letters = pdf_letters(numbers, folder)
    return {n: check_one(n, folder, texts.get(n), letters.get(n, ""))
            for n in numbers}


def check_one(number, folder, text, letters):
    wanted = Expected(Dataset(number))
    book = os.path.join(folder, f"r{number:04}.xlsx")
    if not is_there(pdf_of(folder, number)) or not is_there(book):
        return ["not written"]
    faults = check_document(wanted, text) + check_pdf(wanted, letters)
    if openpyxl is not None:
        faults += check_workbook(wanted, book)
    return faults


def dump(configs):
    return run([PROGRAM, "dump", "document"] + configs,
               env=plain_environment(REPORTGEN_PATH=f"{HERE}:{ROOT}")).stdout


def main():
    tap = Tap()
    numbers = range(FIRST, FIRST + COUNT)
    layout = "random"
    with tempfile.TemporaryDirectory() as folder, \
            multiprocessing.Pool(WORKERS) as pool:
        configs = [write(folder, layout, Dataset(n)) for n in numbers]
        done = run([PROGRAM, "run", "-j", str(WORKERS), "-o", folder]
                   + configs, env=plain_environment(REPORTGEN_PATH=f"{HERE}:{ROOT}"))
        tap.check(f"{COUNT} random datasets are reported",
                  done.returncode == 0,
                  "\n".join(line for line in done.stderr.split("\n")
                            if "error:" in line or "fatal:" in line))
        texts = {}
        for part in pool.map(dump, [configs[i::WORKERS]
                                    for i in range(WORKERS)]):
            texts.update(split_documents(part))
        parts = [numbers[i:i + SHARE] for i in range(0, COUNT, SHARE)]
        found = {}
        for part in pool.map(check, [
                (part, folder, {n: texts.get(n) for n in part})
                for part in parts], chunksize=1):
            found.update(part)
    for what in ("document", "PDF", "workbook", "not written"):
        faults = [f"dataset {n}: {fault}" for n in numbers
                  for fault in found[n] if fault.startswith(what)]
        if what == "workbook" and openpyxl is None:
            tap.skip("every cell of the workbooks",
                     "python3-openpyxl is not installed")
            continue
        name = "every file is there" if what == "not written" \
            else f"every number of the {what} equals the recomputed one"
        tap.check(name, not faults, f"{len(faults)} differences\n"
                  + "\n".join(faults[:10]))
    tap.done()


main()
