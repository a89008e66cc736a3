#!/usr/bin/python3
"""Every sample, end to end, through independent readers.

usage: samples.py PROGRAM
"""
import glob
import hashlib
import io
import json
import os
import re
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, has, plain_environment, reading, recalculated, run, words  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])


def report(ini, folder, cwd=ROOT, **environment):
    """Runs the report INI into FOLDER; its files by suffix."""
    done = run([PROGRAM, "run", ini, "-o", folder], cwd=cwd,
               env=plain_environment(**environment))
    files = {os.path.splitext(line)[1]: os.path.join(cwd, line)
             for line in done.stdout.split("\n") if line}
    return done, files


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def dump(stage, ini):
    done = run([PROGRAM, "dump", stage, ini], env=plain_environment())
    return done.stdout


# ---- the PDF ---------------------------------------------------------------

def pdf_text(pdf):
    """The text in content order, page by page."""
    return reading(["pdftotext", "-raw", "-enc", "UTF-8"], pdf, "-")


def check_pdf(name, ini, pdf):
    fonts = reading(["pdffonts"], pdf).splitlines()[2:]
    flags = [line.split()[-5:-2] for line in fonts]
    tap.check(f"{name}: fonts embedded, subset, with ToUnicode",
              fonts and all(flag == ["yes"] * 3 for flag in flags), fonts)
    text = pdf_text(pdf)
    check_text(name, ini, text)
    text = " ".join(words(text))
    for phrase in phrases(ini):
        tap.check(f"{name}: prints “{phrase}”", phrase in text, text[:2000])


def lines_beside(ini, name):
    """The lines of INI's own "STEM.NAME" beside it, else of NAME in its
    folder, if there is one."""
    path = os.path.splitext(ini)[0] + "." + name
    if not os.path.exists(path):
        path = os.path.join(os.path.dirname(ini), name)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [" ".join(words(line)) for line in file if line.strip()]


def phrases(ini):
    return lines_beside(ini, "phrases.txt")


def messages(text):
    """The messages in TEXT as "level: code"."""
    return [": ".join(found) for found in re.findall(
        r"(?m)^\S+?: (note|warning|error|fatal): ([a-z0-9-]+):", text)]


# A note below a table, which goes to the foot of the page that refers to it,
# while the table may go on overleaf.
NOTE = re.compile(r"(?m)^\d+ Chưa gồm [^\n]*$")


def cut_out(text, part):
    """TEXT, a list of words, without the first place of PART; None when it has
    none."""
    for i in range(len(text) - len(part) + 1):
        if text[i:i + len(part)] == part:
            return text[:i] + text[i + len(part):]
    return None


def check_text(name, ini, printed):
    """PRINTED, which pdftotext gives, is the document's text, plus what stands on the page only:
    page numbers and repeated heads, which the dump of the pages marks."""
    sections = dump("document", ini).split("\n[sheet ")[0]
    text = re.sub(r"(?m)^\[section \d+\].*$", "", sections)
    notes = [words(line) for line in NOTE.findall(text)]
    expected = words(NOTE.sub("", text))
    extracted, left, found = without_artifacts(ini, printed, expected,
                                               notes)
    tap.equal(f"{name}: every note stands at the foot of one page", found,
              len(notes))
    tap.check(f"{name}: pdftotext equals the document",
              extracted == expected, first_difference(extracted, expected))
    tap.equal(f"{name}: every artifact is on its page", left, [])


def first_difference(found, expected):
    for i, pair in enumerate(zip(found, expected)):
        if pair[0] != pair[1]:
            near = slice(max(0, i - 8), i + 8)
            return (f"word {i}\nfound    {' '.join(found[near])}\n"
                    f"expected {' '.join(expected[near])}")
    return f"{len(found)} words found, {len(expected)} expected"


def artifact_texts(ini):
    """Texts that stand on pages only (artifacts, and the numbers of a table
    of contents, which are Spans) by page, from the dump of the pages:
    PAGE text TAG X Y WIDTH SIZE WORD_SPACE FACE TEXT, TAG "-" if none."""
    pages = []
    for line in dump("pages", ini).splitlines():
        fields = line.split(" ", 9)
        if fields[1] == "page":
            pages.append([])
        elif fields[1] == "text" and (fields[2] == "-" or
                                      fields[2].startswith("Span:")):
            pages[-1].append(fields[9])
    return pages


