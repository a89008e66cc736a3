#!/usr/bin/python3
"""The data-entry workbook: what it offers, and that it reads back.

usage: entry.py PROGRAM

Each sample is put into a workbook (--from), which is read as its source in
place of its files: the same rows, and no message that the files did not have.
An empty workbook is filled in by openpyxl and by LibreOffice as people would,
and read.
"""
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from office_script import OPEN_OFFICE  # noqa: E402
from small_reports import SCHEMES_REPORT  # noqa: E402
from tap import ROOT, Tap, end_all, has, plain_environment, run  # noqa: E402

import openpyxl  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])
SAMPLES = os.path.join(ROOT, "samples")
SHEETS = {}  # table: sheet
SCHEMA = os.path.join(ROOT, "layouts", "schema", "khuyen-cong.ini")


def program(*words, **more):
    return run([PROGRAM, *words], env=plain_environment(**more))


def read_schema():
    """Table: its sheet; (table, field): heading, type."""
    with open(SCHEMA, encoding="utf-8") as file:
        text = file.read()
    for name, body in re.findall(r"^\[table\.(\w+)\]\n((?:[^\[\n].*\n)*)",
                                 text, re.M):
        found = re.search(r'^sheet +=\s*"(.*)"', body, re.M) or \
            re.search(r'^label +=\s*"(.*)"', body, re.M)
        SHEETS[name] = found[1]


def rows(config):
    """What `dump dataset` says of CONFIG without places and sources, and its
    messages."""
    done = program("dump", "dataset", config)
    lines = []
    for line in done.stdout.splitlines():
        table = re.match(r"table (\w+):", line)
        if not table:
            # A field that is looked up is no column.
            lines.append(re.sub(r"^.*?: (?=\w+=)", "", line))
    messages = sorted(re.sub(r"^[^ ]*: ", "", line)
                      for line in done.stderr.splitlines())
    return lines, messages


def tables_of(config):
    return sorted(set(re.findall(r"^table (\w+):",
                                 program("dump", "dataset", config).stdout,
                                 re.M)))


def sample_configs():
    return sorted(os.path.join(folder, name)
                  for folder, _, names in os.walk(SAMPLES)
                  for name in names
                  if name.endswith(".ini") and name != "layout.ini")


def read_back(folder, config):
    """The configuration CONFIG with its data from one workbook."""
    name = os.path.relpath(config, SAMPLES)
    book = os.path.join(folder, "book.xlsx")
    done = program("entry", "khuyen-cong", "-o", book, "--overwrite",
                   "--from", config)
    if not tap.equal(f"{name}: a workbook", (done.returncode, done.stdout),
                     (0, book + "\n")):
        print("# " + done.stderr.replace("\n", "\n# "))
        return
    with open(config, encoding="utf-8") as file:
        text = file.read()
    sources = "".join(f'{table} = "{book}#{SHEETS[table]}"\n'
                      for table in tables_of(config))
    head = re.search(r"^\[dataset\]\n((?:[^\[\n].*\n|\n|;.*\n)*)", text, re.M)
    kept = "".join(line + "\n" for line in head[1].splitlines()
                   if re.match(r"schema|places_on", line))
    text = text.replace(head[0], f"[dataset]\n{kept}{sources}\n")
    text = re.sub(r"^\[fill\]\n((?:[^\[\n].*\n|\n)*)", "", text, flags=re.M)
    again = os.path.join(folder, "again.ini")
    with open(again, "w", encoding="utf-8") as file:
        file.write(text)
    layout = re.search(r"^layout\s*=\s*(\S+)", text, re.M)[1]
    own = os.path.join(os.path.dirname(config), layout)
    if os.path.isdir(own):
        # A layout of the office's own stands beside the configuration.
        shutil.copytree(own, os.path.join(folder, layout))
    expected, told = rows(config)
    found, messages = rows(again)
    tap.equal(f"{name}: the same rows", found, expected)
    new = [line for line in messages if line not in told]
    tap.check(f"{name}: no new message", not new, "\n".join(new))


# ---- an empty workbook -------------------------------------------------------

