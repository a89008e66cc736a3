#!/usr/bin/python3
"""CPU time, memory and sizes beside plain programs, one line a figure.

usage: run.py BUILD

BUILD holds reportgen, and in bench/ the plain programs and the made-up
reports (run.sh puts them there).  CPU time is user plus system time of whole
processes; the programs take turns, and the ratio is that of the medians.  A
part (PDF, XLSX) is the run that writes it less the run that stops before it
("dump document").  The exit status says only whether the bench could run:
what a noisy machine measures is for eyes, not for a test.
"""
import filecmp
import os
import statistics
import subprocess
import sys

BUILD = sys.argv[1]
BENCH = os.path.join(BUILD, "bench")
PROGRAM = os.path.join(BUILD, "reportgen")
OUT = os.path.join(BENCH, "out")
SAMPLE = "samples/kien-giang-2017/report.ini"
N_REPORTS = 63


def is_static():
    """Whether PROGRAM is the single file of STATIC=1, which lies where it was
    linked (ELF type EXEC)."""
    with open(PROGRAM, "rb") as file:
        return file.read(18)[16] == 2


# Ratios to the plain programs; the dynamic linker takes its part of each start.
BOUNDS = {"sample": 0.55, "report": 0.45, "reports": 0.15} if is_static() \
    else {"sample": 0.80, "report": 0.65, "reports": 0.16}
# Debian 12 and Debian 13.
FACES = next(path for path in (
    "/usr/share/fonts/truetype/liberation2/LiberationSerif-",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-")
    if os.path.exists(path + "Regular.ttf"))
STYLES = {"LiberationSerif": "Regular", "LiberationSerif-Bold": "Bold",
          "LiberationSerif-Italic": "Italic",
          "LiberationSerif-BoldItalic": "BoldItalic"}
FONTS = [FACES + style + ".ttf" for style in STYLES.values()]


def bench(*parts):
    return os.path.join(BENCH, *parts)


# ---- what the plain programs print ----------------------------------------

def thousandths(text):
    return int(text.replace(".", ""))


def laid_out_lines(dump):
    """Lines for plain_pdf from the dump of the pages."""
    faces = {name: i for i, name in enumerate(STYLES)}
    for line in dump.splitlines():
        fields = line.split(" ", 9)
        if len(fields) < 2:
            continue
        if fields[1] == "page":
            size = map(thousandths, fields[4:6])
            yield "P {} {}".format(*size)
        elif fields[1] == "text":
            x, y, size = (thousandths(fields[i]) for i in (3, 4, 6))
            yield f"T {faces.get(fields[8], 0)} {size} {x} {y} {fields[9]}"
        elif fields[1] == "rule":
            yield "R {} {} {} {}".format(*map(thousandths, fields[3:7]))


def write_lines(config, path):
    """The pages of CONFIG for plain_pdf, in PATH; the number of pages."""
    dump = subprocess.run([PROGRAM, "dump", "pages", config], check=True,
                          capture_output=True, encoding="utf-8").stdout
    lines = list(laid_out_lines(dump))
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return sum(line.startswith("P") for line in lines)


def plain(text):
    return str(text).replace("\n", " ").replace("\t", " ")


def chart_kind(chart):
    name = type(chart).__name__
    if name == "BarChart":
        return "bar" if chart.type == "bar" else "column"
    return {"LineChart": "line", "PieChart": "pie"}[name]


def charts(sheet):
    """The charts that openpyxl finds on a sheet."""
    for chart in sheet._charts:
        corner = chart.anchor._from
        title = "".join(run.t for paragraph in chart.title.tx.rich.p
                        for run in paragraph.r)
        yield f"C\t{chart_kind(chart)}\t{title}"
        for series in chart.ser:
            names = series.cat.strRef or series.cat.numRef
            label = plain(series.tx.v) if series.tx else ""
            yield f"V\t{label}\t={names.f}\t={series.val.numRef.f}"
        yield f"I\t{corner.row}\t{corner.col}"


def cells(book):
    """Lines for plain_xlsx from a finished workbook."""
    import openpyxl
    formulas = openpyxl.load_workbook(book)
    values = openpyxl.load_workbook(book, data_only=True)
    for sheet in formulas:
        yield f"S\t{sheet.title}"
        for cell in (cell for row in sheet.iter_rows() for cell in row):
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
                yield f"T\t{place}\t{plain(value)}"
        yield from charts(sheet)


# ---- measuring -------------------------------------------------------------

def run(*arguments):
    return [PROGRAM, "run", *arguments, "-o", OUT]


def plain_pdf(*documents):
    """The plain program on documents of (lines, output)."""
    return [bench("plain_pdf"), *FONTS,
            *(path for document in documents for path in document)]


def cost(command, stdin):
    """CPU milliseconds and peak memory in MB of one run."""
    with open(stdin or os.devnull, encoding="utf-8") as file:
        done = subprocess.run([bench("cpu"), *command], stdin=file,
                              capture_output=True, encoding="utf-8",
                              check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)[:200]}: {done.stderr}")
    microseconds, peak = map(int, done.stdout.split())
    return microseconds / 1000, peak * 1024 / 1e6


def measure(jobs, runs):
    """Of each job {name: (command, stdin)}: the median CPU time, the largest
    memory and all times.  A first turn warms the caches and is not counted."""
    found = {name: [] for name in jobs}
    for _ in range(runs + 1):
        for name, (command, stdin) in jobs.items():
            found[name].append(cost(command, stdin))
    return {name: (statistics.median(time for time, _ in costs[1:]),
                   max(peak for _, peak in costs),
                   [time for time, _ in costs[1:]])
            for name, costs in found.items()}


