#!/usr/bin/python3
"""What a layout, a schema, an INI, an image or a table of at most 1 MB can
blow up: one attack a bound.  Each ends with a message that has a place and a
code, or is printed whole, within 60 s of CPU and 512 MB.

usage: bounds.py PROGRAM [ATTACK...]

With REPORTGEN_SOAK=1 statements run into the shipped limit of their time, not
into one of a second, and what is only long has four times the length.
"""
import functools
import os
import re
import resource
import struct
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "e2e"))
from small_reports import (NUMBERS_LAYOUT as LAYOUT, NUMBERS_REPORT,  # noqa: E402,E501
                           NUMBERS_SCHEMA)
from tap import ROOT, Tap, plain_environment  # noqa: E402

SOAK = os.environ.get("REPORTGEN_SOAK") == "1"
CPU_SECONDS = 60
MEMORY = 512 << 20
MB = 1 << 20

SCHEMA = NUMBERS_SCHEMA + """[field.t.n]
heading = "n"
type = integer
[field.t.s]
heading = "s"
type = text
[field.t.e]
heading = "e"
type = enum
values = ev
[values.ev]
a = "Alpha"
b = "Beta"
"""
TALLY = """[tally.a]
from = t
columns = "id, s, m, n"
"""
REPORT = NUMBERS_REPORT + 'formats = "pdf, xlsx"\n'


def rows(n, text="x", distinct=False):
    return "id;day;m;n;s;e\n" + "".join(
        f"R{i};1/2/2020;{i};{i};{text}{i if distinct else ''};a\n"
        for i in range(n))


def files(**changed):
    """The files of a report, some of them changed (`body` for body.md)."""
    made = {"report.ini": REPORT, "layout.ini": LAYOUT + TALLY,
            "body.md": "Một.\n", "t.csv": rows(5), "schema/num.ini": SCHEMA}
    names = {"report": "report.ini", "layout": "layout.ini",
             "body": "body.md", "data": "t.csv", "schema": "schema/num.ini"}
    for name, text in changed.items():
        made[names.get(name, name)] = text
    return made


def png(width, height, data, color=2):
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body +
                struct.pack(">I", zlib.crc32(kind + body)))
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, color, 0,
                                       0, 0)) +
            chunk(b"IDAT", data) + chunk(b"IEND", b""))


@functools.lru_cache
def bomb(size):
    pack = zlib.compressobj(9)
    data = b"".join(pack.compress(bytes(1 << 20)) for _ in range(size >> 20))
    return data + pack.flush()