SCHEMES = [
    # id, name, content, source, status, accepted_on, support
    ("01", "Máy móc chế biến gạo", "Nội dung khác", "Khuyến công quốc gia",
     "Đã nghiệm thu", (2017, 6, 12), 228.5),
    ("02", "Đào tạo nghề đan \"lục bình\" & cói", "Đào tạo nghề, truyền nghề",
     "Khuyến công địa phương", "Đã nghiệm thu", (2017, 12, 1), 150),
]
UNITS = [("CS-1", "01", "Hợp tác xã Tân Tiến", 12),
         ("CS-2", "02", "Công ty Bình An", 7)]
DUMPED = [
    'id="01" name="Máy móc chế biến gạo" content=c10 kind=standard '
    'source=national status=accepted accepted_on=2017-06-12 '
    'support=228500000 recoverable=0 approximation=exact',
    'id="02" name="Đào tạo nghề đan \\"lục bình\\" & cói" content=c1 '
    'kind=standard source=local status=accepted accepted_on=2017-12-01 '
    'support=150000000 recoverable=0 approximation=exact',
    'id="CS-1" scheme="01" name="Hợp tác xã Tân Tiến" workers=12',
    'id="CS-2" scheme="02" name="Công ty Bình An" workers=7',
]


def columns_of(sheet):
    return {re.sub(r" \(.*\)$", "", cell.value): cell.column
            for cell in sheet[3] if cell.value}


def entries(columns, table):
    """(row from 1, column, value) of what people type."""
    if table == "schemes":
        for i, (id, name, content, source, status, day, support) in \
                enumerate(SCHEMES):
            for heading, value in (
                    ("Mã đề án", id), ("Tên đề án", name),
                    ("Nội dung hoạt động", content),
                    ("Nguồn kinh phí", source), ("Trạng thái", status),
                    ("Ngày nghiệm thu", day), ("Kinh phí hỗ trợ", support)):
                yield 5 + i, columns[heading], value
    else:
        for i, (id, scheme, name, workers) in enumerate(UNITS):
            for heading, value in (("Mã đơn vị thụ hưởng", id), ("Mã đề án", scheme),
                                   ("Tên đơn vị thụ hưởng", name),
                                   ("Số lao động", workers)):
                yield 5 + i, columns[heading], value


def by_openpyxl(path, filled):
    import datetime
    book = openpyxl.load_workbook(path)
    for table in ("schemes", "beneficiaries"):
        sheet = book[SHEETS[table]]
        for row, column, value in entries(columns_of(sheet), table):
            if isinstance(value, tuple):
                value = datetime.date(*value)
            sheet.cell(row, column).value = value
    book.save(filled)


SCRIPT = OPEN_OFFICE + '''
path, filled, entries = sys.argv[2:]
document = desktop.loadComponentFromURL("file://" + path, "_blank", 0,
                                        (option("Hidden", True),))
for sheet, row, column, value in json.load(open(entries)):
    cell = document.Sheets.getByName(sheet).getCellByPosition(column - 1,
                                                              row - 1)
    if cell.CellProtection.IsLocked:
        print("locked", sheet, row, column)
    if isinstance(value, str):
        cell.String = value
    else:
        cell.Value = value
document.storeToURL("file://" + filled,
                    (option("FilterName", "Calc MS Excel 2007 XML"),))
document.close(True)
try:
    desktop.terminate()
except Exception:
    pass
'''


def by_libreoffice(path, filled):
    """Types with LibreOffice; its reason when that cannot be done."""
    import datetime
    import json
    import subprocess
    if not has("soffice"):
        return "soffice is not installed"
    python = "/usr/bin/python3"
    if run([python, "-c", "import uno"]).returncode != 0:
        return "python3-uno is not installed"
    folder = os.path.dirname(filled)
    book = openpyxl.load_workbook(path)
    typed = []
    for table in ("schemes", "beneficiaries"):
        for row, column, value in entries(columns_of(book[SHEETS[table]]),
                                          table):
            if isinstance(value, tuple):
                value = (datetime.date(*value) -
                         datetime.date(1899, 12, 30)).days
            typed.append([SHEETS[table], row, column, value])
    with open(os.path.join(folder, "typed.json"), "w",
              encoding="utf-8") as file:
        json.dump(typed, file)
    with open(os.path.join(folder, "type.py"), "w", encoding="utf-8") as file:
        file.write(SCRIPT)
    pipe = f"entry{os.getpid()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore",
         f"-env:UserInstallation=file://{folder}/lo",
         f"--accept=pipe,name={pipe};urp"],
        env=plain_environment(HOME=folder), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True)
    try:
        done = run([python, os.path.join(folder, "type.py"), pipe, path,
                    filled, os.path.join(folder, "typed.json")], timeout=120)
        tap.equal("LibreOffice: no cell to fill in is locked",
                  (done.stdout, done.stderr), ("", ""))
        office.wait(60)
    finally:
        end_all(office)
    return None


