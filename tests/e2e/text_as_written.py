#!/usr/bin/python3
"""What an author writes into a text is printed, or refused with its line.

usage: text_as_written.py PROGRAM [SEED COUNT]

First every construct of Markdown alone, with what must be printed of it.
Then made-up texts of many of them: every visible character that is no mark of
the language (MARKS below, as the manual lists them) arrives in the document,
as often as it is written; or the message names the line.
"""
import collections
import os
import random
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import ROOT, Tap, plain_environment, run  # noqa: E402

tap = Tap()
PROGRAM = os.path.abspath(sys.argv[1])
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 60

FILES = {
    "report.ini": """[report]
layout = here
summary = "Kết quả"
[period]
value = 2020
[dataset]
schema = s
notation = vietnamese
t = t.csv
[agency]
name = "SỞ"
place = "Huế"
[signer]
title = "GIÁM ĐỐC"
[output]
name = out
""",
    "here/layout.ini": """[layout]
name = here
form = nd30
schema = s
body = body.md
type_name = "BÁO CÁO"
[tally.all]
from = t
period = none
measures = "n = count(*)"
""",
    "schema/s.ini": """[schema]
name = s
[table.t]
label = "T"
key = id
[field.t.id]
heading = "Mã"
type = text
""",
    "t.csv": "Mã\nA\nB\n",
}
FOLDER = tempfile.TemporaryDirectory()