def repeat_to(text, size=MB):
    return text * (size // len(text.encode()))


# ---- the attacks -------------------------------------------------------------

ATTACKS = {}


def attack(name, ends="any", seconds=CPU_SECONDS, **changed):
    """NAME ends with the code ENDS, or is written ("written"), within SECONDS
    of CPU; "any" is one or the other."""
    ATTACKS[name] = (ends, seconds, files(**changed))


QUICK_SQL = REPORT + "[limits]\nsql_seconds = 1\n"


TALLY1 = LAYOUT + TALLY
TALLY_G = LAYOUT + """[tally.g]
from = t
group_by = s
measures = "n = count(*), m = sum(m)"
"""


def build():
    # templates
    attack("partial-self", "over-limit", body="{{> body}}\n")
    attack("partial-self-twice", "over-limit", body="{{> body}}{{> body}}\n")
    attack("partial-two-files", "over-limit", body="{{> p}}{{> p}}\n",
           **{"p.md": "{{> q}}{{> q}}\n", "q.md": "{{> p}}{{> p}}\n"})
    parts = {f"p{i}.md": f"{{{{> p{i + 1}}}}}\n" * 8 for i in range(12)}
    parts["p12.md"] = "Hàng hóa.\n"
    attack("partial-tree", "over-limit", body="{{> p0}}\n", **parts)
    parts = dict(parts)
    parts["p12.md"] = "\n"
    attack("partial-tree-empty", "over-limit", body="{{> p0}}\n", **parts)
    many = "{{#a}}" * 30 + "{{id}}" + "{{/a}}" * 30
    attack("sections-nested", "over-limit", body=many, data=rows(100))
    many = "{{#a}}" * 30 + "{{^id}}x{{/id}}" + "{{/a}}" * 30
    attack("sections-nested-empty", "over-limit", body=many, data=rows(100))
    attack("sections-long", "over-limit", body="{{#a}}{{#a}}{{id}} {{/a}}{{/a}}\n",
           data=rows(20000))
    attack("section-text", "over-limit", body="{{#a}}" + "Hàng hóa. " * 40000 + "{{/a}}",
           data=rows(20000))
    attack("paragraphs-4mb", body="{{#a}}" + "a\n\n" * 40 + "{{/a}}",
           data=rows(34000))
    attack("items-4mb", body="{{#a}}\n" + "- a\n" * 30 + "{{/a}}",
           data=rows(34000))
    attack("table-4mb", body="|a|b|\n|-|-|\n{{#a}}\n" + "|a|b|\n" * 20 +
           "{{/a}}", data=rows(33000))
    attack("marks-4mb", body="{{#a}}" + "*a*b" * 30 + "{{/a}}",
           data=rows(34000))
    attack("figures-many", body="{{#a}}" + "{{n}} " * 25 + "{{/a}}",
           data=rows(34000))
    attack("links-4mb", body="{{#a}}" + "[a](http://b) " * 8 + "{{/a}}",
           data=rows(34000))
    attack("values", body=repeat_to("{{p}} "),
           report=REPORT.replace('summary = "S"', 'summary = "S"'),
           layout=TALLY1 + "")
    attack("values-long", body=repeat_to("{{document.summary}} "),
           report=REPORT.replace('summary = "S"',
                                 f'summary = "{"dài " * 240}"'))
    attack("pad", body="{{#a}}{{n | pad 2000000000}}{{/a}}")
    attack("pad-many", body=repeat_to("{{#a}}{{n | pad 18}}{{/a}}", 200000),
           data=rows(200))
    attack("decimals", body="{{#a}}{{m | million 2000000000}}{{/a}}")
    attack("filters-many", body="{{#a}}{{s " + "| upper " * 31 + "}}{{/a}}",
           data=rows(20000, "á" * 25))
    attack("filters-upper-long",
           body="{{#a}}{{s " + "| upper | lower " * 15 + "}}{{/a}}",
           data=rows(10, "á" * 40000))
    attack("tags-many", body="{{a.n}}" * 1, layout=TALLY1)
    attack("no-tags-1mb", body=repeat_to("Hàng hóa nông thôn. "))
    attack("paragraphs-1mb", body=repeat_to("a\n\n"))
    attack("long-word", body=repeat_to("a"))
    attack("long-word-vi", body=repeat_to("ế"))
    attack("marks-on-one-letter", body="a" + repeat_to("\u0301\u0323"))
    attack("one-line-words", body=repeat_to("a "))
    # Markdown
    attack("md-quotes", "over-limit", body=repeat_to(">"))
    attack("md-quotes-lines", body=repeat_to("> > > > > > > > > > > a\n"))
    attack("md-lists", "over-limit", body="".join("  " * i + "- a\n" for i in range(1000)))
    attack("md-list-items", body=repeat_to("- a\n"))
    attack("md-emphasis", body=repeat_to("*a **a "))
    attack("md-emphasis-nested", "over-limit", body="*a " * 150000 + " b*" * 150000)
    attack("md-brackets", body=repeat_to("["))
    attack("md-brackets2", body=repeat_to("[a]("))
    attack("md-images", body=repeat_to("!["))
    attack("md-backticks", body="".join("`" * (1 + i % 900) + " "
                                        for i in range(2300)))
    attack("md-html", body=repeat_to("<a "))
    attack("md-footnotes", body="".join(f"a[^{i}]\n\n[^{i}]: n\n\n"
                                        for i in range(30000)))
    attack("md-footnote-many-marks", body=repeat_to("a[^1] ") +
           "\n\n[^1]: n\n")
    attack("md-headings", "over-limit", body=repeat_to("# a\n\n"))
    attack("md-table-wide", "over-limit", body="|" + "a|" * 100000 + "\n|" + "-|" * 100000 +
           "\n|" + "b|" * 100000 + "\n")
    attack("md-table-long", body="|a|b|\n|-|-|\n" + repeat_to("|a|b|\n"))
    attack("md-table-fill", "over-limit", body="|" + "a|" * 256 + "\n|" + "-|" * 256 +
           "\n" + "|a|\n" * 200000)
    attack("md-links", body=repeat_to("[a](http://b) "))
    attack("md-refs", body="".join(f"[a{i}]: http://b\n"
                                   for i in range(50000)) + "\na\n")
    attack("md-entities", body=repeat_to("&amp;"))
    attack("md-breaks", body=repeat_to("a\\\n"))
    # SQL
    slow = ("cross", "distinct", "group-concat", "group-concat-big", "order",
            "window", "replace", "replace-len", "cross-rows")
    sql_columns = dict.fromkeys(
        ("group-concat", "max-window", "zeroblob", "printf", "replace", "order"), "s:text")
    sql_columns["cross-rows"] = '"id:text, n:integer"'
    for name, sql in (
            ("cross", "SELECT count(*) AS n FROM " + ", ".join(
                f"t a{i}" for i in range(8))),
            ("cross-rows", "SELECT a.id AS id, b.n AS n FROM " + ", ".join(
                f"t {c}" for c in "abcd")),
            ("group-concat", "SELECT group_concat(a.s, b.s) AS s FROM t a, "
             "t b, t c"),
            ("group-concat-big", "SELECT length(group_concat(a.s || b.s)) AS "
             "n FROM t a, t b, t c"),
            ("zeroblob", "SELECT hex(zeroblob(400000000)) AS s"),
            ("printf", "SELECT printf('%.*c', "
             f"{900000000 if SOAK else 90000000}, 'x') AS s"),
            ("replace", "SELECT " + "replace(" * 9 + "'xxxxxxxxxx'" +
             ", 'x', 'xxxxxxxxxx')" * 9 + " AS s"),
            ("replace-len", "SELECT length(" + "replace(" * 9 +
             "'xxxxxxxxxx'" + ", 'x', 'xxxxxxxxxx')" * 9 + ") AS n"),
            ("recursive", "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT "
             "n + 1 FROM c) SELECT count(*) AS n FROM c"),
            ("like", "SELECT count(*) AS n FROM t a, t b WHERE a.s LIKE '" +
             "%a" * 2000 + "%b'"),
            ("deep", "SELECT " + "(" * 100000 + "1" + ")" * 100000 + " AS n"),
            ("long-and", "SELECT count(*) AS n FROM t WHERE " +
             " AND ".join(["n = 1"] * 100000)),
            ("columns", "SELECT " + ", ".join(f"1 AS c{i}"
                                              for i in range(60000))),
            ("compound", " UNION ALL ".join(["SELECT 1 AS n"] * 60000)),
            ("values", "WITH v(x) AS (VALUES " + ",".join(["(1)"] * 100000) +
             ") SELECT count(*) AS n FROM v a, v b"),
            ("cte-double", "WITH c0 AS (SELECT n FROM t UNION ALL SELECT n "
             "FROM t)" + "".join(
                 f", c{i} AS (SELECT n FROM c{i-1} UNION ALL SELECT n FROM "
                 f"c{i-1})" for i in range(1, 30)) +
             " SELECT count(*) AS n FROM c29"),
            ("order", "SELECT a.s || b.s || c.s AS s FROM t a, t b, t c ORDER "
             "BY 1 LIMIT 1"),
            ("distinct", "SELECT count(DISTINCT a.s || b.id || c.id) AS n "
             "FROM t a, t b, t c"),
            ("window", "SELECT max(x) AS n FROM (SELECT sum(a.n) OVER (ORDER "
             "BY a.id, b.id ROWS BETWEEN 100000000 PRECEDING AND CURRENT ROW "
             "EXCLUDE TIES) AS x FROM t a, t b)"),
            ("max-window", "SELECT max(x) AS n FROM (SELECT group_concat(a.s) "
             "OVER (ORDER BY a.id) AS x FROM t a)")):
        attack("sql-" + name, ends="over-limit" if name in slow else "any",
               report=REPORT if SOAK and name == "cross" else QUICK_SQL, layout=LAYOUT + "[tally.q]\nsql = q.sql\ncolumns = " +
               sql_columns.get(name, "n:integer") + "\n",
               body="{{#q}}x{{/q}}\n", data=rows(2000, "x" * 300),
               **{"q.sql": sql})
    # tallies
    attack("tallies-many", layout=LAYOUT + "".join(
        f"[tally.q{i}]\nfrom=t\ncolumns=id\n" for i in range(6000)))
    attack("tallies-columns", layout=LAYOUT + "[tally.q]\nfrom = t\n"
           "group_by = s\nmeasures = \"" + ", ".join(
               f"a{i}=count(*)" for i in range(70)) + "\"\n")
    attack("tally-subqueries", ends="over-limit", report=QUICK_SQL, layout=LAYOUT + "[tally.q]\nfrom = t\n"
           'measures = "n = sum((select count(*) from t a, t b, t c, t d '
           'where a.n = b.n + c.n))"\n', data=rows(3000))
    attack("tally-where-cross", ends="over-limit", report=QUICK_SQL, layout=LAYOUT + "[tally.q]\nfrom = t\n"
           'where = "(select count(*) from t a, t b, t c, t d where a.n = '
           'b.n + c.n) > 1"\nmeasures = "n = count(*)"\n', data=rows(3000))
    attack("tally-pivot", "over-limit", layout=LAYOUT + "[tally.q]\nfrom = t\n"
           'group_by = "id, s"\nmeasures = "n = count(*)"\n[table.q]\ntally = '
           'q\ncolumn.1 = "x | id.label"\ncolumn.2 = "y | n.*"\n',
           body="![x](table:q)\n", data=rows(20000, "", True))
    attack("tally-pivot-3", "over-limit", layout=LAYOUT + "[tally.q]\nfrom = t\n"
           'group_by = "id, s"\nmeasures = "n = count(*)"\n',
           body="{{#q}}{{label}} {{#columns}}{{n}}{{/columns}}{{/q}}\n",
           data=rows(20000, "", True))
    attack("tally-compare", layout=LAYOUT + "[tally.q]\nfrom = t\n"
           'measures = "n = count(*)"\ncompare = "' +
           ", ".join(["previous_year"] * 60) + '"\n')
    # tables
    attack("table-columns", "over-limit", layout=LAYOUT + TALLY + "[table.w]\ntally = a\n" +
           "".join(f'column.{i} = "c | id"\n' for i in range(1, 8000)),
           body="![x](table:w)\n")
    attack("table-columns-2000", "over-limit", layout=LAYOUT + TALLY + "[table.w]\ntally = "
           "a\n" + "".join(f'column.{i} = "c | id"\n'
                           for i in range(1, 2000)),
           body="![x](table:w)\n", data=rows(2000))
    attack("table-columns-200-rows-5000", layout=LAYOUT + TALLY +
           "[table.w]\ntally = a\n" + "".join(
               f'column.{i} = "c | id"\n' for i in range(1, 200)),
           body="![x](table:w)\n", data=rows(20000 if SOAK else 5000))
    attack("tables-many", layout=LAYOUT + TALLY + "".join(
        f'[table.w{i}]\ntally=a\ncolumn.1="c|id"\n' for i in range(5000)),
           body="".join(f"![x](table:w{i})\n\n" for i in range(5000)),
           data=rows(500))
    attack("table-long-cell", layout=LAYOUT + TALLY + "[table.w]\ntally = a\n"
           'column.1 = "c | s"\n', body="![x](table:w)\n",
           data=rows(400, "x" * 2500))
    attack("table-long-cell-words", layout=LAYOUT + TALLY + "[table.w]\ntally "
           '= a\ncolumn.1 = "c | s"\n', body="![x](table:w)\n",
           data=rows(60, "xà " * 4000))
    attack("annexes-many", "over-limit", layout=LAYOUT + TALLY + '[table.w]\ntally=a\n'
           'column.1="c|id"\n' + "".join(
               f'[annex.a{i}]\ntitle="A"\ntable=w\nsheet="{i}"\n'
               for i in range(4000)),
           body="".join(f"[](annex:a{i})\n\n" for i in range(4000)),
           data=rows(200))
    # charts
    for kind in ("pie", "columns", "bars", "line", "stacked"):
        attack("chart-" + kind, layout=TALLY_G + "[chart.c]\ntally = g\n"
               f"kind = {kind}\nseries = m\n", body="![x](chart:c)\n",
               data=rows(30000, "", True))
    attack("charts-many", layout=TALLY_G + "".join(
        f"[chart.c{i}]\ntally=g\nkind=pie\nseries=m\n" for i in range(5000)),
           body="".join(f"![x](chart:c{i})\n\n" for i in range(5000)),
           data=rows(200, "", True))
    # images
    for name, picture in (
            ("huge", png(60000, 60000, zlib.compress(b"x"))),
            ("bomb", png(6000, 6000, bomb(110 << 20))),
            ("bomb-long", png(10, 10, bomb(900 << 20))),
            ("short", png(5000, 5000, bomb(1 << 20)))):
        attack("image-" + name, body="![x](i.png)\n",
               **{"i.png": picture})
    attack("images-many", "over-limit", body="".join(f"![x](i{i}.png)\n\n"
                                       for i in range(40)),
           **{f"i{i}.png": png(3000, 3000, bomb(26 << 20))
              for i in range(40)})
    attack("image-often", body="![x](i.png)\n\n" * (20000 if SOAK else 5000),
           **{"i.png": png(300, 300, bomb(1 << 20))})
    # INI, schema, data
    attack("report-recipients", report=REPORT + "[recipients]\n" + "".join(
        f'{i} = "Ông {i}"\n' for i in range(1, 12000)))
    attack("report-keys", report=REPORT + "[x]\n" + "".join(
        f"k{i}=1\n" for i in range(25000)))
    attack("layout-sections", layout=LAYOUT + TALLY + "".join(
        f"[x{i}]\n" for i in range(25000)))
    attack("schema-fields", "over-limit", schema=SCHEMA + "".join(
        f'[field.t.f{i}]\nheading="f{i}"\ntype=text\n' for i in range(6000)))
    attack("schema-fields-100", schema=SCHEMA + "".join(
        f'[field.t.f{i}]\nheading="f{i}"\ntype=text\n' for i in range(1900)))
    attack("schema-values", schema=SCHEMA + "".join(
        f'v{i} = "Vờ {i}"\n' for i in range(11000)),
           layout=LAYOUT + "[tally.g]\nfrom=t\ngroup_by=e\n"
           'measures="n = count(*)"\n', body="{{#g}}{{label}}{{n}}{{/g}}\n",
           data=rows(2000))
    attack("schema-values-pivot", "over-limit", schema=SCHEMA.replace(
        "[values.ev]",
        '[field.t.f]\nheading = "f"\ntype = enum\nvalues = ev\n[values.ev]') +
           "".join(f'v{i} = "Vờ {i}"\n' for i in range(11000)),
           layout=LAYOUT + '[tally.g]\nfrom=t\ngroup_by="e, f"\n'
           'measures="n = count(*)"\n', body="{{#g}}{{label}}{{n}}{{/g}}\n",
           data=rows(200).replace(";e\n", ";e;f\n").replace(";a\n", ";a;b\n"))
    attack("schema-tables", schema=SCHEMA + "".join(
        f'[table.u{i}]\nlabel="U{i}"\nkey=id\n[field.u{i}.id]\nheading="id"\n'
        "type=text\n" for i in range(3000)))
    attack("data-columns", seconds=4, data=rows(3).replace(";e\n", ";e" + "".join(
        f";h{i}" for i in range(100000)) + "\n", 1))
    attack("data-columns-rows", data="id;day" + ";x" * 900 + "\n" +
           ("R;1/2/2020" + ";" * 900 + "\n") * 1000)
    attack("data-bad-rows", data="id;day;m;n;s;e\n" + "R;x;x;x;x;x\n" * 80000)
    attack("data-one-cell", data=rows(1, "x" * 900000),
           body="{{#a}}{{s}}{{/a}}\n")
    attack("data-quotes", data='id;day;m;n;s;e\n"' + '""' * 500000 + "\n")
    attack("data-newlines", data="\n" * MB)
    attack("data-list", data=rows(35000), layout=LAYOUT + TALLY +
           '[table.w]\ntally=a\ntotal="Cộng"\ncolumn.1="c|id"\n'
           'column.2="m|m"\ncolumn.3="n|n"\n', body="![x](table:w)\n")
    attack("summary-long", report=REPORT.replace(
        'summary = "S"', f'summary = "{"x" * 900}"'))


# ---- running them ------------------------------------------------------------


def limit_process():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    # What is mapped but never touched (libraries, tables of ICU) counts here.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY + 128 * MB,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write(folder, made):
    for name, content in made.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        with open(path, "wb") as file:
            file.write(data)


def run_attack(program, made):
    """How the run ended, its seconds of CPU, its MB, its messages."""
    with tempfile.TemporaryDirectory() as folder:
        write(folder, made)
        error = os.path.join(folder, "messages")
        environment = plain_environment(REPORTGEN_PATH=f"{folder}:{ROOT}")
        child = os.fork()
        if child == 0:
            limit_process()
            os.chdir(folder)
            os.dup2(os.open(error, os.O_CREAT | os.O_WRONLY), 2)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            os.execve(program, [program, "run", "report.ini", "-o", "out"],
                      environment)
        _, status, usage = os.wait4(child, 0)
        with open(error, encoding="utf-8", errors="replace") as file:
            messages = file.read().splitlines()
    return (os.waitstatus_to_exitcode(status),
            usage.ru_utime + usage.ru_stime, usage.ru_maxrss >> 10, messages)


FAULT = re.compile(r"^(.*): (error|fatal): ([a-z0-9-]+): ")


def judge(ends, most_seconds, status, seconds, memory, messages):
    """What is wrong with an end, or None."""
    faults = [found for found in map(FAULT.match, messages) if found]
    if status not in (0, 65, 78):
        return f"ended with {status}"
    if (status == 0) != (not faults):
        return "status and messages disagree"
    if faults and faults[0][1] == "reportgen":
        return "the message has no place"
    if seconds > most_seconds or memory > MEMORY // MB:
        return f"took {seconds:.1f} s of CPU and {memory} MB"
    if ends == "written" and faults or ends not in (
            "any", "written", *(found[3] for found in faults)):
        return f"is no {ends}"
    return None


def main(program, names):
    tap = Tap()
    for name in names or ATTACKS:
        ends, most_seconds, made = ATTACKS[name]
        status, seconds, memory, messages = run_attack(program, made)
        wrong = judge(ends, most_seconds, status, seconds, memory, messages)
        tap.check(f"{name}: {seconds:.1f} s, {memory} MB, status {status}",
                  wrong is None, f"{wrong}\n" + "\n".join(
                      line[:300] for line in messages[:5]))
        if os.environ.get("SHOW"):
            print("#", *[m[:160] for m in messages[:1]], flush=True)
    tap.done()


build()
if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), sys.argv[2:])