def filled_in(folder, who, how):
    empty = os.path.join(folder, "empty.xlsx")
    filled = os.path.join(folder, f"{who}.xlsx")
    why = how(empty, filled)
    if why:
        tap.skip(f"{who}: filled in", why)
        return
    config = os.path.join(folder, f"{who}.ini")
    with open(config, "w", encoding="utf-8") as file:
        file.write(SCHEMES_REPORT.format(sources="".join(
            f'{table} = "{who}.xlsx#{SHEETS[table]}"\n'
            for table in ("schemes", "beneficiaries"))))
    found, messages = rows(config)
    tap.equal(f"{who}: what was typed is what is read", found, DUMPED)
    tap.equal(f"{who}: without a message", messages, [])


def left_example(folder):
    """A cell of the example that was typed over makes the row a record whose
    other cells are faults; one that was left in a record is told."""
    book = openpyxl.load_workbook(os.path.join(folder, "openpyxl.xlsx"))
    sheet = book[SHEETS["schemes"]]
    columns = columns_of(sheet)
    sheet.cell(5, columns["Đơn vị phối hợp"]).value = "VD: Phòng Kinh tế"
    book.save(os.path.join(folder, "left.xlsx"))
    with open(os.path.join(folder, "left.ini"), "w", encoding="utf-8") as file:
        file.write(SCHEMES_REPORT.format(
            sources=f'schemes = "left.xlsx#{SHEETS["schemes"]}"\n'))
    done = program("dump", "dataset", os.path.join(folder, "left.ini"))
    tap.check("an example that was left in a record is told",
              re.search(r"!G5: warning: example-left:", done.stderr) and
              done.returncode == 0, done.stderr)
    sheet.cell(4, columns["Mã đề án"]).value = "DA-1"
    book.save(os.path.join(folder, "left.xlsx"))
    done = program("dump", "dataset", os.path.join(folder, "left.ini"))
    tap.check("an example that was typed over in part is refused",
              done.returncode == 65 and
              len(re.findall(r"![A-Z]+4: error", done.stderr)) >= 8,
              done.stderr)


# ---- what it offers ----------------------------------------------------------

def offers(folder):
    path = os.path.join(folder, "empty.xlsx")
    book = openpyxl.load_workbook(path)
    tap.equal("sheets", book.sheetnames[1:-1], list(SHEETS.values()))
    tap.equal("the lists are hidden", book.worksheets[-1].sheet_state,
              "hidden")
    with open(SCHEMA, encoding="utf-8") as file:
        schema = file.read()
    chosen, missed, notes, heads = 0, [], 0, 0
    for table, title in SHEETS.items():
        sheet = book[title]
        columns = columns_of(sheet)
        checks = {}
        for check in sheet.data_validations.dataValidation:
            for part in str(check.sqref).split():
                checks[re.match("[A-Z]+", part)[0]] = check
        for field, body in re.findall(
                rf"^\[field\.{table}\.(\w+)\]\n((?:[^\[\n].*\n)*)", schema,
                re.M):
            kind = re.search(r"^type *= *(\w+)", body, re.M)[1]
            heading = re.search(r'^heading *= *"(.*)"', body, re.M)[1]
            if kind == "place":
                continue
            heads += 1
            cell = sheet.cell(3, columns[heading])
            notes += cell.comment is not None and cell.protection.locked
            check = checks.get(cell.column_letter)
            wants = "list" if kind in ("enum", "boolean") or \
                re.search("^references", body, re.M) else \
                "custom" if kind != "text" else None
            if wants and (not check or check.type != wants or
                          not check.showErrorMessage):
                missed.append(f"{table}.{field}: {check and check.type}")
            chosen += wants == "list"
        tap.equal(f"{title}: heads are frozen and locked",
                  (sheet.freeze_panes, sheet.protection.sheet), ("B5", True))
        tap.equal(f"{title}: prints on A4 with its head",
                  (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight,
                   sheet.print_title_rows), (9, 0, "$3:$3"))
    tap.equal("every heading has a note and is locked", notes, heads)
    tap.check("every choice, day and figure is checked",
              not missed and chosen > 20, "\n".join(missed))


