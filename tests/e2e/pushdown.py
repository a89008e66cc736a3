#!/usr/bin/python3
"""Sums where the data lie: the same figures as from rows that are read.

usage: pushdown.py PROGRAM [ROWS]

A national table is made in real PostgreSQL servers of the test's own: on one of
them, then on two, behind a table that is partitioned into foreign tables
(postgres_fdw).  A report with TABLE.pushdown = yes must have the figures of one
that reads the rows, and psql's.  What the intake would not take refuses the
pushdown, and the rows are read.
"""
import json
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from postgres_server import Server, server_tools  # noqa: E402
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
tap = Tap()
folder = tempfile.mkdtemp()

SCHEMA = """[schema]
name = national
title = Quốc gia
[values.source]
national = "Quốc gia"
local = "Địa phương"
[values.status]
running = "Đang thực hiện"
accepted = "Đã nghiệm thu"
[table.schemes]
label = "Đề án"
key = "id, source"
entity = id
consistent = "province, total_cost, status"
period_by = accepted_on
[field.schemes.id]
heading = "Mã đề án"
required = yes
[field.schemes.province]
heading = "Tỉnh"
required = yes
[field.schemes.source]
heading = "Nguồn"
type = enum
values = source
required = yes
[field.schemes.status]
heading = "Trạng thái"
type = enum
values = status
required = yes
[field.schemes.accepted_on]
heading = "Ngày nghiệm thu"
type = date
required = yes
[field.schemes.support]
heading = "Kinh phí hỗ trợ"
type = money
unit = million
required = yes
min = 0
[field.schemes.total_cost]
heading = "Tổng kinh phí"
type = money
unit = dong
required = yes
[field.schemes.score]
heading = "Điểm"
type = decimal
scale = 2
required = yes
[field.schemes.recognised]
heading = "Được công nhận"
type = boolean
required = yes
[field.schemes.year]
heading = "Năm"
type = year
required = yes
[table.units]
label = "Cơ sở"
key = id
[field.units.id]
heading = "Mã cơ sở"
required = yes
[field.units.scheme]
heading = "Mã đề án"
references = schemes.id
required = yes
[field.units.workers]
heading = "Lao động"
type = integer
required = yes
[rule.enough]
table = schemes
check = "support <= total_cost"
at = support
message = "nhiều quá"
"""

LAYOUT = """[layout]
name = national
form = nd30
schema = national
body = body.md
type_name = "BÁO CÁO"

[tally.all]
from = schemes
measures = "n = count(distinct id), m = count(*), support = sum(support), most = max(support), first = min(accepted_on), average = support / m, good = count(distinct case when score >= 7.5 then id end), marks = sum(score), recognised = sum(recognised), known = count(nullif(recognised, 0)), mixed = sum(case when source = 'national' then support else 0 end) - sum(support) filter (where status <> 'accepted')"

[tally.by_source]
from = schemes
where = "status in ('accepted', 'running') and support between 1000000 and 900000000"
group_by = source
measures = "n = count(distinct id), support = sum(support)"
compare = previous_year

[tally.by_province]
from = schemes
group_by = "province, source"
measures = "m = count(*), support = sum(support), least = min(support)"
order_by = "support desc, key"
limit = 7

[tally.by_month]
from = schemes
group_by = "accepted_on:month"
measures = "m = count(*), recognised = sum(case recognised when 1 then support end)"

[tally.by_quarter]
from = schemes
group_by = "accepted_on:quarter, recognised"
period = none
measures = "m = count(*), score = sum(score)"

[tally.units]
from = units
where = "scheme.status = 'accepted' and scheme not in (select s.scheme from units s where s.workers > 90)"
group_by = scheme.status
period = none
measures = "n = count(distinct id), workers = sum(workers), schemes = count(distinct scheme)"
"""

INI = """[report]
layout = here
summary = "Thử"
[period]
value = 2023
closing = nd09
[dataset]
schema = national
schemes = "postgresql:{schemes}"
units = "postgresql:{units}"
connection = "host={socket} user=reportgen dbname=postgres"
{more}
[agency]
name = "CỤC"
place = "Hà Nội"
[signer]
title = "CỤC TRƯỞNG"
[output]
name = {name}
"""

COLUMNS = """"Mã đề án" text NOT NULL, tinh text NOT NULL, "Nguồn" text NOT NULL,
    "Trạng thái" text, "Ngày nghiệm thu" date, "Kinh phí hỗ trợ" numeric(12, 3),
    "Tổng kinh phí" bigint, "Điểm" numeric(5, 2), "Được công nhận" boolean,
    "Năm" int"""

