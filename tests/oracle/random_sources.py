#!/usr/bin/python3
"""Made-up sources of office-like shapes: read right, or refused, never wrong.

usage: random_sources.py PROGRAM [NUMBER...]

sources/office.py makes a table of known records and a sheet that says them as
an office would; sources/damage.py damages four in ten of them.  The program
dumps the dataset that it reads.  An undamaged source must be read as it is in
98 of 100 cases at least, and without a warning; a damaged one must be refused
or told of, or read as the records are.

REPORTGEN_RANDOM_SOURCES says how many there are (400; the long form has
20,000), REPORTGEN_RANDOM_FROM the number of the first.  With NUMBERs, these
sources alone are shown with what the program said.
"""
import collections
import multiprocessing
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "sources"))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))
from damage import DAMAGES  # noqa: E402
from office import Source  # noqa: E402
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
COUNT = int(os.environ.get("REPORTGEN_RANDOM_SOURCES", "400"))
FIRST = int(os.environ.get("REPORTGEN_RANDOM_FROM", "0"))
SHARE = 20  # sources that one worker reads at a time

CONFIGURATION = """\
[report]
layout = figures
summary = "Số liệu"
[period]
value = 2017
[dataset]
schema = khuyen-cong
{sources}
[agency]
name = "SỞ CÔNG THƯƠNG"
place = "Cà Mau"
[document]
symbol = BC-SCT
[signer]
title = "GIÁM ĐỐC"
[output]
name = r
"""
LAYOUT = """\
[layout]
name = figures
body = body.md
[tally.all]
from = {table}
measures = "n = count(*)"
"""


def made(number):
    """Source NUMBER, and the name of its damage or None."""
    source = Source(number)
    source.cut = False
    if source.random.random() < 0.6:
        return source, None
    names = list(DAMAGES)
    source.random.shuffle(names)
    for name in names:
        if DAMAGES[name](source):
            return source, name
    return source, None


def write(source, folder):
    os.makedirs(os.path.join(folder, "figures"), exist_ok=True)
    sources = [f"{source.table} = data.csv"]
    for key, value in source.options.items():
        sources.append(f"{source.table}.{key} = {value}")
    if source.table == "products":
        sources.append("selections = selections.csv")
        put(folder, "selections.csv", "Mã đợt bình chọn;Cấp bình chọn;Năm;"
            "Ngày quyết định\nB1;Tỉnh;2017;25/10/2017\n".encode())
    if source.table != "schemes":
        sources.append("schemes = schemes.csv")
        put(folder, "schemes.csv", "Mã đề án;Tên đề án;Nội dung hoạt động;"
            "Nguồn kinh phí;Trạng thái;Ngày nghiệm thu;Kinh phí hỗ trợ (triệu "
            "đồng)\nX1;Máy sấy;Truyền nghề;KCQG;Đã nghiệm thu;12/6/2017;"
            "100\n".encode())
    data = source.data()
    if source.cut:
        data = data[:cut_at(source, data)]
    put(folder, "data.csv", data)
    put(folder, "report.ini",
        CONFIGURATION.format(sources="\n".join(sources)).encode())
    put(folder, "figures/layout.ini",
        LAYOUT.format(table=source.table).encode())
    put(folder, "figures/body.md", "Có {{all.n}} dòng.\n".encode())


def put(folder, name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def cut_at(source, data):
    """A place inside the last row of a record, so that a cell is cut."""
    unit = 2 if source.encoding == "utf-16" else 1
    text = source.text().rstrip("\r\n")
    last = text.rsplit(source.line_end, 1)[-1]
    back = source.random.randint(1, max(1, len(last) - 2))
    kept = text[:len(text) - back].encode(source.encoding)
    return len(kept) - len(kept) % unit


# ---- what the program read --------------------------------------------------

ROW = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)')


def records_of(text, table):
    """The records of TABLE in a dump of the dataset, as dictionaries."""
    part = re.search(rf"(?ms)^table {table}:.*?\n(.*?)(?=^table |\Z)", text)
    found = []
    for line in part.group(1).splitlines() if part else []:
        values = line.split(": ", 1)[-1]
        found.append({name: re.sub(r"\\(.)", r"\1", value[1:-1])
                      if value.startswith('"') else value
                      for name, value in ROW.findall(values)})
    return found