# ---- the file ----------------------------------------------------------------

def refused(folder):
    path = os.path.join(folder, "kept.xlsx")
    with open(path, "w", encoding="utf-8") as file:
        file.write("mine")

    def expect(name, words, status, code, **more):
        done = program("entry", *words, **more)
        tap.check(name, done.returncode == status and code in done.stderr,
                  f"{done.returncode}: {done.stderr}")

    expect("a file that is there is kept", ["khuyen-cong", "-o", path], 73,
           "output-exists")
    with open(path, encoding="utf-8") as file:
        tap.equal("its bytes too", file.read(), "mine")
    link = os.path.join(folder, "link.xlsx")
    os.symlink(path, link)
    expect("a link is not written through",
           ["khuyen-cong", "-o", link, "--overwrite"], 73, "output-no-file")
    os.mkdir(os.path.join(folder, "folder.xlsx"))
    expect("a folder is no file", ["khuyen-cong", "-o", os.path.join(
        folder, "folder.xlsx"), "--overwrite"], 73, "output-no-file")
    expect("-o is needed", ["khuyen-cong"], 64, "missing-operand")
    expect("a name in .xlsx", ["khuyen-cong", "-o", "book.ods"], 64,
           "bad-argument")
    expect("an unknown schema", ["nothing", "-o", path], 78,
           "schema-not-found")
    mini = os.path.join(ROOT, "tests", "regress", "common")
    expect("data of another schema",
           ["mini", "-o", path, "--from",
            os.path.join(SAMPLES, "kien-giang-2017", "report.ini")], 78,
           "entry-other-schema", REPORTGEN_PATH=f"{mini}:{ROOT}")
    # A copy of the program elsewhere, which finds no layouts of its own.
    moved = os.path.join(folder, "moved")
    shutil.copy(PROGRAM, moved)
    done = run([moved, "entry", "mini", "-o", os.path.join(folder, "x.xlsx")],
               env=plain_environment(REPORTGEN_PATH=mini))
    tap.check("texts that are missing are told", done.returncode == 78 and
              "entry-texts" in done.stderr, done.stderr)
    for place, name in (("a", "Một"), ("b", "Hai")):
        os.mkdir(os.path.join(folder, place))
        with open(os.path.join(folder, place, "schemes.csv"), "w",
                  encoding="utf-8") as file:
            file.write("Mã đề án,Tên đề án,Nội dung,Nguồn,Trạng thái\n"
                       f"DA-1,{name},Khác,KCQG,Phê duyệt\n")
    config = os.path.join(folder, "two.ini")
    with open(config, "w", encoding="utf-8") as file:
        file.write(SCHEMES_REPORT.format(
            sources='schemes = "*/schemes.csv"\n'))
    expect("ids of two folders are not mixed",
           ["khuyen-cong", "-o", os.path.join(folder, "x.xlsx"), "--from",
            config], 65, "entry-shared-id")
    tap.equal("nothing is left in the folder",
              sorted(name for name in os.listdir(folder) if "tmp" in name), [])


def main():
    read_schema()
    with tempfile.TemporaryDirectory() as folder:
        for config in sample_configs():
            read_back(folder, config)
    with tempfile.TemporaryDirectory() as folder:
        empty = os.path.join(folder, "empty.xlsx")
        done = program("entry", "khuyen-cong", "-o", empty)
        tap.equal("an empty workbook", (done.returncode, done.stderr),
                  (0, ""))
        again = os.path.join(folder, "again.xlsx")
        shutil.copy(empty, again)
        program("entry", "khuyen-cong", "-o", empty, "--overwrite")
        with open(empty, "rb") as one, open(again, "rb") as two:
            tap.check("the same bytes each time", one.read() == two.read())
        offers(folder)
        filled_in(folder, "openpyxl", by_openpyxl)
        filled_in(folder, "libreoffice", by_libreoffice)
        left_example(folder)
        refused(folder)
    tap.done()


main()
