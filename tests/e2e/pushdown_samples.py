#!/usr/bin/python3
"""The samples' records in PostgreSQL, summed there: the same tallies.

usage: pushdown_samples.py PROGRAM

Each sample's tables are made in a real PostgreSQL server, with the types of
their columns.  Its tallies are the same whether the rows are read or summed at
the server, and so is what is told of them.  The tallies of the layouts that no
server makes are listed with their reasons; at least 80 in 100 are made there.
"""
import glob
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from postgres_server import Server, server_tools  # noqa: E402
from sample_tables import make_postgres  # noqa: E402
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
LEAST = 80  # in 100 tallies
tap = Tap()
folder = tempfile.mkdtemp()

SAMPLES = {"kien-giang-2017": ["report", "ministry"],
           "hoa-binh-2023": ["report"], "cao-bang-2016-2017": ["report"],
           "hai-duong-2014-2018": ["report"],
           "mien-nam-2023-08": ["report"],
           "trung-bo-tay-nguyen-2025": ["report"]}


def copy_sample(name):
    target = os.path.join(folder, name)
    shutil.copytree(os.path.join(ROOT, "samples", name), target)
    return target


def columns_of(server, schema, table):
    """The headings of a view, with their types."""
    return dict(line.rsplit("|", 1) for line in server.ask(
        "SELECT column_name, data_type FROM information_schema.columns WHERE "
        f"table_schema = '{schema}' AND table_name = '{table}' ORDER BY "
        "ordinal_position").split("\n") if line)


def place_provinces(server, sample, schema):
    """The tables of all provinces as one, which says whose its rows are; ids are
    told apart by the number of the province."""
    server.sql(f"CREATE SCHEMA {schema};")
    parts = {}
    for number, part in enumerate(sorted(glob.glob(
            os.path.join(sample, "data", "*"))), 1):
        own = f"{schema}_{number}"
        make_postgres(server, part, own)
        for path in glob.glob(os.path.join(part, "*.csv")):
            table = os.path.basename(path)[:-4].replace("-", "_") + "_rows"
            parts.setdefault(table, []).append(
                (number, os.path.basename(part), own,
                 columns_of(server, own, table)))
    for table, provinces in parts.items():
        heads = {}
        for _, _, _, columns in provinces:
            for head, kind in columns.items():
                if heads.get(head, "text") == "text":
                    heads[head] = kind
        selects = []
        for number, province, own, columns in provinces:
            wanted = ", ".join(
                (f"'{number}-' || \"{head}\"" if head.startswith("Mã ")
                 else f'"{head}"::{kind}') if head in columns
                else f"NULL::{kind}" for head, kind in heads.items())
            selects.append(f"SELECT {number} AS _p, row_number() OVER () AS _n,"
                           f" '{province}' AS \"Tỉnh\", {wanted} FROM "
                           f"{own}.{table}")
        names = ", ".join(f'"{head}"' for head in heads)
        server.sql(f"CREATE VIEW {schema}.{table} AS SELECT \"Tỉnh\", {names} "
                   f"FROM ({' UNION ALL '.join(selects)}) AS u(_p, _n, \"Tỉnh\""
                   f", {names}) ORDER BY _p, _n;")


def configure(sample, ini, schema, connection, pushed):
    """The sample's configuration with its tables at the server."""
    with open(os.path.join(sample, ini + ".ini"), encoding="utf-8") as file:
        text = file.read()
    lines = [f'connection = "{connection}"']
    for key, path in re.findall(r'(?m)^([\w.]+)\s*=\s*"?([\w*/-]+\.csv)"?\s*$',
                                text):
        table = os.path.basename(path)[:-4].replace("-", "_")
        lines.append(f'{key} = "postgresql:SELECT * FROM {schema}.{table}_rows"')
        if pushed:
            lines.append(f"{key}.pushdown = yes")
    text = re.sub(r'(?m)^([\w.]+)\s*=\s*"?([\w*/-]+\.csv)"?\s*$', "", text)
    text = re.sub(r"(?m)^encoding.*\n", "", text)
    text = re.sub(r"(?m)^\[fill\]\n.*\n", "", text)
    text = text.replace("[dataset]", "[dataset]\n" + "\n".join(lines), 1)
    name = ini + ("-pushed" if pushed else "-read")
    with open(os.path.join(sample, name + ".ini"), "w",
              encoding="utf-8") as file:
        file.write(text)
    return name + ".ini"


