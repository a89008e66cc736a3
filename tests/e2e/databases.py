#!/usr/bin/python3
"""The samples' records from workbooks, SQLite and PostgreSQL: the same report.

usage: databases.py PROGRAM

The tables are made from the samples' CSV files by Python, with the types of a
workbook or a database: dates, numbers, formats.  The PDF and the annex are the
same byte for byte.  A real PostgreSQL server is started in a
folder of its own, reached by a socket there; where there is none to start,
that part is skipped.
"""
import datetime
import glob
import hashlib
import os
import re
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from postgres_server import Server, server_tools  # noqa: E402
from sample_tables import (column_kind, make_postgres, quoted,  # noqa: E402
                           read_csv, tables, typed)
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
tap = Tap()
folder = tempfile.mkdtemp()


def copy_sample(name):
    target = os.path.join(folder, name)
    if not os.path.exists(target):
        shutil.copytree(os.path.join(ROOT, "samples", name), target)
    return target


def configuration(sample, replacement, extra="", more=""):
    """The sample's configuration with other sources, in database.ini: EXTRA
    stands in [dataset], MORE at the end."""
    with open(os.path.join(sample, "report.ini"), encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r'(?m)^([\w.]+\s*=\s*)"?([\w*/-]+\.csv)"?\s*$',
                  lambda m: m[1] + '"' + replacement(m[2]) + '"', text)
    text = text.replace("[dataset]", "[dataset]\n" + extra, 1)
    with open(os.path.join(sample, "database.ini"), "w",
              encoding="utf-8") as file:
        file.write(text + more)


def report(sample, ini, **environment):
    """The document of the report without the places of its rows."""
    ended = run([PROGRAM, "dump", "document", ini], cwd=sample, timeout=240,
                env=plain_environment(REPORTGEN_PATH=ROOT, **environment))
    return ended.returncode, ended.stdout, ended.stderr


def files(sample, ini, **environment):
    """The files of the report, but for the manifest, which names its sources:
    exit status, digests, messages."""
    out = tempfile.mkdtemp(dir=folder)
    ended = run([PROGRAM, "run", ini, "-o", out], cwd=sample, timeout=120,
                env=plain_environment(REPORTGEN_PATH=ROOT, **environment))
    digests = {}
    for name in sorted(os.listdir(out)):
        if name.endswith((".pdf", ".xlsx")):
            with open(os.path.join(out, name), "rb") as file:
                digests[name] = hashlib.sha256(file.read()).hexdigest()
    shutil.rmtree(out)
    return ended.returncode, digests, ended.stderr


def compare(title, sample, **environment):
    expected = files(sample, "report.ini")
    found = files(sample, "database.ini", **environment)
    tap.check(title, expected[0] == 0 and len(expected[1]) > 0 and
              found[:2] == expected[:2],
              f"status {found[0]}\n{found[1]}\n{expected[1]}\n{found[2]}")


SAMPLES = ["kien-giang-2017", "hoa-binh-2023", "cao-bang-2016-2017",
           "hai-duong-2014-2018"]


# ---- workbooks ---------------------------------------------------------------

def make_workbook(path):
    """The CSV file at PATH as a workbook beside it: days are days under a
    Vietnamese format, numbers numbers."""
    import openpyxl
    heads, texts = read_csv(path)
    cells = [[typed(t.strip()) for t in row] for row in texts]
    kinds = [column_kind([row[i] for row in cells])
             for i in range(len(heads))]
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Số liệu"
    page.append(heads)
    for r, row in enumerate(cells, 2):
        for i, (value, kind) in enumerate(zip(row, kinds)):
            cell = page.cell(r, i + 1)
            text = texts[r - 2][i].strip()
            if kind == "text":
                cell.value = text or None
                cell.data_type = "s" if text else "n"
            elif value is not None:
                cell.value = value
                cell.number_format = "dd/mm/yyyy" if kind == "date" else \
                    "#,##0.###" if isinstance(value, float) else "0"
    book.save(path[:-4] + ".xlsx")


for each in SAMPLES + ["mien-nam-2023-08"]:
    place = copy_sample(each)
    for csv_path in glob.glob(os.path.join(place, "**", "*.csv"),
                              recursive=True):
        make_workbook(csv_path)
    configuration(place, lambda f: f[:-4] + ".xlsx")
    compare(f"{each} from workbooks", place)


# ---- SQLite ------------------------------------------------------------------

def make_sqlite(sample):
    database = sqlite3.connect(os.path.join(sample, "kc.sqlite"))
    for name, _, heads, _, rows in tables(sample):
        database.execute(f"CREATE TABLE {name} "
                         f"({', '.join(map(quoted, heads))})")
        database.executemany(
            f"INSERT INTO {name} VALUES ({', '.join('?' * len(heads))})",
            [[c.isoformat() if isinstance(c, datetime.date) else c
              for c in row] for row in rows])
    database.commit()
    database.close()