def write(name, data):
    path = os.path.join(FOLDER.name, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


for file_name, content in FILES.items():
    write(file_name, content)
ENVIRONMENT = plain_environment(REPORTGEN_PATH=f"{FOLDER.name}:{ROOT}")


def dump(body):
    """Status, the text between title and recipients, the messages."""
    write("here/body.md", body)
    done = run([PROGRAM, "dump", "document", "report.ini"], cwd=FOLDER.name,
               env=ENVIRONMENT)
    text = done.stdout.partition("\nKết quả\n")[2].partition("\nNơi nhận:")[0]
    return done.returncode, text, done.stderr


def lines_of(text):
    return [line for line in text.replace("\u00a0", " ").split("\n") if line]


# ---- one construct at a time ------------------------------------------------

# What is written; the lines that are printed, or the line that is refused.
PRINTED = [
    ("[Tổng kinh phí]: 1.648,5 triệu\n", ["[Tổng kinh phí]: 1.648,5 triệu./."]),
    ("Một\n\n> [Hai]: ba\n", ["Một", "[Hai]: ba./."]),
    ("- [Hai]: ba\n- bốn\n", ["- [Hai]: ba", "- bốn./."]),
    ("[Hai\nba]: bốn\n", ["[Hai ba]: bốn./."]),
    ("[Hai]: bốn\n[Năm]: sáu\n", ["[Hai]: bốn [Năm]: sáu./."]),
    ("Xem [Hai] và [Ba][Hai].\n\n[Hai]: http://a.vn\n",
     ["Xem [Hai] và [Ba][Hai].", "[Hai]: http://a.vn./."]),
    ("# Chương C #\n", ["I. CHƯƠNG C #./."]),
    ("# Chương ##\n\nx\n", ["I. CHƯƠNG ##", "x./."]),
    ("# Chương\\#\n\nx\n", ["I. CHƯƠNG#", "x./."]),
    ("2017. Một\n2019. Hai\n2021. Ba\n", ["2017. Một", "2019. Hai",
                                          "2021. Ba./."]),
    ("1. Một\n1. Hai\n1. Ba\n", ["1. Một", "2. Hai", "3. Ba./."]),
    ("3) Một\n7) Hai\n", ["3) Một", "7) Hai./."]),
    ("0. Một\n2. Hai\n", ["0. Một", "2. Hai./."]),
    ("2019. Một\n", ["2019. Một./."]),
    ("- a\n\n  7. Một\n  5. Hai\n", ["- a", "7. Một", "5. Hai./."]),
    ("- a\n  7. Một\n", ["- a 7. Một./."]),
    ("Tính 2*3*4 = 24\n", ["Tính 2*3*4 = 24./."]),
    ("5*x* + 1 và *x*5, 2**3**4\n", ["5*x* + 1 và *x*5, 2**3**4./."]),
    ("{{all.n}}*{{all.n}}*{{all.n}} = 8\n", ["02*02*02 = 8./."]),
    ("**Đậm**: *nghiêng*, (*x*) “*y*”\n", ["Đậm: nghiêng, (x) “y”./."]),
    ("a_b_c ~~d~~ e\\*f\\* &lt;g&gt;\n", ["a_b_c ~~d~~ e*f* <g>./."]),
    ("- [x] xong\n- [ ] chưa\n", ["- [x] xong", "- [ ] chưa./."]),
    ("Hết./.\n", ["Hết./."]),
    ("Hết ./. \n", ["Hết./."]),
    ("Hết;\n", ["Hết./."]),
    ("|A|B|\n|-|-|\n|a\\|b|c|\n\nx\n", ["A\tB", "a|b\tc", "x./."]),
    ("|A|B|\n|-|-|\n|a|\n\nx\n", ["A\tB", "a\t", "x./."]),
    ("|A|B|\n|a|b|\n", ["|A|B| |a|b|./."]),
]
REFUSED = [
    # text-table-cells
    ("Một\n\n|A|B|\n|-|-|\n|a|b|c|\n", 5),
    ("|A|B|\n|-|-|\n|a|b|\n|a|b| |\n", 4),
    ("Một [x](http://a.vn \"Lời\")\n", 1),
    ("Một\n\n![Ảnh **đậm**](i.png)\n", 3),
    ("Một\n\n![Ảnh[^1]](i.png)\n\n[^1]: Chú.\n", 3),
    ("Một\n\n```\nhai\n```\n", 3),
    ("Một\n\n    hai\n", 3),
    ("Một\n\n***\n", 3),
    ("Một <b>hai</b>\n", 1),
    ("Một `hai`\n", 1),
    ("Một[^1]\n", 1),
]
TOLD = [
    ("Một\n\n2.\n", "body.md:3: warning: empty-item"),
    ("1. Một\n2.\n3. Ba\n", "body.md:2: warning: empty-item"),
]
for source, expected in PRINTED:
    status, text, messages = dump(source)
    tap.equal(f"{source!r}: printed", (status, [
        re.sub(r"^ +", "", line) for line in lines_of(text)]), (0, expected))
for source, line in REFUSED:
    status, text, messages = dump(source)
    tap.check(f"{source!r}: refused in line {line}",
              status == 78 and f"body.md:{line}" in messages,
              f"{status}\n{messages}")
for source, expected in TOLD:
    status, text, messages = dump(source)
    tap.check(f"{source!r}: told", status == 0 and expected in messages,
              f"{status}\n{messages}")

# ---- line ends, encodings, characters that nobody sees -------------------------

PLAIN = "# Một\n\nHai: 2*3.\nBa.\n\n- bốn\n"
WANTED = dump(PLAIN)[:2]
for name, data in (
        ("CRLF", PLAIN.replace("\n", "\r\n").encode()),
        ("CR", PLAIN.replace("\n", "\r").encode()),
        ("a byte order mark", PLAIN.encode("utf-8-sig")),
        ("UTF-16, little end", b"\xff\xfe" + PLAIN.encode("utf-16-le")),
        ("UTF-16, big end, CRLF", b"\xfe\xff" + PLAIN.replace(
            "\n", "\r\n").encode("utf-16-be"))):
    tap.equal(f"{name}: as any other", dump(data)[:2], WANTED)
status, text, messages = dump(b"\xff\xfe" + "Một\ud800x".encode(
    "utf-16-le", "surrogatepass"))
tap.check("half a pair is told", status == 65 and "U+FFFD" in messages,
          messages)
for character in ("\u00ad", "\u034f", "\u200b", "\u200d", "\u200f", "\u202e",
                  "\u2060", "\u2064", "\u2066", "\ufeff", "\u05d0", "\u0627"):
    code = f"U+{ord(character):04X}"
    status, text, messages = dump(f"Một\n\nHai{character}ba\n")
    tap.check(f"{code} in a text: refused by name", status == 65 and
              "body.md:3" in messages and code in messages, messages)
    write("t.csv", f"Mã\nA\nB{character}c\n")
    done = run([PROGRAM, "dump", "dataset", "report.ini"], cwd=FOLDER.name,
               env=ENVIRONMENT)
    write("t.csv", FILES["t.csv"])
    # Hints for line ends are dropped; all others are told.
    tap.check(f"{code} in a cell: dropped or told by name",
              '"Bc"' in done.stdout if done.returncode == 0 else
              "t.csv:3" in done.stderr and code in done.stderr,
              f"{done.stdout}\n{done.stderr}")

# ---- many of them --------------------------------------------------------------

MARKS = [
    (r"<!--.*?-->", ""),              # comments
    (r"(?m)^[ >]*#{1,4} ", ""),       # headings
    (r"(?m)^[ ]*> ?", ""),            # quotes
    (r"(?m)^[ ]*- ", ""),             # items
    (r"(?m)^\|(?:[-:]+\|)+$", ""),    # below the head of a table
    (r"(?<!\\)\|", ""),               # between cells
    (r"\[([^\]]*)\]\(https?://[^)]*\)", r"\1"),  # where links lead
    (r"\\(?=[*|#\[_])", ""),          # what makes a mark a character
]
WORDS = ("Kinh phí 1.648,5 triệu đồng; hỗ trợ 12 đề án (đợt hai) khuyến công "
         "“địa phương” năm 2017 – 2019, đạt 95% [kế hoạch] a*b C# x_y "
         "3/4 A&B Tổng: 50.000đ …").split(" ")


def some_words(rng, least=1, most=6):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(least, most)))