# Exact figures of every kind, the same wherever they are made.
VALUES = """SELECT 'DA-' || lpad((i / 2)::text, 8, '0'),
    'Tỉnh ' || ((i / 2) % {provinces}),
    CASE i % 2 WHEN 0 THEN 'Quốc gia' ELSE 'Địa phương' END,
    CASE WHEN (i / 2) % 5 < 4 THEN 'Đã nghiệm thu' ELSE 'Đang thực hiện' END,
    date '2022-01-01' + (i * 7919) % 900,
    ((i * 104729::bigint) % 900000) / 1000.0, {total},
    ((i * 31) % 1000) / 100.0, i % 3 = 0, 2022 + i % 2
    FROM generate_series(0, {rows} - 1) i"""


def write(name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def values(total="1000000000::bigint"):
    return VALUES.format(provinces=34, rows=ROWS, total=total)


def configure(server, name, more="", schemes="schemes", units="units"):
    write(f"{name}.ini", INI.format(socket=server.socket, name=name, more=more,
                                    schemes=schemes, units=units))


def tallies(name, *words):
    ended = run([PROGRAM, "dump", "tallies", f"{name}.ini", *words], cwd=folder,
                timeout=600, env=plain_environment(REPORTGEN_PATH=ROOT))
    return ended.returncode, ended.stdout, ended.stderr


PUSHED = "schemes.pushdown = yes\nunits.pushdown = yes\n"


def same(title, server, **sources):
    """The dump with rows that are read, and with sums of the server."""
    configure(server, "read", **sources)
    configure(server, "pushed", PUSHED, **sources)
    read, pushed = tallies("read"), tallies("pushed")
    tap.check(title, read[0] == 0 and read[:2] == pushed[:2] and
              "tally all" in read[1] and " pushdown-done: " in pushed[2],
              f"read {read[0]}: {read[2]}\npushed {pushed[0]}: {pushed[2]}\n"
              + "\n".join(sorted(set(read[1].split("\n"))
                                 ^ set(pushed[1].split("\n")))[:12]))
    return pushed


def refused(title, server, change, why):
    """CHANGE is made, asked of, and taken back."""
    server.sql("CREATE TABLE kept AS SELECT * FROM schemes;" + change)
    configure(server, "read")
    configure(server, "pushed", PUSHED)
    read, pushed = tallies("read"), tallies("pushed")
    told = [line for line in pushed[2].split("\n")
            if " pushdown-refused: " in line]
    others = [line for line in pushed[2].split("\n")
              if "pushdown-" not in line]
    tap.check(f"{title}: refused, and read here",
              len(told) == 1 and why in told[0] and read[:2] == pushed[:2] and
              others == [line.replace("read.ini", "pushed.ini")
                         for line in read[2].split("\n")],
              pushed[2] + "\n" + read[2])
    server.sql("DROP TABLE schemes; ALTER TABLE kept RENAME TO schemes;")


def check_psql(server, pushed):
    """A figure of each kind, as psql has it."""
    found = server.ask(
        "SELECT count(DISTINCT \"Mã đề án\") || ' ' || "
        "(sum(\"Kinh phí hỗ trợ\") * 1000000)::bigint || ' ' || "
        "count(DISTINCT \"Mã đề án\") FILTER (WHERE \"Điểm\" >= 7.5) || ' ' || "
        "min(\"Ngày nghiệm thu\") FROM schemes WHERE \"Ngày nghiệm thu\" "
        "BETWEEN '2022-12-15' AND '2023-12-14'").split()
    total = re.search(r"(?m)^tally all\n.*\n  total (.*)$", pushed[1])[1]
    figures = dict(part.split("=") for part in total.split())
    tap.check("figures are psql's",
              [figures[key] for key in ("n", "support", "good", "first")]
              == found, f"{figures}\n{found}")


def one_server(server):
    server.sql(f"CREATE TABLE schemes ({COLUMNS}); INSERT INTO schemes "
               + values() + ";"
               "CREATE TABLE units (\"Mã cơ sở\" text, \"Mã đề án\" text, "
               "\"Lao động\" int); INSERT INTO units SELECT 'CS-' || i, 'DA-' || "
               "lpad((i * 3 % " + str(ROWS // 2) + ")::text, 8, '0'), i % 97 "
               f"FROM generate_series(1, {ROWS // 20}) i;")
    same("queries as sources", server, schemes="SELECT *, tinh AS province FROM "
         "schemes", units="SELECT * FROM units")
    server.sql("ALTER TABLE schemes RENAME tinh TO \"Tỉnh\"")
    pushed = same("tables as sources", server)
    check_psql(server, pushed)
    manifest(server)
    not_there(server)
    several_forms(server)
    update = "UPDATE schemes SET {} WHERE \"Mã đề án\" = 'DA-00000007';"
    refused("an unknown code", server,
            update.format("\"Trạng thái\" = 'Chờ'"), "schemes.status: ")
    refused("half a đồng", server, "ALTER TABLE schemes ALTER \"Kinh phí hỗ trợ\" "
            "TYPE numeric;" + update.format("\"Kinh phí hỗ trợ\" = 1.00000005"),
            "schemes.support: ")
    refused("an empty cell", server,
            update.format("\"Tổng kinh phí\" = NULL"), "schemes.total_cost: ")
    refused("two rows of one key", server, "INSERT INTO schemes SELECT * FROM "
            "schemes LIMIT 1;", "key")
    refused("a contradiction", server, "UPDATE schemes SET \"Tổng kinh phí\" = 3e9 "
            "WHERE \"Mã đề án\" = 'DA-00000007' AND \"Nguồn\" = 'Quốc gia';",
            "entity")
    refused("a reference that leads nowhere", server,
            "DELETE FROM schemes WHERE \"Mã đề án\" = 'DA-00000003';",
            "reference")
    refused("a broken rule", server,
            update.format("\"Tổng kinh phí\" = 5"), "rule")
    refused("an id in two forms", server, "UPDATE schemes SET \"Mã đề án\" = "
            "'da-00000001' WHERE \"Mã đề án\" = 'DA-00000001' AND \"Nguồn\" = "
            "'Quốc gia';", "schemes: ")
    refused("an id with a blank", server, "UPDATE schemes SET \"Mã đề án\" = "
            "'DA X' WHERE \"Mã đề án\" = 'DA-00000001';", "schemes.id: ")
    refused("a figure as text", server, "ALTER TABLE schemes ALTER "
            "\"Tổng kinh phí\" TYPE text;", "schemes.total_cost: ")
    configure(server, "pushed", "schemes.pushdown = yes\n")
    pushed = tallies("pushed")
    tap.check("a source that is not left there", pushed[0] == 0 and
              "pushdown-refused: " in pushed[2] and "units" in pushed[2],
              pushed[2])
    tap.check("no figure from a wrong place", pushed[1] == tallies("read")[1])


# Of two rows of an entity its cost is taken once; its province is a text.
ONCE = """
[tally.once]
from = schemes
measures = "cost = sum(total_cost), n = count(distinct id), m = count(*), sources = count(distinct source), kinds = count(distinct case when support > 500000000 then 'large' else source end), rich = sum(case when source = 'local' then total_cost - support end)"

[tally.once_by_month]
from = schemes
group_by = "accepted_on:month, status"
measures = "cost = sum(total_cost), score = sum(score), sources = count(distinct source)"

[tally.largest]
from = schemes
group_by = id
measures = "place = min(province) as text, last = max(province) as text, cost = sum(total_cost), support = sum(support)"
order_by = "support desc, key"
limit = 5

[tally.of_units]
from = units
period = none
measures = "n = count(*), cost = sum(scheme.total_cost), workers = sum(workers)"
"""
LAYOUT += ONCE

NOT_THERE = """
[tally.listed]
from = schemes
columns = "id, support"
limit = 3

[tally.texts]
from = schemes
where = "province like 'tỉnh 1%'"
measures = "support = sum(support)"
"""


def not_there(server):
    """What a server cannot make is told tally by tally, and made here."""
    write("here/layout.ini", LAYOUT + NOT_THERE)
    configure(server, "read")
    configure(server, "pushed", PUSHED)
    read, pushed = tallies("read"), tallies("pushed")
    told = re.findall(r"layout.ini:\d+:1: note: pushdown-not: .*“(\w+)”",
                      pushed[2])
    n_read = re.search(r" pushdown-done: .*; (\d+) rows were read",
                       pushed[2])
    in_period = server.ask(
        "SELECT count(*) FROM schemes WHERE \"Ngày nghiệm thu\" BETWEEN "
        "'2022-12-15' AND '2023-12-14'")
    tap.check("tallies that no server makes", told == ["listed", "texts"] and
              read[:2] == pushed[:2] and n_read is not None, pushed[2])
    tap.check("only rows of the period are read for them",
              n_read is not None and int(n_read[1]) == int(in_period),
              f"{n_read and n_read[1]} of {in_period}")
    read, pushed = (run([PROGRAM, "dump", "document", "-v", name + ".ini"],
                        cwd=folder, timeout=600,
                        env=plain_environment(REPORTGEN_PATH=ROOT))
                    for name in ("read", "pushed"))
    tap.check("the rows behind figures", read.returncode == 0 and
              read.stdout == pushed.stdout and "schemes:" in read.stdout,
              pushed.stderr)
    write("here/layout.ini", LAYOUT)


def several_forms(server):
    """A text of a group in two forms: that tally is made here."""
    server.sql("CREATE TABLE kept AS SELECT * FROM schemes; UPDATE schemes SET "
               "\"Tỉnh\" = 'TỈNH 1' WHERE \"Mã đề án\" = 'DA-00000001'")
    configure(server, "read")
    configure(server, "pushed", PUSHED)
    read, pushed = tallies("read"), tallies("pushed")
    told = re.findall(r" pushdown-not: .*“(\w+)”", pushed[2])
    tap.check("a text in two forms", told == ["by_province"] and
              read[:2] == pushed[:2] and " written-two-ways: " in read[2] and
              " written-two-ways: " in pushed[2], read[2] + pushed[2])
    server.sql("DROP TABLE schemes; ALTER TABLE kept RENAME TO schemes;")


def manifest(server):
    configure(server, "pushed", PUSHED)
    ended = run([PROGRAM, "run", "-o", folder, "pushed.ini"], cwd=folder,
                env=plain_environment(REPORTGEN_PATH=ROOT))
    with open(os.path.join(folder, "pushed.manifest.json"),
              encoding="utf-8") as file:
        inputs = json.load(file)["inputs"]
    queries = [entry for entry in inputs if entry["role"] == "query"]
    tap.check("the manifest has the queries, their rows and digests",
              ended.returncode == 0 and len(queries) > 10 and
              all(entry["name"].startswith("SELECT ") and
                  re.fullmatch("[0-9a-f]{64}", entry["sha256"]) and
                  "rows" in entry for entry in queries), str(queries[:2]))
    return queries


def two_servers(server, other):
    """Two halves of the provinces on each server, behind a partitioned table."""
    halves = []
    for half, place in enumerate((server, other)):
        place.sql(f"CREATE TABLE part{half} ({COLUMNS}); INSERT INTO part{half} "
                  "SELECT * FROM (" + values() + f") v(a, b) WHERE right(b, 1) "
                  f"IN ({', '.join(repr(str(d)) for d in range(half, 10, 2))});"
                  f"ANALYZE part{half};")
        halves.append(place)
    script = "DROP TABLE schemes; CREATE EXTENSION postgres_fdw;" \
        f"CREATE TABLE schemes ({COLUMNS.replace('tinh', chr(34) + 'Tỉnh' + chr(34))}) " \
        "PARTITION BY LIST (\"Tỉnh\");"
    for half, place in enumerate(halves):
        names = ", ".join(f"'Tỉnh {n}'" for n in range(34) if n % 2 == half)
        script += f"CREATE SERVER s{half} FOREIGN DATA WRAPPER postgres_fdw " \
            f"OPTIONS (host '{place.socket}', dbname 'postgres'); CREATE USER " \
            f"MAPPING FOR reportgen SERVER s{half} OPTIONS (user 'reportgen');" \
            f"CREATE FOREIGN TABLE f{half} PARTITION OF schemes FOR VALUES IN " \
            f"({names}) SERVER s{half} OPTIONS (table_name 'part{half}');"
    for half in range(2):
        script += f"ALTER FOREIGN TABLE f{half} ALTER \"Tỉnh\" OPTIONS " \
            "(column_name 'tinh');"
    server.sql(script)
    same("two servers behind a partitioned table", server)
    plans = [server.ask("SET enable_partitionwise_aggregate = on; EXPLAIN VERBOSE "
                        + entry["name"]) for entry in manifest(server)
             if "_part" in entry["name"] and 'sum("_p' in entry["name"]]
    remote = [plan for plan in plans
              if re.search(r"Remote SQL: SELECT .*sum\(.* GROUP BY", plan)]
    tap.check("each server sums its own rows", len(remote) >= 2 and
              all(plan.count("Remote SQL") >= 2 for plan in remote),
              "\n".join(plans[:2])[:3000])
    print(f"# {len(remote)} of {len(plans)} staged queries are summed by both "
          "servers")


def main():
    tools = server_tools()
    if tools is None:
        tap.skip("sums at a server", "no PostgreSQL server is installed")
        tap.done()
        return
    write("schema/national.ini", SCHEMA)
    write("here/layout.ini", LAYOUT)
    write("here/body.md", "# Kết quả\n\nCó {{all.n}} đề án.\n")
    bases = [tempfile.mkdtemp(prefix="pg", dir="/tmp") for _ in range(2)]
    servers = []
    try:
        for base in bases:
            servers.append(Server(tools, base))
        one_server(servers[0])
        two_servers(*servers)
    finally:
        for server in servers:
            server.stop()
        for base in bases + [folder]:
            shutil.rmtree(base, ignore_errors=True)
    tap.done()


main()
