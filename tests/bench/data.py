#!/usr/bin/python3
"""CPU time of reading, tallies and --each beside sqlite3 and a batch.

usage: data.py BUILD

Three figures, as run.py prints them:
 * one grouped tally over 1,000,000 rows of CSV, beside sqlite3 that imports the
   file and groups it the same, and the memory that it takes;
 * 200 different tallies over 100,000 rows, without what the program takes to
   read the rows, beside sqlite3 with the same questions about the same rows;
 * --each with 400 values over 100,000 rows, beside one report of all rows and
   400 reports of 250 rows in a batch.
"""
import os
import random
import re
import sqlite3
import subprocess
import sys

BUILD = os.path.abspath(sys.argv[1])
PROGRAM = os.path.join(BUILD, "reportgen")
CPU = os.path.join(BUILD, "bench", "cpu")
FOLDER = os.path.join(BUILD, "bench", "data")
SCHEMA = "layouts/schema/khuyen-cong.ini"
N_ROWS, N_VALUES, RUNS = 100_000, 400, 3
LARGE = 1_000_000

CONTENTS = ["1", "2", "3a", "3b", "3c", "4a", "4b", "4c", "5", "6", "7", "8",
            "9", "10"]
SOURCES = [("KCQG", "national"), ("KCĐP", "local")]
STATUSES = [("Đã nghiệm thu", "accepted"), ("Đã hủy", "cancelled"),
            ("Đang thực hiện", "running")]
HEADINGS = ["Mã đề án", "Tên đề án", "Nội dung hoạt động", "Nguồn kinh phí",
            "Trạng thái", "Ngày nghiệm thu", "Kinh phí hỗ trợ (đồng)",
            "Tổng kinh phí (đồng)", "Xã, phường"]
INI = """[report]
layout = {layout}
summary = "S"
[period]
value = 2020
[dataset]
schema = khuyen-cong
notation = vietnamese
schemes = {data}
[agency]
name = "SỞ CÔNG THƯƠNG"
place = "Kiên Giang"
[signer]
title = "GIÁM ĐỐC"
[output]
name = {name}
formats = pdf
"""
HEAD = """[layout]
form = nd30
schema = khuyen-cong
body = body.md
type_name = "BÁO CÁO"
"""
SMALL = HEAD + """[tally.all]
from = schemes
measures = "n = count(distinct id), support = sum(support)"
[tally.by_content]
from = schemes
group_by = content
measures = "n = count(distinct id), support = sum(support)"
"""
GROUPS = [None, "source", "content", "commune"]
MEASURES = ["count(*)", "count(distinct id)", "sum(support)",
            "sum(case when source = 'local' then support end)",
            "max(support)"]
WHERES = ["status <> 'cancelled'", "status = 'accepted'",
          "support > 50000000", "source = 'local'",
          "content in ('c3a', 'c3b')",
          "support > 10000000 and source = 'national'", "content <> 'c10'",
          "commune <> 'Xã 001'", "total_cost > 300000000",
          "source = 'national' and content = 'c5'"]


def path(*parts):
    return os.path.join(FOLDER, *parts)


def write(name, text):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), "w", encoding="utf-8") as file:
        file.write(text)


def made_rows():
    dice = random.Random(100000)
    rows = []
    for i in range(N_ROWS):
        source, status = dice.choice(SOURCES), dice.choices(STATUSES,
                                                            [6, 1, 2])[0]
        day = (dice.randint(2019, 2021), dice.randint(1, 12),
               dice.randint(1, 28)) if status[1] == "accepted" else None
        support = dice.randrange(1, 100) * 1_000_000
        rows.append((f"D{i}", f"Đề án {i}", dice.choice(CONTENTS), source,
                     status, day, support, support * 4,
                     f"Xã {i * N_VALUES // N_ROWS:03}"))
    return rows


def csv_text(rows):
    lines = [";".join(HEADINGS)]
    for row in rows:
        day = "{2}/{1}/{0}".format(*row[5]) if row[5] else ""
        lines.append(";".join([row[0], row[1], row[2], row[3][0], row[4][0],
                               day, str(row[6]), str(row[7]), row[8]]))
    return "\n".join(lines) + "\n"


def store(rows):
    """The rows as the program's store has them, in a file of sqlite3."""
    with open(SCHEMA, encoding="utf-8") as file:
        fields = re.findall(r"(?m)^\[field\.schemes\.(\w+)\]", file.read())
    if os.path.exists(path("rows.sqlite")):
        os.remove(path("rows.sqlite"))
    base = sqlite3.connect(path("rows.sqlite"))
    base.execute("CREATE TABLE schemes (_row INTEGER PRIMARY KEY, _source "
                 "INTEGER, _line INTEGER, " + ", ".join(
                     f'"{field}"' for field in fields) + ")")
    empty = dict.fromkeys(fields)
    empty.update(kind="standard", recoverable=0, approximation="exact")
    for i, row in enumerate(rows, 1):
        cells = dict(empty, id=row[0], name=row[1], content="c" + row[2],
                     source=row[3][1], status=row[4][1],
                     accepted_on="{}-{:02}-{:02}".format(*row[5])
                     if row[5] else None, support=row[6], total_cost=row[7],
                     commune=row[8])
        base.execute("INSERT INTO schemes VALUES (" + ", ".join(
            "?" * (3 + len(fields))) + ")", [i, 0, i + 1, *cells.values()])
    base.commit()
    base.close()