def artifact_parts(word, artifacts):
    """WORD, or the word and the number of a note behind it, as it stands among
    ARTIFACTS; none when it does not."""
    if word in artifacts:
        return [word]
    head = word.rstrip("0123456789")
    number = word[len(head):]
    return [head, number] if head in artifacts and number in artifacts else []


def without_artifacts(ini, printed, expected, notes):
    """The words of PRINTED without those of artifacts and NOTES: a word that is
    not the next one of the document must be an artifact's of that page.  Also
    the artifact words that were not met, and how many notes were found."""
    kept = []
    left = []
    found = 0
    pages = printed.split("\f")
    for page, texts in enumerate(artifact_texts(ini)):
        artifacts = [word for text in texts for word in words(text)]
        text = words(pages[page])
        for note in notes:
            without = cut_out(text, note)
            found += without is not None
            text = text if without is None else without
        for word in text:
            following = expected[len(kept)] if len(kept) < len(expected) \
                else None
            parts = artifact_parts(word, artifacts)
            if word != following and parts:
                for part in parts:
                    artifacts.remove(part)
            else:
                kept.append(word)
        left += artifacts
    return kept, left, found


# ---- the workbook ----------------------------------------------------------

def check_xlsx(name, xlsx):
    with zipfile.ZipFile(xlsx) as book:
        tap.equal(f"{name}: every part of the workbook has its CRC",
                  book.testzip(), None)
    try:
        import openpyxl
    except ImportError:
        tap.skip(f"{name}: workbook", "python3-openpyxl is not installed")
        return
    formulas = openpyxl.load_workbook(xlsx)
    cached = openpyxl.load_workbook(xlsx, data_only=True)
    errors = []
    for sheet in formulas:
        values = cached[sheet.title]
        if sheet.page_setup.paperSize not in (9, "9"):
            errors.append(f"{sheet.title}: not A4")
        if sheet.print_title_rows is None or sheet.freeze_panes is None:
            errors.append(f"{sheet.title}: no repeated or frozen head")
        if not re.fullmatch(r"Biểu \d+|Phụ lục( [IVX]+)?", sheet.title) or \
                sheet["A2"].value != sheet.title:
            errors.append(f"{sheet.title}: not named as in the text")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    errors += check_formula(values, sheet, cell)
                elif "\n" in str(cell.value):
                    errors.append(f"{sheet.title}!{cell.coordinate}: "
                                  f"a line end in {cell.value!r}")
    tap.check(f"{name}: A4, repeated and frozen heads, formulas hold, no line "
              "ends",
              not errors, "\n".join(errors))

def check_quotient(values, cell):
    """The cached value of "=F7/D7*100", or "=F7/F$9*100", against the cells it
    names."""
    found = re.fullmatch(r"=([A-Z]+\d+)/([A-Z]+\d+)(?:\*(\d+))?",
                         cell.value.replace("$", ""))
    if not found:
        return [f"{cell.coordinate}: {cell.value} is no quotient"]
    a, b, scale = found.groups()
    quotient = values[a].value / values[b].value * int(scale or 1)
    cached = values[cell.coordinate].value
    if abs(quotient - cached) > 1e-9:
        return [f"{cell.coordinate} {cell.value}: {quotient} != {cached}"]
    return []


def check_formula(values, formulas, cell):
    """The cached value of a SUM or SUBTOTAL(9, ...) against the cells it
    names; SUBTOTAL passes over the subtotals among them."""
    if "/" in cell.value:
        return check_quotient(values, cell)
    subtotal = cell.value.startswith("=SUBTOTAL(9,")
    if not subtotal and not cell.value.startswith("=SUM("):
        return [f"{cell.coordinate}: {cell.value} is no sum"]
    total = 0
    for first, last in re.findall(r"([A-Z]+\d+)(?::([A-Z]+\d+))?",
                                  cell.value):
        for row in values[f"{first}:{last or first}"]:
            for part in row:
                nested = str(formulas[part.coordinate].value)
                if isinstance(part.value, (int, float)) and not (
                        subtotal and nested.startswith("=SUBTOTAL")):
                    total += part.value
    cached = values[cell.coordinate].value
    if abs(total - cached) > 1e-6:
        return [f"{cell.coordinate} {cell.value}: {total} != {cached}"]
    return []