for each in SAMPLES:
    place = copy_sample(each)
    make_sqlite(place)
    configuration(place, lambda f: "kc.sqlite:" + f[:-4].replace("-", "_"))
    compare(f"{each} from SQLite", place)

# One database in the folder of each province.
place = copy_sample("mien-nam-2023-08")
for part in glob.glob(os.path.join(place, "data", "*")):
    make_sqlite(part)
configuration(place, lambda f: os.path.dirname(f) + "/kc.sqlite:" +
              os.path.basename(f)[:-4].replace("-", "_"))
compare("mien-nam-2023-08 from SQLite", place)

first = os.path.join(folder, SAMPLES[0])


def refused(title, source, status, code, extra="", more=""):
    configuration(first, lambda f: source if f == "schemes.csv" else f, extra,
                  more)
    found = report(first, "database.ini")
    tap.check(title, found[0] == status and f" {code}: " in found[2],
              f"status {found[0]}\n{found[2]}")


def before_and_after(path):
    with open(path, "rb") as file:
        return file.read(), sorted(os.listdir(os.path.dirname(path)))


state = before_and_after(os.path.join(first, "kc.sqlite"))
refused("no such file", "none.sqlite:schemes", 66, "file-missing")
refused("no database", "report.ini.sqlite:schemes", 66, "file-missing")
with open(os.path.join(first, "text.sqlite"), "w", encoding="utf-8") as out:
    out.write("Mã đề án;Tên\n" * 200)
refused("a file that is no database", "text.sqlite:schemes", 65,
        "database-broken")
os.remove(os.path.join(first, "text.sqlite"))
refused("no such table", "kc.sqlite:none", 78, "query-failed")
refused("two statements", "kc.sqlite:SELECT 1; SELECT 2", 78, "query-not-one")
refused("a statement that changes", "kc.sqlite:WITH a AS (SELECT 1) "
        "DELETE FROM schemes", 78, "query-failed")
refused("another file", "kc.sqlite:SELECT load_extension('x')", 78,
        "query-failed")
# As many steps as a second takes count: the test asks for one, not for the 25
# that a report has.
refused("a join without its condition", "kc.sqlite:WITH RECURSIVE n(i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS id FROM n",
        78, "query-too-long", more="[limits]\nsql_seconds = 1\n")
tap.check("the database and its folder are as they were",
          before_and_after(os.path.join(first, "kc.sqlite")) == state)

# ---- PostgreSQL --------------------------------------------------------------


def try_provinces(server, connection):
    """A schema of the database for each province, and a source for each: their
    ids are told apart by the numbers of the sources, in the order of the
    folders."""
    sample = os.path.join(folder, "mien-nam-2023-08")
    lines, fills = [connection, "ids = file"], []
    for number, part in enumerate(sorted(glob.glob(
            os.path.join(sample, "data", "*"))), 1):
        province = os.path.basename(part)
        schema = "p_" + province.replace("-", "_")
        make_postgres(server, part, schema)
        for table, file in (("schemes", "de_an"), ("plans", "ke_hoach")):
            if os.path.exists(os.path.join(part, file.replace("_", "-") +
                                           ".csv")):
                lines.append(f'{table}.{number} = "postgresql:SELECT * FROM '
                             f'{schema}.{file}_rows"')
                fills.append(f'{table}.{number}.province = "{province}"')
    with open(os.path.join(sample, "report.ini"), encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r"(?m)^(schemes|plans) .*\n", "", text)
    text = text.replace("[dataset]", "[dataset]\n" + "\n".join(lines), 1)
    text = re.sub(r"(?m)^province *=.*$", "\n".join(fills), text, count=1)
    with open(os.path.join(sample, "database.ini"), "w",
              encoding="utf-8") as file:
        file.write(text)
    compare("mien-nam-2023-08 from PostgreSQL", sample)