def construct(rng):
    kind = rng.randrange(12)
    words = some_words(rng)
    if kind == 0:
        return f"[{some_words(rng, 1, 2).replace('[', '').replace(']', '')}]:" \
               f" {words}\n"
    if kind == 1:
        first = rng.randint(1, 2030)
        step = rng.randint(1, 3)
        return "".join(f"{first + i * step}. {some_words(rng)}\n"
                       for i in range(rng.randint(1, 4)))
    if kind == 2:
        return "".join(f"- {some_words(rng)}\n"
                       for _ in range(rng.randint(1, 4)))
    if kind == 3:
        width = rng.randint(1, 4)
        rows = [[some_words(rng, 1, 2) for _ in range(width + (
            rng.random() < 0.05))] for _ in range(rng.randint(1, 3))]
        head = "|" + "|".join(some_words(rng, 1, 2)
                              for _ in range(width)) + "|\n"
        return head + "|" + "-|" * width + "\n" + "".join(
            "|" + "|".join(row) + "|\n" for row in rows)
    if kind == 4:
        return f"{words} [{some_words(rng, 1, 1).strip('[]')}]" \
               f"(http://a.vn/{rng.randrange(9)}) {some_words(rng)}\n"
    if kind == 5:
        return f"{rng.randint(1, 9)}*{rng.randint(1, 9)}*{rng.randint(1, 9)}" \
               f" = {words}\n"
    if kind == 6:
        return f"> {words}\n> {some_words(rng)}\n"
    if kind == 7:
        return f"<!-- {words} -->\n"
    if kind == 8:
        return f"# {words}{rng.choice(['', ' #', ' ##'])}\n"
    return "\n".join(some_words(rng) for _ in range(rng.randint(1, 3))) + "\n"


def visible(text):
    return collections.Counter(c for c in text.upper() if c > " " and c not in
                               "\u00a0\u2060\u200b")


def expected_characters(source):
    for pattern, by in MARKS:
        source = re.sub(pattern, by, source, flags=re.S if "!--" in pattern
                        else 0)
    # The report ends as its form wants it.
    return visible(source.rstrip(" ;.,\n"))


random_numbers = random.Random(SEED)
lost = refused = 0
for number in range(COUNT):
    body = "\n".join(construct(random_numbers)
                     for _ in range(random_numbers.randint(1, 8))) + "\nHết\n"
    status, text, messages = dump(body)
    if status == 78 and re.search(r"body\.md:\d+", messages):
        refused += 1
        continue
    missing = expected_characters(body) - visible(text)
    told = re.findall(r"body\.md:(\d+): warning: empty-item", messages)
    for line in told:
        missing -= visible(body.split("\n")[int(line) - 1])
    if status != 0 or missing:
        lost += 1
        tap.check(f"text {number} of seed {SEED}", False,
                  f"status {status}, missing {dict(missing)}\n{messages}"
                  f"\n{body}\n---\n{text}")
tap.check(f"{COUNT} made-up texts: nothing is lost ({refused} refused)",
          lost == 0 and refused < COUNT / 3, f"{lost} lost, {refused} refused")
tap.done()