def check_recalculated(name, xlsx, copy):
    """LibreOffice computes the formulas anew and finds the same values."""
    if not tap.check(f"{name}: LibreOffice opens the workbook", copy):
        return
    import openpyxl
    cached = openpyxl.load_workbook(xlsx, data_only=True)
    other = openpyxl.load_workbook(io.BytesIO(copy), data_only=True)
    different = [f"{sheet.title}!{cell.coordinate}: {cell.value!r}"
                 for sheet in cached for row in sheet.iter_rows()
                 for cell in row
                 if not same(cell.value,
                             other[sheet.title][cell.coordinate].value)]
    tap.check(f"{name}: LibreOffice finds the same values", not different,
              "\n".join(different))


def same(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) < 1e-6
    return (a or None) == (b or None)


# ---- the set of files ------------------------------------------------------

def check_manifest(name, files):
    with open(files[".json"], encoding="utf-8") as file:
        manifest = json.load(file)
    wrong = [entry["name"] for entry in manifest["outputs"]
             if digest(os.path.join(os.path.dirname(files[".json"]),
                                    entry["name"])) != entry["sha256"]
             or os.path.getsize(os.path.join(
                 os.path.dirname(files[".json"]),
                 entry["name"])) != entry["size"]]
    tap.equal(f"{name}: the manifest names the files as they are", wrong, [])


def check_deterministic(name, ini, files):
    with tempfile.TemporaryDirectory() as folder:
        done, other = report(os.path.relpath(ini, "/"), folder, cwd="/",
                             TZ="Asia/Ho_Chi_Minh", LC_ALL="C.UTF-8",
                             LANGUAGE="vi", USER="somebody",
                             LOGNAME="other", REPORTGEN_PATH=ROOT)
        if not tap.check(f"{name}: is written under another zone, locale and "
                         "folder", done.returncode == 0,
                         done.stdout + done.stderr):
            return
        for suffix in (".pdf", ".xlsx", ".json"):
            if suffix in files:
                tap.equal(f"{name}: the same {suffix} under another zone, "
                          "locale and folder",
                          digest(other.get(suffix, "/dev/null")),
                          digest(files[suffix]))


def check_judges(name, files):
    judges = [(["pdfalint", "-f", "2a", "-f", "ua1"], ".pdf"),
              (["pdfcheck.sh"], ".pdf"), (["xlsxlint.py"], ".xlsx")]
    for command, suffix in judges:
        if suffix in files:
            tap.judge(name, command, files[suffix])


def check_sample(name, ini, folder):
    """Writes the sample INI into FOLDER; the path of its workbook, if it has
    one."""
    done, files = report(ini, folder)
    if not tap.check(f"{name}: is written", done.returncode == 0,
                     done.stdout + done.stderr):
        return None
    expected = lines_beside(ini, "messages.txt")
    if expected:
        tap.equal(f"{name}: these messages only", messages(done.stderr),
                  expected)
        tap.equal(f"{name}: a line a message",
                  len(done.stderr.splitlines()), len(expected))
    else:
        tap.equal(f"{name}: no message", done.stderr, "")
    if ".pdf" in files:
        check_pdf(name, ini, files[".pdf"])
    if ".xlsx" in files:
        check_xlsx(name, files[".xlsx"])
    check_manifest(name, files)
    check_deterministic(name, ini, files)
    check_judges(name, files)
    return files.get(".xlsx")


def main():
    with tempfile.TemporaryDirectory() as folder:
        workbooks = {}
        for i, ini in enumerate(sorted(glob.glob(
                os.path.join(ROOT, "samples", "*", "*.ini")))):
            name = os.path.relpath(ini, os.path.join(ROOT, "samples"))
            xlsx = check_sample(name, ini, os.path.join(folder, str(i)))
            if xlsx:
                workbooks[name] = xlsx
        if not has("soffice"):
            tap.skip("LibreOffice", "soffice is not installed")
            tap.done()
        copies = recalculated(workbooks.values(), folder)
        for name, xlsx in workbooks.items():
            check_recalculated(name, xlsx, copies.get(xlsx))
    tap.done()


main()