def dump(stage, sample, ini, *words):
    ended = run([PROGRAM, "dump", stage, ini, *words], cwd=sample, timeout=240,
                env=plain_environment(REPORTGEN_PATH=ROOT))
    return ended.returncode, ended.stdout, ended.stderr


def told(text):
    """Messages but for those of the pushdown itself, without where they stand
    in the configuration and in the rows."""
    return sorted(re.sub(r"(?:_rows)(:\d+)+|(report|ministry)-(read|pushed)"
                         r"\.ini:\d+", "", line).replace("_rows:", ":")
                  for line in text.split("\n") if " pushdown-" not in line)


def layouts():
    """The tallies of the layouts that come with the program: (layout, line of
    the section): name."""
    found = {}
    for path in glob.glob(os.path.join(ROOT, "layouts", "*", "layout.ini")):
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                head = re.match(r"\[tally\.(\w+)\]", line)
                if head:
                    found[(os.path.basename(os.path.dirname(path)),
                           number)] = head[1]
    return found


def check_units(server, sample, schema):
    """A table with counts in thousands is read: its rows say what they mean."""
    server.sql(f"UPDATE {schema}.publications SET \"Đơn vị tính\" = "
               "'nghìn tờ', \"Số lượng\" = 5;")
    read, pushed = (dump("tallies", sample, f"report-{how}.ini")
                    for how in ("read", "pushed"))
    tap.check("counts in thousands: the same tallies",
              read[0] == 0 and read[:2] == pushed[:2] and "5000" in read[1] and
              " publications.unit: " in pushed[2], read[2] + pushed[2])


def main():
    tools = server_tools()
    if tools is None:
        tap.skip("samples at a server", "no PostgreSQL server is installed")
        tap.done()
        return
    base = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    server = Server(tools, base)
    reasons, every = {}, layouts()
    try:
        connection = f"host={server.socket} user=reportgen dbname=postgres"
        for name, inis in SAMPLES.items():
            sample = copy_sample(name)
            schema = "s_" + name.replace("-", "_")
            if os.path.exists(os.path.join(sample, "data")):
                place_provinces(server, sample, schema)
            else:
                make_postgres(server, sample, schema)
            for ini in inis:
                read = dump("tallies", sample, configure(
                    sample, ini, schema, connection, False))
                pushed = dump("tallies", sample, configure(
                    sample, ini, schema, connection, True))
                tap.check(f"{name}/{ini}: the same tallies",
                          read[0] == 0 and read[:2] == pushed[:2] and
                          " pushdown-done: " in pushed[2],
                          f"read {read[0]}: {read[2]}\npushed {pushed[0]}: "
                          f"{pushed[2]}\n" + "\n".join(sorted(
                              set(read[1].split("\n"))
                              ^ set(pushed[1].split("\n")))[:12]))
                for place, line, why in re.findall(
                        r"(?m)/layouts/([\w-]+)/layout.ini:(\d+):\d+: note: "
                        r"pushdown-not: .*?“\w+” [^:]*: (.*)$", pushed[2]):
                    reasons[(place, int(line))] = why
                tap.check(f"{name}/{ini}: the same is told",
                          told(read[2]) == told(pushed[2]), "\n".join(
                              set(told(read[2])) ^ set(told(pushed[2]))))
            if name == "kien-giang-2017":
                check_units(server, sample, schema)
    finally:
        server.stop()
        shutil.rmtree(base, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
    tap.check("each reason is of a tally there is",
              set(reasons) <= set(every), str(set(reasons) - set(every)))
    for key, why in sorted(reasons.items()):
        print(f"# {key[0]}: tally {every.get(key)}: {why}")
    share = 100 * (len(every) - len(reasons)) / len(every)
    print(f"# {len(every) - len(reasons)} of {len(every)} tallies")
    tap.check(f"at least {LEAST} in 100 tallies are made at the server",
              share >= LEAST, f"{share:.1f}")
    tap.done()


main()