def wanted(source):
    result = []
    for record in source.records:
        kept = {}
        for field, value in record.items():
            if value is None:
                continue
            kept[field] = value.isoformat() if hasattr(value, "isoformat") \
                else str(value)
        result.append(kept)
    return result


def agrees(found, expected):
    """True when each record has just the fields that it should have; fields
    that a file cannot say (defaults) are not compared."""
    if len(found) != len(expected):
        return False
    fields = set().union(*expected) if expected else set()
    return all({k: v for k, v in f.items() if k in fields} == e
               for f, e in zip(found, expected))


TOLD = re.compile(r": (warning|error|fatal): ([a-z0-9-]+): ")


def judge(number, folder):
    """(kind, what) of source NUMBER: how it came out, and the damage or
    features with the first message."""
    source, name = made(number)
    write(source, folder)
    ended = run([PROGRAM, "dump", "dataset", "report.ini"], cwd=folder,
                env=plain_environment(REPORTGEN_PATH=ROOT), timeout=60)
    told = TOLD.findall(ended.stderr)
    if source.extra:  # columns of the office's own may be told
        told = [t for t in told if t[1] != "unknown-column"] or \
            told[:name is not None]
    codes = " ".join(dict.fromkeys(code for _, code in told))
    if ended.returncode not in (0, 65, 78):
        return "crash", f"{name}: status {ended.returncode} {codes}"
    if ended.returncode != 0:
        return ("refused" if name is None else "damage refused",
                f"{name or ', '.join(sorted(source.features))}: {codes}")
    right = agrees(records_of(ended.stdout, source.table), wanted(source))
    if name is None:
        if not right:
            return "wrong", ", ".join(sorted(source.features))
        return ("warned", f"{codes}") if told else ("right", "")
    if right and name not in CHANGES:
        return "damage read right", name
    return ("damage told", f"{name}: {codes}") if told else ("wrong", name)


# Damages after which the figures of the file are others than were meant, so
# that reading what it says is not enough.
CHANGES = ("a row was deleted and the total was not",
           "a digit of an amount was mistyped", "a day is planned only",
           "amounts are in dong and nothing says so", "two units disagree",
           "a total counts a row more", "a cell tells another unit",
           "an amount is as above", "the title is of another")


def share(numbers):
    with tempfile.TemporaryDirectory() as folder:
        results = []
        for n in numbers:
            one = os.path.join(folder, str(n))
            os.mkdir(one)
            results.append((n,) + judge(n, one))
        return results


def show(numbers):
    for n in numbers:
        with tempfile.TemporaryDirectory() as folder:
            source, name = made(n)
            print(f"== {n}: {source.table}, {name or 'undamaged'}; "
                  f"{', '.join(sorted(source.features))}; {source.options}")
            print(source.text())
            print(judge(n, folder))
            print(run([PROGRAM, "dump", "dataset", "report.ini"], cwd=folder,
                      env=plain_environment(REPORTGEN_PATH=ROOT)).stderr)


def main():
    if len(sys.argv) > 2:
        show([int(n) for n in sys.argv[2:]])
        return
    numbers = range(FIRST, FIRST + COUNT)
    shares = [numbers[i:i + SHARE] for i in range(0, COUNT, SHARE)]
    kinds, reasons, examples = collections.Counter(), collections.Counter(), {}
    with multiprocessing.Pool(2) as pool:
        for results in pool.imap(share, shares):
            for number, kind, what in results:
                kinds[kind] += 1
                reasons[kind, what] += 1
                examples.setdefault((kind, what), number)
    tap = Tap()
    listed = lambda *wanted_kinds: "\n".join(  # noqa: E731
        f"{n} x {kind}: {what} (source {examples[kind, what]})"
        for (kind, what), n in reasons.most_common() if kind in wanted_kinds)
    good = kinds["right"] + kinds["warned"] + kinds["refused"]
    print("# " + ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()))
    for line in listed("refused", "warned").splitlines():
        print(f"# {line}")
    tap.check(f"{COUNT} sources: none is read wrong", not kinds["wrong"],
              listed("wrong"))
    tap.check("no source ends the program", not kinds["crash"],
              listed("crash"))
    tap.check("98 of 100 undamaged sources are read",
              kinds["refused"] * 50 <= good, listed("refused"))
    tap.check("no undamaged source is warned of", kinds["warned"] == 0,
              listed("warned"))
    tap.done()


main()
