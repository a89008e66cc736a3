#!/usr/bin/python3
"""Every sample at every level of PDF/A, judged by validators; what a PDF/A-3
embeds.

usage: levels.py PROGRAM
"""
import glob
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])
LEVELS = {"1a": ["-f", "ua1"], "2a": ["-f", "ua1"], "2u": [],
          "3a": ["-f", "ua1"]}
# The day of issue of all: it dates what is embedded.
ISSUED = "2018-01-05"
DATED = b"D:20180105000000+07'00'"


def at_level(folder, ini, level):
    """A copy of the sample beside INI at LEVEL, issued on a day."""
    sample = os.path.join(folder, level)
    shutil.copytree(os.path.dirname(ini), sample)
    path = os.path.join(sample, os.path.basename(ini))
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = set_key(text, "output", "level", level)
    text = set_key(text, "document", "date", ISSUED)
    text = set_key(text, "signer", "field", "yes")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def set_key(text, section, key, value):
    """TEXT of an INI with KEY of SECTION set to VALUE."""
    head, found, rest = text.partition(f"[{section}]\n")
    if not found:
        return f"{text}\n[{section}]\n{key} = {value}\n"
    body, bracket, tail = rest.partition("\n[")
    body = re.sub(rf"(?m)^{key}[ \t]*=.*\n?", "", body)
    return f"{head}{found}{key} = {value}\n{body}{bracket}{tail}"


def report(ini, folder, *options, cwd=ROOT):
    done = run([PROGRAM, "run", *options, ini, "-o", folder], cwd=cwd,
               env=plain_environment(
                   REPORTGEN_PATH=os.environ.get("REPORTGEN_PATH", ROOT)))
    files = {re.search(r"(\.manifest)?\.\w+$", line).group():
             os.path.join(cwd, line)
             for line in done.stdout.split("\n") if line}
    return done, files


def read(path):
    with open(path, "rb") as file:
        return file.read()


def judge(name, level, pdf):
    """By the rules of its level; and by readers, which draw all pages anew, in
    the oldest and the newest kind of file."""
    tap.judge(name, ["pdfalint", "-f", level] + LEVELS[level], pdf)
    if level in ("1a", "3a"):
        tap.judge(name, ["pdfcheck.sh"], pdf)


def attachments(pdf):
    """Name of each associated file of the catalog to (relationship, type,
    date, size said, bytes)."""
    import pikepdf
    found = {}
    with pikepdf.open(pdf) as file:
        for spec in file.Root.get("/AF", []):
            stream = spec.EF.F
            assert str(spec.F) == str(spec.UF)
            assert stream.objgen == spec.EF.UF.objgen
            found[str(spec.UF)] = (str(spec.AFRelationship),
                                   str(stream.Subtype),
                                   bytes(stream.Params.ModDate),
                                   int(stream.Params.Size),
                                   bytes(stream.read_bytes()))
        named = sorted(str(spec.UF) for _, spec in
                       pikepdf.NameTree(file.Root.Names.EmbeddedFiles).items()
                       ) if "/Names" in file.Root else []
        assert named == sorted(found), named
    return found


def check_field(name, pdf):
    """One empty signature field, on the page of the signature, 25 to 35 mm
    high as NĐ 30/2020 wants it."""
    try:
        import pikepdf
    except ImportError:
        tap.skip(f"{name}: signature field", "python3-pikepdf is not installed")
        return
    with pikepdf.open(pdf) as file:
        form = file.Root.AcroForm
        tap.equal(f"{name}: one signature field, nothing signed",
                  [(str(field.FT), str(field.T), "/V" in field)
                   for field in form.Fields], [("/Sig", "Signature", False)])
        field = form.Fields[0]
        left, foot, right, top = map(float, field.Rect)
        tap.check(f"{name}: room to sign", 70 < top - foot < 100 and
                  right - left > 150, (left, foot, right, top))
        tap.check(f"{name}: the field is on its page",
                  field.objgen in [note.objgen for note in field.P.Annots])


def check_attachments(name, files, with_sheets):
    try:
        import pikepdf  # noqa: F401
    except ImportError:
        tap.skip(f"{name}: attachments", "python3-pikepdf is not installed")
        return
    found = attachments(files[".pdf"])
    base = os.path.basename(files[".pdf"])[:-len(".pdf")]
    workbook, inputs = base + ".xlsx", base + ".inputs.json"
    tap.equal(f"{name}: what is embedded", sorted(found),
              sorted([inputs] + [workbook] * with_sheets))
    for key, (relationship, kind, date, size, content) in found.items():
        tap.equal(f"{name}: {key}: date and size", (date, size),
                  (DATED, len(content)))
        tap.equal(f"{name}: {key}: relationship", relationship,
                  "/Data" if key == workbook else "/Supplement")
        tap.equal(f"{name}: {key}: type", kind, "/application/json"
                  if key == inputs else "/application/vnd.openxmlformats-"
                  "officedocument.spreadsheetml.sheet")
    published = json.loads(read(files[".manifest.json"]))
    embedded = json.loads(found[inputs][4])
    tap.equal(f"{name}: the embedded manifest names the same inputs",
              embedded["inputs"], published["inputs"])
    roles = {entry["role"] for entry in embedded["inputs"]}
    tap.check(f"{name}: form and templates are among the inputs",
              {"form", "template"} <= roles, roles)
    if not with_sheets:
        return
    content = found[workbook][4]
    tap.equal(f"{name}: the embedded workbook is the one that is named",
              [entry["sha256"] for entry in embedded["outputs"]],
              [hashlib.sha256(content).hexdigest()])
    if ".xlsx" in files:
        tap.check(f"{name}: the embedded workbook is the published one",
                  content == read(files[".xlsx"]))


def check_level(ini, level, folder):
    name = f"{os.path.relpath(ini, os.path.join(ROOT, 'samples'))} {level}"
    copy = at_level(folder, ini, level)
    out = os.path.join(folder, "out-" + level)
    done, files = report(copy, out)
    if not tap.check(f"{name}: is written", done.returncode == 0
                     and ".pdf" in files, done.stdout + done.stderr):
        return
    judge(name, level, files[".pdf"])
    check_field(name, files[".pdf"])
    if level != "3a":
        return
    check_attachments(name, files, ".xlsx" in files)
    _, again = report(os.path.relpath(copy, folder), out + "-2", cwd=folder)
    tap.check(f"{name}: the same bytes from another folder",
              read(again[".pdf"]) == read(files[".pdf"]))
    _, alone = report(copy, out + "-3", "--only", "pdf")
    tap.equal(f"{name}: --only pdf publishes no workbook", sorted(alone),
              [".manifest.json", ".pdf"])
    tap.check(f"{name}: --only pdf embeds it all the same",
              read(alone[".pdf"]) == read(files[".pdf"]))
    tap.equal(f"{name}: nothing else is left", sorted(os.listdir(out + "-3")),
              sorted(os.path.basename(path) for path in alone.values()))


for sample in sorted(glob.glob(os.path.join(ROOT, "samples", "*", "*.ini"))):
    with tempfile.TemporaryDirectory() as folder_of_all:
        for level_of_pdf in LEVELS:
            check_level(sample, level_of_pdf, folder_of_all)
tap.done()