def try_postgres(server):
    connection = f'connection = "host={server.socket} user=reportgen ' \
        'dbname=postgres"'
    for each_sample in SAMPLES:
        sample = os.path.join(folder, each_sample)
        schema = each_sample.replace("-", "_")
        make_postgres(server, sample, schema)
        configuration(sample, lambda f, s=schema: f"postgresql:SELECT * FROM "
                      f"{s}.{f[:-4].replace('-', '_')}_rows", connection)
        compare(f"{each_sample} from PostgreSQL", sample)
    try_provinces(server, connection)
    schema = SAMPLES[0].replace("-", "_")
    configuration(first, lambda f: f"postgresql:{schema}.{f[:-4]}_rows")
    compare("the connection from the environment", first,
            PGHOST=server.socket, PGUSER="reportgen", PGDATABASE="postgres")
    try_odd_values(server, connection)
    refused("no such table in PostgreSQL", "postgresql:none", 78,
            "query-no-table", connection)
    refused("a query that is wrong", "postgresql:SELECT nothing FROM "
            f"{schema}.schemes", 78, "query-failed", connection)
    refused("a query that changes", "postgresql:WITH x AS (DELETE FROM "
            f"{schema}.schemes RETURNING *) SELECT * FROM x", 78,
            "query-failed", connection)
    refused("a query that fails in its rows", "postgresql:SELECT 1 / (6 - i) "
            "AS id FROM generate_series(1, 10) i", 78, "query-failed",
            connection)
    refused("no such server", "postgresql:schemes", 69, "database-unavailable",
            'connection = "host=/nonexistent user=x password=geheim"')
    found = report(first, "database.ini")
    tap.check("a password is in no message", "geheim" not in found[2],
              found[2])
    beside = os.path.join(os.path.dirname(PROGRAM), "reportgen-postgres")
    alone = os.path.join(folder, "bin")
    os.mkdir(alone)
    shutil.copy(PROGRAM, alone)
    configuration(first, lambda f: f"postgresql:{schema}.{f[:-4]}_rows",
                  connection)
    ended = run([os.path.join(alone, "reportgen"), "check", "database.ini"],
                cwd=first, env=plain_environment(REPORTGEN_PATH=ROOT))
    tap.check("without its helper: said", ended.returncode == 69 and
              " no-postgres-helper: " in ended.stderr and
              os.path.exists(beside), ended.stderr)


# What COPY writes with a backslash, and what only looks as if it did.
ODD_SQL = r"""CREATE TABLE odd ("Mã đề án" text, "Tên đề án" text,
"Nội dung hoạt động" text, "Nguồn kinh phí" text, "Trạng thái" text,
"Ngày nghiệm thu" date, "Kinh phí hỗ trợ (đồng)" numeric, "Ghi chú" text,
"Có thu hồi" boolean);
INSERT INTO odd VALUES
('A\B', E'tab\there\nline\\n end', '5', 'KCQG', 'Đã nghiệm thu',
 '2020-05-06', 1000000, '\N', true),
('A2', E'two\\\\slashes\r\nx', '6', 'KCĐP', 'Đã nghiệm thu',
 '2020-12-31', 2000000.00, NULL, false),
('A3', E'  blanks \u00a0', '7', 'KCQG', 'Đã nghiệm thu', '2020-01-01',
 123456789, E'\\', NULL)"""
ODD_INI = """[report]
layout = annual-report
summary = "S"
[period]
value = 2020
[dataset]
schema = khuyen-cong
schemes = "postgresql:SELECT * FROM odd"
{}
[agency]
name = "SỞ CÔNG THƯƠNG"
place = "Kiên Giang"
[signer]
title = "GIÁM ĐỐC"
[output]
name = odd
formats = pdf
"""
ODD_ROWS = r"""table schemes: postgresql:SELECT * FROM odd, 3 rows
postgresql:SELECT * FROM odd:1: id="A\\B" name="tab	here\nline\\n end" content=c5 kind=standard source=national status=accepted accepted_on=2020-05-06 support=1000000 recoverable=1 approximation=exact note="\\N"
postgresql:SELECT * FROM odd:2: id="A2" name="two\\\\slashes\nx" content=c6 kind=standard source=local status=accepted accepted_on=2020-12-31 support=2000000 recoverable=0 approximation=exact
postgresql:SELECT * FROM odd:3: id="A3" name="blanks" content=c7 kind=standard source=national status=accepted accepted_on=2020-01-01 support=123456789 recoverable=0 approximation=exact note="\\"
"""


def try_odd_values(server, connection):
    server.sql(ODD_SQL)
    with open(os.path.join(first, "odd.ini"), "w", encoding="utf-8") as file:
        file.write(ODD_INI.format(connection))
    ended = run([PROGRAM, "dump", "dataset", "odd.ini"], cwd=first,
                env=plain_environment(REPORTGEN_PATH=ROOT))
    tap.equal("tabs, line ends and backslashes in values",
              ended.stdout + ended.stderr, ODD_ROWS.replace("\\\n", "").replace("tab\\there", "tab\there"))


TOOLS = server_tools()
if TOOLS is None:
    tap.skip("PostgreSQL", "no server is installed")
else:
    base = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    running = Server(TOOLS, base)
    try:
        try_postgres(running)
    finally:
        running.stop()
        shutil.rmtree(base, ignore_errors=True)
shutil.rmtree(folder, ignore_errors=True)
tap.done()
