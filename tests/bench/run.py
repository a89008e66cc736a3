#!/usr/bin/python3
"""CPU time beside plain programs that write the same pages and cells.

usage: run.py PROGRAM PLAIN_PDF PLAIN_XLSX CONFIG.ini [RUNS]

Each figure is user plus system time of a whole process, the programs taking
turns; the ratio is that of the medians.  A part (PDF, XLSX) is the run that
writes it less the run that stops before it ("dump document").
"""
import os
import statistics
import subprocess
import sys
import tempfile

PROGRAM, PLAIN_PDF, PLAIN_XLSX, CONFIG = sys.argv[1:5]
RUNS = int(sys.argv[5]) if len(sys.argv) > 5 else 15
FACES = "/usr/share/fonts/truetype/liberation2/LiberationSerif-"
STYLES = ["Regular", "Bold", "Italic", "BoldItalic"]


def cpu(command, stdin=subprocess.DEVNULL):
    """CPU seconds and peak memory (KiB) of one run of COMMAND."""
    process = subprocess.Popen(command, stdin=stdin,
                               stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def mpt(text):
    return int(text.replace(".", ""))


def laid_out_lines(dump):
    """Lines for plain_pdf from the dump of the pages."""
    faces = {"LiberationSerif": 0, "LiberationSerif-Bold": 1,
             "LiberationSerif-Italic": 2, "LiberationSerif-BoldItalic": 3}
    for line in dump.splitlines():
        fields = line.split(" ", 9)
        if fields[1] == "page":
            yield f"P {mpt(fields[4])} {mpt(fields[5])}"
        elif fields[1] == "text":
            yield (f"T {faces.get(fields[8], 0)} {mpt(fields[6])} "
                   f"{mpt(fields[3])} {mpt(fields[4])} {fields[9]}")
        elif fields[1] == "rule":
            yield "R " + " ".join(str(mpt(f)) for f in fields[3:7])


def cells(path):
    """Lines for plain_xlsx from the finished workbook."""
    import openpyxl
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    for sheet in formulas:
        yield f"S\t{sheet.title}"
        for row in sheet.iter_rows():
            for cell in row:
                place = f"{cell.row - 1}\t{cell.column - 1}"
                code = cell.number_format
                code = "" if code == "General" else code
                value = values[sheet.title][cell.coordinate].value
                if cell.value is None:
                    continue
                if cell.data_type == "f":
                    yield f"F\t{place}\t{code}\t{value}\t{cell.value}"
                elif cell.is_date:
                    yield f"T\t{place}\t{value:%d/%m/%Y}"
                elif isinstance(value, (int, float)):
                    yield f"N\t{place}\t{code}\t{value}"
                else:
                    text = str(value).replace("\n", " ").replace("\t", " ")
                    yield f"T\t{place}\t{text}"


def measure(jobs):
    """Medians of CPU milliseconds and the largest memory, taking turns."""
    times = {name: [] for name in jobs}
    memory = dict.fromkeys(jobs, 0)
    for turn in range(RUNS + 1):
        for name, (command, stdin) in jobs.items():
            with open(stdin or os.devnull, encoding="utf-8") as file:
                seconds, peak = cpu(command, file)
            if turn > 0:
                times[name].append(seconds * 1000)
            memory[name] = max(memory[name], peak)
    return ({name: statistics.median(found)
             for name, found in times.items()}, memory)


def row(what, ours, floor, most):
    ratio = ours / floor if floor > 0 else float("inf")
    print(f"{what:<34}{ours:9.2f} ms {floor:9.2f} ms {ratio:8.2f}   "
          f"at most {most}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        dump = subprocess.run([PROGRAM, "dump", "pages", CONFIG],
                              capture_output=True, encoding="utf-8",
                              check=True).stdout
        lines = os.path.join(folder, "lines")
        with open(lines, "w", encoding="utf-8") as file:
            file.write("\n".join(laid_out_lines(dump)) + "\n")
        out = os.path.join(folder, "out")
        paths = subprocess.run([PROGRAM, "run", CONFIG, "-o", out],
                               capture_output=True, encoding="utf-8",
                               check=True).stdout.split()
        book = [path for path in paths if path.endswith(".xlsx")]
        cell_file = os.path.join(folder, "cells")
        with open(cell_file, "w", encoding="utf-8") as file:
            for path in book:
                file.write("\n".join(cells(path)) + "\n")
        plain = [PLAIN_PDF, os.path.join(folder, "plain.pdf")]
        plain += [FACES + style + ".ttf" for style in STYLES]
        run = [PROGRAM, "run", CONFIG, "-o", out]
        times, memory = measure({
            "all": (run, None),
            "pdf": (run + ["--only", "pdf"], None),
            "xlsx": (run + ["--only", "xlsx"], None),
            "before": ([PROGRAM, "dump", "document", CONFIG], None),
            "plain pdf": (plain, lines),
            "plain xlsx": ([PLAIN_XLSX, os.path.join(folder, "plain.xlsx")],
                           cell_file),
        })
    print(f"{'':<34}{'reportgen':>12} {'plain':>12} {'ratio':>8}")
    row("report as PDF, parse to publish", times["pdf"],
        times["plain pdf"], 0.5)
    row("its PDF part", times["pdf"] - times["before"], times["plain pdf"],
        0.5)
    row("its XLSX part", times["xlsx"] - times["before"],
        times["plain xlsx"], 1.3)
    row("PDF and XLSX, parse to publish", times["all"],
        times["plain pdf"] + times["plain xlsx"], "-")
    print(f"memory: {memory['all'] / 1024:.1f} MiB")


main()
