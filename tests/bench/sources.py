#!/usr/bin/python3
"""CPU time and memory of reading a workbook and a server's table.

usage: sources.py BUILD [ROWS]

The same ROWS (1,000,000) of 12 columns are read
 * from a workbook that XlsxWriter made, beside openpyxl, which reads it row by
   row and does nothing with the rows;
 * from a PostgreSQL server of its own, beside a plain program (plain_postgres.c)
   that puts what COPY sends into a table of SQLite.
Each is skipped, saying why, where what it needs is not installed.
"""
import glob
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
N_ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
PROGRAM = os.path.join(BUILD, "reportgen")
CPU = os.path.join(BUILD, "bench", "cpu")
PLAIN = os.path.join(BUILD, "bench", "plain_postgres")
FOLDER = os.path.join(BUILD, "bench", "sources")
RUNS = 2

HEADINGS = ["Mã đề án", "Tên đề án", "Nội dung hoạt động", "Nguồn kinh phí",
            "Trạng thái", "Đơn vị thực hiện", "Ngày phê duyệt",
            "Ngày nghiệm thu", "Kinh phí hỗ trợ (đồng)",
            "Tổng kinh phí (đồng)",
            "Xã, phường", "Ghi chú"]
INI = """[report]
layout = read
summary = "S"
[period]
value = 2020
[dataset]
schema = khuyen-cong
schemes = "{source}"
{connection}[agency]
name = "SỞ CÔNG THƯƠNG"
place = "Kiên Giang"
[signer]
title = "GIÁM ĐỐC"
[output]
name = {name}
formats = pdf
"""
LAYOUT = """[layout]
form = nd30
schema = khuyen-cong
body = body.md
type_name = "BÁO CÁO"
"""
OPENPYXL = ("import openpyxl, sys\n"
            "book = openpyxl.load_workbook(sys.argv[1], read_only=True)\n"
            "for row in book.worksheets[0].iter_rows(values_only=True):\n"
            "    pass\n")
# The same cells as in workbook_row().
ROWS_SQL = """SELECT 'ĐA-' || lpad(i::text, 7, '0') AS "Mã đề án",
'Hỗ trợ máy móc thiết bị ' || i AS "Tên đề án",
(i % 4 + 5)::text AS "Nội dung hoạt động",
CASE WHEN i % 2 = 0 THEN 'KCQG' ELSE 'KCĐP' END AS "Nguồn kinh phí",
'Đã nghiệm thu' AS "Trạng thái",
'Cơ sở sản xuất ' || i % 5000 AS "Đơn vị thực hiện",
make_date(2020, i % 5 + 1, i % 28 + 1) AS "Ngày phê duyệt",
make_date(2020, i % 7 + 6, i % 28 + 1) AS "Ngày nghiệm thu",
((i % 99 + 1) * 1000000)::bigint AS "Kinh phí hỗ trợ (đồng)",
((i % 99 + 1) * 4000000)::bigint AS "Tổng kinh phí (đồng)",
'Xã ' || i % 400 AS "Xã, phường",
CASE WHEN i % 10 = 0 THEN 'đợt ' || i % 4 END AS "Ghi chú"
FROM generate_series(0, {} - 1) i"""
MAKE_BOOK = """import datetime, sys, xlsxwriter
book = xlsxwriter.Workbook(sys.argv[1], {"constant_memory": True})
sheet = book.add_worksheet("Danh mục")
day = book.add_format({"num_format": "dd/mm/yyyy"})
sheet.write_row(0, 0, sys.argv[3:])
for i in range(int(sys.argv[2])):
    row = i + 1
    sheet.write_string(row, 0, f"ĐA-{i:07}")
    sheet.write_string(row, 1, f"Hỗ trợ máy móc thiết bị {i}")
    sheet.write_string(row, 2, str(i % 4 + 5))
    sheet.write_string(row, 3, "KCĐP" if i % 2 else "KCQG")
    sheet.write_string(row, 4, "Đã nghiệm thu")
    sheet.write_string(row, 5, f"Cơ sở sản xuất {i % 5000}")
    sheet.write_datetime(row, 6, datetime.date(2020, i % 5 + 1, i % 28 + 1),
                         day)
    sheet.write_datetime(row, 7, datetime.date(2020, i % 7 + 6, i % 28 + 1),
                         day)
    sheet.write_number(row, 8, (i % 99 + 1) * 1000000)
    sheet.write_number(row, 9, (i % 99 + 1) * 4000000)
    sheet.write_string(row, 10, f"Xã {i % 400}")
    if i % 10 == 0:
        sheet.write_string(row, 11, f"đợt {i % 4}")
book.close()
"""


