#!/usr/bin/python3
"""CPU time and memory of a long list from CSV to a workbook, beside sqlite3 that
imports the file and a plain libxlsxwriter program that writes such cells from
memory.

usage: lists.py BUILD
"""
import os
import sys

sys.argv = sys.argv[:2]
from run import PROGRAM, bench, measure, print_most, print_ratio  # noqa: E402

SIZES = {100_000: 5, 1_000_000: 1}
FIELDS = ["text", "date", "money", "money", "integer", "text", "text", "money",
          "integer", "text", "money"]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make(folder, n_rows):
    names = [f"f{i}" for i in range(len(FIELDS))]
    write(f"{folder}/schema/list.ini", "".join(
        ['[schema]\nname = list\n[table.t]\nlabel = "T"\nkey = "id"\n'
         "period_by = f1\n"
         '[field.t.id]\nheading = "id"\ntype = text\nrequired = yes\n'] +
        [f'[field.t.{name}]\nheading = "{name}"\ntype = {kind}\n' +
         ("unit = dong\n" if kind == "money" else "")
         for name, kind in zip(names, FIELDS)]))
    write(f"{folder}/layout.ini",
          "[layout]\nname = l\nform = nd30\nschema = list\nbody = body.md\n"
          'type_name = "BÁO CÁO"\n'
          f'[tally.a]\nfrom = t\ncolumns = "id, {", ".join(names)}"\n'
          '[table.a]\ntally = a\ntotal = "Cộng"\ncolumn.1 = "Mã | id"\n' +
          "".join(f'column.{i + 2} = "F{i} | {name}"\n'
                  for i, name in enumerate(names)) +
          '[annex.a]\ntitle = "A"\ntable = a\nsheet = A\n'
          "orientation = landscape\nin = xlsx\n")
    write(f"{folder}/body.md", "Xem danh mục kèm theo.\n")
    write(f"{folder}/report.ini",
          '[report]\nlayout = .\nsummary = "S"\n[period]\nvalue = 2020\n'
          "[dataset]\nschema = list\nnotation = vietnamese\nt = t.csv\n"
          '[agency]\nname = "SỞ"\nplace = "Kiên Giang"\n'
          '[signer]\ntitle = "GIÁM ĐỐC"\n[output]\nname = out\n'
          "formats = xlsx\n")
    with open(f"{folder}/t.csv", "w", encoding="utf-8") as file:
        file.write(";".join(["id", *names]) + "\n")
        for i in range(n_rows):
            file.write(f"R{i};Máy {i % 97};{i % 28 + 1}/{i % 12 + 1}/2020;"
                       f"{i * 7};{i % 1000 * 1000};{i % 50};Xã {i % 300};"
                       f"hỗ trợ;{i * 31 % 1000000};{i % 9};ghi chú {i % 13};"
                       f"{i % 77 * 1000000}\n")


def bench_list(n_rows, runs):
    folder = bench(f"list-{n_rows}")
    make(folder, n_rows)
    database = f"{folder}/import.db"
    costs = measure({
        "ours": ([PROGRAM, "run", f"{folder}/report.ini", "-o",
                  f"{folder}/out"], None),
        "import": (["sh", "-c", f"rm -f {database}; sqlite3 {database} "
                    f"'.mode csv' '.separator ;' '.import {folder}/t.csv t'"],
                   None),
        "plain": ([bench("plain_list"), str(n_rows), f"{folder}/plain.xlsx"],
                  None),
    }, runs)
    what = f"{n_rows:,} rows x 12, CSV to XLSX"
    print_ratio(what, costs["ours"][0],
                costs["import"][0] + costs["plain"][0], 1.3)
    print_most(f"{what}: memory", costs["ours"][1], 100, "MB")


def main():
    os.environ["REPORTGEN_PATH"] = "."
    for n_rows, runs in SIZES.items():
        bench_list(n_rows, runs)


main()