def questions():
    """The layout of 200 tallies, and the statements that ask the same."""
    layout, statements = [HEAD], []
    for group in GROUPS:
        for where in WHERES:
            for measure in MEASURES:
                layout.append(f"[tally.t{len(statements)}]\nfrom = schemes\n"
                              f'where = "{where}"\nmeasures = "x = {measure}"\n'
                              + (f"group_by = {group}\nempty = no\n" if group
                                 else ""))
                statements.append(
                    f"SELECT {group + ', ' if group else ''}{measure} FROM "
                    f"schemes WHERE ({where}) AND accepted_on BETWEEN "
                    "'2020-01-01' AND '2020-12-31'"
                    + (f" GROUP BY {group}" if group else "") + ";")
    return "".join(layout), "\n".join(statements) + "\n"


def measure(*command):
    """The least CPU milliseconds and peak MB of some runs."""
    times, peaks = [], []
    for _ in range(RUNS):
        done = subprocess.run([CPU, *command], capture_output=True,
                              encoding="utf-8", check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)[:200]}: {done.stderr[:2000]}")
        microseconds, kibibytes = map(int, done.stdout.split()[:2])
        times.append(microseconds / 1000)
        peaks.append(kibibytes * 1024 / 1e6)
    return min(times), min(peaks)


def cost(*command):
    return measure(*command)[0]


def print_ratio(what, ours, floor, most):
    print(f"{what:<44}{ours:>8.1f} ms{floor:>8.1f} ms{ours / floor:>8.2f}  "
          f"<= {most:.2f}     {'ok' if ours / floor <= most else 'OVER'}",
          flush=True)


def bench_reading():
    with open(path("large.csv"), "w", encoding="utf-8") as file:
        file.write(";".join(HEADINGS[:8]) + "\n")
        for i in range(LARGE):
            file.write(f"ĐA-{i:07};Hỗ trợ máy móc thiết bị {i};"
                       f"{CONTENTS[i % 14]};{SOURCES[i % 2][0]};Đã nghiệm thu;"
                       f"{i % 28 + 1:02}/{i % 12 + 1:02}/2020;"
                       f"{(i % 99 + 1) * 1000000};{(i % 99 + 1) * 4000000}\n")
    write("large/layout.ini", HEAD + "[tally.by_source]\nfrom = schemes\n"
          "group_by = source\nmeasures = \"n = count(*), m = sum(support)\"\n")
    write("large/body.md", "Có {{by_source.national.n}} đề án\n")
    write("large.ini", INI.format(layout="large", data="large.csv",
                                  name="large"))
    write("import.sql", f".mode csv\n.separator ;\n"
          f".import {path('large.csv')} t\n"
          f'SELECT "{HEADINGS[3]}", count(*), sum("{HEADINGS[6]}") FROM t '
          "GROUP BY 1;\n")
    ours, peak = measure(PROGRAM, "check", path("large.ini"))
    floor = cost("sqlite3", ":memory:", f".read {path('import.sql')}")
    os.remove(path("large.csv"))
    print_ratio("a tally over 1,000,000 rows of CSV", ours, floor, 1.3)
    print(f"{'peak memory of it':<44}{peak:>8.1f} MB{'':>19}  <= 80 MB    "
          f"{'ok' if peak <= 80 else 'OVER'}", flush=True)


def bench_tallies():
    layout, statements = questions()
    write("all/layout.ini", layout)
    write("none/layout.ini", HEAD)
    write("questions.sql", statements)
    for name in ("all", "none"):
        write(f"{name}/body.md", "Hết\n")
        write(f"{name}.ini", INI.format(layout=name, data="rows.csv",
                                        name=name))
    ours = cost(PROGRAM, "check", path("all.ini")) \
        - cost(PROGRAM, "check", path("none.ini"))
    print_ratio("200 tallies over 100,000 rows", ours,
                cost("sqlite3", path("rows.sqlite"),
                     f".read {path('questions.sql')}"), 1.5)


def bench_each(rows):
    size = N_ROWS // N_VALUES
    write("small/layout.ini", SMALL)
    write("small/body.md", "Có {{all.n}} đề án, {{all.support | million}} "
          "triệu đồng.\n\n{{#by_content}}\n- {{label}}: {{n}}\n"
          "{{/by_content}}\n")
    write("each.ini", INI.format(layout="small", data="rows.csv",
                                 name="each"))
    batch = []
    for i in range(N_VALUES):
        write(f"part-{i}.csv", csv_text(rows[i * size:(i + 1) * size]))
        write(f"part-{i}.ini", INI.format(layout="small",
                                          data=f"part-{i}.csv",
                                          name=f"part-{i}"))
        batch.append(path(f"part-{i}.ini"))
    out = ["-q", "-o", path("out")]
    ours = cost(PROGRAM, "run", *out, "--each", "schemes.commune",
                path("each.ini"))
    floor = cost(PROGRAM, "run", *out, path("each.ini")) \
        + cost(PROGRAM, "run", *out, *batch)
    print_ratio("--each, 400 values of 100,000 rows", ours, floor, 1.2)


def main():
    rows = made_rows()
    write("rows.csv", csv_text(rows))
    store(rows)
    os.makedirs(path("out"), exist_ok=True)
    bench_reading()
    bench_tallies()
    bench_each(rows)


main()