def path(*parts):
    return os.path.join(FOLDER, *parts)


def write(name, text):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), "w", encoding="utf-8") as file:
        file.write(text)


def write_report(name, source, connection=""):
    write("read/layout.ini", LAYOUT)
    write("read/body.md", "Hết\n")
    write(f"{name}.ini", INI.format(source=source, connection=connection,
                                    name=name))


def measure(*command):
    """CPU milliseconds and peak MB of one run."""
    done = subprocess.run([CPU, *command], capture_output=True,
                          encoding="utf-8", check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)[:200]}: {done.stderr[:2000]}")
    microseconds, kibibytes = map(int, done.stdout.split()[:2])
    return microseconds / 1000, kibibytes * 1024 / 1e6


def compare(what, ours, floor, most):
    """The programs take turns; the least of some runs counts."""
    found = [(measure(*ours), measure(*floor)) for _ in range(RUNS)]
    cost = min(pair[0][0] for pair in found)
    plain = min(pair[1][0] for pair in found)
    print(f"{what:<44}{cost:>8.1f} ms{plain:>8.1f} ms{cost / plain:>8.2f}  "
          f"<= {most:.2f}     {'ok' if cost / plain <= most else 'OVER'}",
          flush=True)
    return min(pair[0][1] for pair in found)


def bench_workbook():
    what = f"{N_ROWS:,} rows of XLSX beside openpyxl"
    missing = [name for name in ("xlsxwriter", "openpyxl")
               if importlib.util.find_spec(name) is None]
    if missing:
        print(f"{what:<44}skipped: no {missing[0]} for {sys.executable}")
        return
    book = path("book.xlsx")
    print(f"# making a workbook of {N_ROWS:,} rows", flush=True)
    subprocess.run([sys.executable, "-c", MAKE_BOOK, book, str(N_ROWS),
                    *HEADINGS], check=True)
    write_report("book", "book.xlsx")
    peak = compare(what, [PROGRAM, "check", path("book.ini")],
                   [sys.executable, "-c", OPENPYXL, book], 1 / 3)
    os.remove(book)
    print(f"{'peak memory of it':<44}{peak:>8.1f} MB{'':>19}  <= 60 MB    "
          f"{'ok' if peak <= 60 else 'OVER'}", flush=True)


class Server:
    """A PostgreSQL server in a folder of its own, with a socket there."""

    def __init__(self, tools, base):
        self.tools, self.data, self.socket = tools, base + "/data", base
        self.prefix = []
        if os.getuid() == 0:  # the server refuses root
            shutil.chown(base, "postgres")
            self.prefix = ["runuser", "-u", "postgres", "--"]
        self.do("initdb", "-D", self.data, "-A", "trust", "-U", "reportgen",
                "-E", "UTF8", "--locale=C")
        self.do("pg_ctl", "-D", self.data, "-w", "-o",
                f"-k {self.socket} -c listen_addresses='' -c fsync=off",
                "-l", base + "/log", "start")

    def do(self, tool, *arguments):
        subprocess.run(self.prefix + [os.path.join(self.tools, tool),
                                      *arguments], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)

    def sql(self, text):
        self.do("psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U",
                "reportgen", "-c", text, "postgres")

    def stop(self):
        self.do("pg_ctl", "-D", self.data, "-m", "immediate", "stop")


def bench_server():
    what = f"{N_ROWS:,} rows of PostgreSQL beside COPY"
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        print(f"{what:<44}skipped: no PostgreSQL server is installed")
        return
    base = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    server = Server(os.path.dirname(found[-1]), base)
    try:
        server.sql("CREATE TABLE rows AS " + ROWS_SQL.format(N_ROWS))
        connection = f"host={base} user=reportgen dbname=postgres"
        write_report("server", "postgresql:SELECT * FROM rows",
                     f'connection = "{connection}"\n')
        compare(what, [PROGRAM, "check", path("server.ini")],
                [PLAIN, connection, "SELECT * FROM rows"], 1.3)
    finally:
        server.stop()
        shutil.rmtree(base, ignore_errors=True)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    bench_server()
    bench_workbook()


main()