def part(costs, name, before):
    """The median of what NAME takes more than BEFORE in the same turn: what
    else the machine did then, it did to both."""
    return statistics.median(a - b for a, b in zip(costs[name][2],
                                                   costs[before][2]))


# ---- printing ----------------------------------------------------------------

def print_line(what, ours, floor, found, bound, good):
    word = "" if good is None else "ok" if good else "OVER"
    print(f"{what:<44}{ours:>11}{floor:>11}{found:>8}  {bound:<12}{word}",
          flush=True)


def print_ratio(what, ours, floor, most):
    ratio = ours / floor
    bound, good = "", None
    if most is not None:
        bound, good = f"<= {most:.2f}", ratio <= most
    print_line(what, f"{ours:.1f} ms", f"{floor:.1f} ms", f"{ratio:.2f}",
               bound, good)


def print_most(what, found, most, unit):
    print_line(what, f"{found:.1f} {unit}", "", "", f"<= {most} {unit}",
               found <= most)


def kilobytes(path):
    return os.path.getsize(path) / 1000


# ---- the figures -------------------------------------------------------------

def bench_sample():
    name = bench("sample")
    write_lines(SAMPLE, f"{name}.lines")
    paths = subprocess.run(run(SAMPLE), check=True, capture_output=True,
                           encoding="utf-8").stdout.split()
    with open(f"{name}.cells", "w", encoding="utf-8") as file:
        for path in paths:
            if path.endswith(".xlsx"):
                file.write("\n".join(cells(path)) + "\n")
    costs = measure({
        "all": (run(SAMPLE), None),
        "pdf": (run(SAMPLE, "--only", "pdf"), None),
        "xlsx": (run(SAMPLE, "--only", "xlsx"), None),
        "before": ([PROGRAM, "dump", "document", SAMPLE], None),
        "plain pdf": (plain_pdf((f"{name}.lines", f"{name}.pdf")), None),
        "plain xlsx": ([bench("plain_xlsx"), f"{name}.xlsx"],
                       f"{name}.cells"),
    }, 41)
    times = {name: cost[0] for name, cost in costs.items()}
    print_ratio("Kiên Giang: PDF, parse to publish", times["pdf"],
                times["plain pdf"], BOUNDS["sample"])
    print_ratio("Kiên Giang: PDF part", part(costs, "pdf", "before"),
                times["plain pdf"], 0.5)
    print_ratio("Kiên Giang: XLSX part", part(costs, "xlsx", "before"),
                times["plain xlsx"], 1.3)
    print_ratio("Kiên Giang: PDF and XLSX, parse to publish", times["all"],
                times["plain pdf"] + times["plain xlsx"], None)


def bench_report():
    name = bench("report-01")
    config = os.path.join(name, "report.ini")
    n_pages = write_lines(config, f"{name}.lines")
    costs = measure({
        "ours": (run(config), None),
        "plain": (plain_pdf((f"{name}.lines", f"{name}.pdf")), None),
    }, 31)
    time, memory, _ = costs["ours"]
    what = f"{n_pages} pages, 66 rows"
    print_ratio(f"{what}: parse to publish", time, costs["plain"][0],
                BOUNDS["report"])
    print_most(f"{what}: file", kilobytes(f"{OUT}/report-01.pdf"), 60, "kB")
    print_most(f"{what}: memory", memory, 20, "MB")


def bench_reports():
    names = [f"report-{i:02}" for i in range(1, N_REPORTS + 1)]
    configs = [bench(name, "report.ini") for name in names]
    for name, config in zip(names, configs):
        write_lines(config, bench(f"{name}.lines"))
        subprocess.run([PROGRAM, "run", config, "-o", bench("single")],
                       check=True, capture_output=True)
    plain = [(bench(f"{name}.lines"), bench(f"{name}.pdf")) for name in names]
    costs = measure({"ours": (run(*configs), None),
                     "plain": (plain_pdf(*plain), None)}, 9)
    what = f"{N_REPORTS} reports in one process"
    print_ratio(what, costs["ours"][0], costs["plain"][0],
                BOUNDS["reports"])
    print_ratio("  of which each", costs["ours"][0] / N_REPORTS,
                costs["plain"][0] / N_REPORTS, None)
    _, different, missing = filecmp.cmpfiles(
        OUT, bench("single"), [f"{name}.pdf" for name in names], False)
    n_equal = N_REPORTS - len(different) - len(missing)
    print_line("  files identical to single runs", f"{n_equal}", "", "",
               f"= {N_REPORTS}", n_equal == N_REPORTS)


def bench_tables():
    small = bench("table-10000", "report.ini")
    large = bench("table-100000", "report.ini")
    lines = bench("table-10000.lines")
    n_pages = write_lines(small, lines)
    costs = measure({
        "small": (run(small), None),
        "plain": (plain_pdf((lines, bench("table-10000.pdf"))), None),
    }, 7)
    costs |= measure({"large": (run(large), None)}, 2)
    time, memory, _ = costs["small"]
    what = f"10,000 rows, {n_pages} pages"
    print_ratio(f"{what}: parse to publish", time, costs["plain"][0], 0.7)
    print_most(f"{what}: file", kilobytes(f"{OUT}/table-10000.pdf") / 1000, 3,
               "MB")
    print_most(f"{what}: memory", memory, 40, "MB")
    time, memory, _ = costs["large"]
    print_ratio("100,000 rows beside the 10,000", time, costs["small"][0], 11)
    print_most("100,000 rows: memory", memory, 100, "MB")


def main():
    os.environ["REPORTGEN_PATH"] = "tests/bench"
    print_line("", "reportgen", "plain", "ratio", "bound", None)
    bench_sample()
    bench_report()
    bench_reports()
    bench_tables()


if __name__ == "__main__":
    main()
