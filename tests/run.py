#!/usr/bin/python3
"""Runs tests side by side and counts them.

usage: run.py PROGRAM [PATTERN]...      cases of the build that PROGRAM is of
       run.py --list PROGRAM [PATTERN]...
       run.py --all MAKE                everything: what `make test` does
       run.py --soak MAKE               what takes long: `make soak`

Without a PATTERN every case runs.  A case is called

    unit/NAME            a program of tests/unit/
    regress/GROUP/CASE   a stage case
    cli/NAME.sh  e2e/NAME.py  oracle/NAME.py  faults/NAME.py

and a PATTERN names those that it is found in: "markup", "regress/charts",
"unit/t*e".  Every test prints TAP lines: "ok ...", "not ok ...", "ok ... # SKIP
why".  A failure is shown when its line is printed, and again at the end; all
lines stand in BUILD/test/log.  The last line is "N passed, N failed, N skipped".
Whoever ends it early (a time limit) is told what had failed until then.
"""
import fnmatch
import glob
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent import futures

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SILENCE = 20  # seconds after which what runs is named
STAGE_CASES = 40  # in one job

# Jobs that take long begin first, so that none is left over at the end.
SLOW = ("faults/bounds.py", "e2e/levels.py", "e2e/pushdown.py",
        "faults/systemcalls.py", "e2e/large_lists.py",
        "oracle/random_datasets.py", "e2e/makers.py", "e2e/samples.py",
        "e2e/odd_documents.py", "oracle/random_layouts.py", "faults/kill.py",
        "e2e/quality.py", "unit/xlsx", "faults/roots.py", "e2e/databases.py",
        "oracle/random_sources.py", "faults/disk.py", "faults/input.py",
        "unit/reader_csv", "e2e/entry.py")

# What measures time and memory, of which the sanitizers take a multiple; what
# makes each system call fail, also those of their own runtime; and what asks
# nothing of the program.
PLAIN_ONLY = ("faults/bounds.py", "faults/systemcalls.py",
              "oracle/pagecheck_sees_faults.py")


class Screen:
    """Prints lines, the failures of jobs as these print them, and what is
    running when no line came for a while."""

    def __init__(self):
        self.lock = threading.RLock()
        self.running = {}  # name: when it began
        self.following = {}  # name: the Output of a job that prints TAP
        self.failed = []  # "NAME: LINE" of all failures so far
        self.last = time.monotonic()
        threading.Thread(target=self.watch, daemon=True).start()

    def line(self, text):
        with self.lock:
            self.last = time.monotonic()
            print(text, flush=True)

    def watch(self):
        while True:
            time.sleep(1)
            for name in list(self.following):
                self.follow(name)
            now = time.monotonic()
            if now - self.last < SILENCE or not self.running:
                continue
            self.line("        ... " + ", ".join(
                f"{name} ({now - began:.0f} s)"
                for name, began in sorted(self.running.copy().items())))

    def begin(self, name):
        self.running[name] = time.monotonic()

    def follow(self, name, to_the_end=False):
        """Shows what the job has printed of failures since it was asked
        last."""
        with self.lock:
            output = self.following.get(name)
            lines = output.failures(to_the_end) if output else []
            self.failed += [f"{name}: {line}" for line in lines
                            if line.startswith("not ok")]
            if lines:
                self.line("\n".join([f"        !!! {name}", *lines]))
            if to_the_end:
                self.following.pop(name, None)

    def end(self, name):
        return time.monotonic() - self.running.pop(name)


SCREEN = Screen()


class Count:
    """How many tests passed and were skipped, the names of the others, and the
    seconds of processor that all took."""

    def __init__(self, passed=0, failed=(), skipped=0, cpu=0.0):
        self.passed, self.failed, self.skipped = passed, list(failed), skipped
        self.cpu = cpu

    def add(self, other):
        self.cpu += other.cpu
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self):
        parts = [f"{self.passed} passed"]
        if self.failed:
            parts.append(f"{len(self.failed)} FAILED")
        if self.skipped:
            parts.append(f"{self.skipped} skipped")
        return ", ".join(parts)


def ended_badly(name, status):
    return f"not ok - {name} ended with status {status}"


def read_tap(name, output, status):
    """The count of a finished job, and its lines; a crash, or a job that
    tested nothing, is a failure too."""
    # cmocka says "not ok N # SKIP" of a skipped test.
    lines = [re.sub(r"^not ok(.*# SKIP)", r"ok\1", line)
             for line in output.splitlines()]
    if status not in (0, 1) or (status == 1 and not any(
            line.startswith("not ok") for line in lines)):
        lines.append(ended_badly(name, status))
    count = Count()
    for line in lines:
        if line.startswith("not ok"):
            count.failed.append(f"{name}: {line}")
        elif re.match(r"ok.*# skip", line, re.IGNORECASE):
            count.skipped += 1
        elif line.startswith("ok"):
            count.passed += 1
    return count, lines


class Output:
    """The file that a job prints into, followed by lines."""

    def __init__(self, file):
        self.file, self.place, self.shown = file, 0, False

    def failures(self, to_the_end):
        """Each failed test with the comments below it, of the whole lines that
        were not asked for."""
        data = os.pread(self.file.fileno(), 1 << 30, self.place)
        if not to_the_end:
            data = data[:data.rfind(b"\n") + 1]
        self.place += len(data)
        found = []
        for line in data.decode("utf-8", "replace").splitlines():
            if re.match("(not )?ok", line):
                # cmocka says "not ok N # SKIP" of a skipped test.
                self.shown = line.startswith("not ok") and "# SKIP" not in line
            if self.shown:
                found.append(line)
        return found


class Job:
    def __init__(self, name, command, environment=None):
        self.name, self.command = name, command
        # What Python prints is seen at once.
        self.environment = {"PYTHONUNBUFFERED": "1", **(environment or {})}

    def start_and_wait(self, output):
        """Its exit status, and the seconds of processor that it and all that
        it waited for have taken."""
        try:
            process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(os.environ, **self.environment))
        except OSError as error:  # a script that nobody may execute
            output.write(f"{error}\n".encode())
            return 126, 0.0
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, usage.ru_utime + usage.ru_stime

    def finish(self, prints_tap=True):
        """Its exit status, output, and seconds by the clock and of processor.
        What it leaves running, and what holds its output open, is not waited
        for."""
        SCREEN.begin(self.name)
        with tempfile.TemporaryFile() as output:
            if prints_tap:
                SCREEN.following[self.name] = Output(output)
            status, cpu = self.start_and_wait(output)
            SCREEN.follow(self.name, to_the_end=True)
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        return status, text, SCREEN.end(self.name), cpu

    def runs_well(self):
        """Runs the command as one test; it is shown when it fails."""
        status, text, _, cpu = self.finish(prints_tap=False)
        if status != 0:
            SCREEN.line(f"not ok - {self.name}\n" + "\n".join(
                "# " + line for line in text.splitlines()[-60:]))
        return status == 0, cpu

    def run(self, log):
        """Runs the command, which prints TAP."""
        status, text, seconds, cpu = self.finish()
        count, lines = read_tap(self.name, text, status)
        count.cpu = cpu
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"# {self.name}\n" + "\n".join(lines) + "\n")
        SCREEN.line(
            f"{count!s:>24}  {seconds:6.1f} s  {cpu:6.1f} s CPU  {self.name}")
        if lines and lines[-1] == ended_badly(self.name, status):
            SCREEN.line("\n".join([lines[-1], *(
                "# " + line for line in lines[-16:-1])]))
        return count


# ---- cases -------------------------------------------------------------------

def unit_names(build):
    return sorted(os.path.basename(path)[len("test_"):]
                  for path in glob.glob(f"{build}/unit/test_*")
                  if "." not in os.path.basename(path))


def stage_names():
    return sorted(os.path.dirname(path)[len("tests/regress/"):]
                  for path in glob.glob("tests/regress/*/*/report.ini"))


def script_names():
    found = (glob.glob("tests/cli/*.sh") + glob.glob("tests/e2e/*.py") +
             glob.glob("tests/oracle/*.py") + glob.glob("tests/faults/*.py"))
    for path in sorted(found):
        with open(path, encoding="utf-8") as file:
            if file.read(2) == "#!":
                yield path[len("tests/"):]


def is_wanted(name, patterns):
    return not patterns or any(
        pattern in name or fnmatch.fnmatch(name, pattern)
        for pattern in patterns)


def jobs_of(program, patterns, environment=None):
    """The jobs for the cases that PATTERNS name, the longest first."""
    build = os.path.dirname(program)
    jobs = [Job(f"unit/{name}", [f"{build}/unit/test_{name}"],
                {"CMOCKA_MESSAGE_OUTPUT": "TAP", **(environment or {})})
            for name in unit_names(build)
            if is_wanted(f"unit/{name}", patterns)]
    cases = [name for name in stage_names()
             if is_wanted(f"regress/{name}", patterns)]
    for i in range(0, len(cases), STAGE_CASES):
        part = cases[i:i + STAGE_CASES]
        name = f"regress/{part[0]}"
        if len(part) > 1:
            name += f" to {part[-1]}"
        jobs.append(Job(name, ["tests/regress/run.sh", program, *part],
                        environment))
    jobs += [Job(name, [f"tests/{name}", program], environment)
             for name in script_names() if is_wanted(name, patterns)]
    order = {name: i for i, name in enumerate(SLOW)}
    return sorted(jobs, key=lambda job: order.get(job.name, len(SLOW)))


def start_log(build):
    """BUILD/test, a new folder, and the path of the log in it."""
    folder = os.path.join(build, "test")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return os.path.join(folder, "log")


def run_jobs(jobs, log):
    total = Count()
    with futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for count in pool.map(lambda job: job.run(log), jobs):
            total.add(count)
    return total


# ---- steps --------------------------------------------------------------------

class Run:
    """The steps of a run, each with a line when it ends."""

    def __init__(self, make):
        self.make = shlex.split(make)
        self.total = Count()
        self.build = os.environ.get("B", "build")
        self.log = start_log(self.build)
        verdicts = os.path.abspath(f"{self.build}/test/verdicts")
        os.makedirs(verdicts)
        os.environ["REPORTGEN_VERDICTS"] = verdicts

    def finish(self, name, count, began):
        self.total.add(count)
        SCREEN.line(f"== {name}: {count}, "
                    f"{time.monotonic() - began:.0f} s, "
                    f"{count.cpu:.0f} s CPU\n")

    def command(self, name, *words):
        """A make that is one test."""
        began = time.monotonic()
        job = Job(name, [*self.make, "--no-print-directory", *words])
        good, cpu = job.runs_well()
        self.finish(name, Count(int(good), [] if good else [name], cpu=cpu),
                    began)
        return good

    def cases(self, name, build, patterns=(), without=(), **environment):
        began = time.monotonic()
        jobs = [job for job in jobs_of(f"{build}/reportgen", patterns,
                                       environment)
                if job.name not in without]
        with open(self.log, "a", encoding="utf-8") as file:
            file.write(f"# ---- {name}\n")
        self.finish(name, run_jobs(jobs, self.log), began)


WERROR = "WERROR=-Werror"


# With debug information enough for the lines of a report; more would take the
# compiler as long as the rest.
SANITIZERS = ["SANITIZE=1", "OPTIMIZE=-O1 -g1"]


def rounds(n, first=0):
    """The environment of tests with N random rounds, from FIRST on."""
    return {"REPORTGEN_RANDOM_DATASETS": str(n),
            "REPORTGEN_RANDOM_LAYOUTS": str(n),
            "REPORTGEN_RANDOM_SOURCES": str(n),
            "REPORTGEN_RANDOM_FROM": str(first)}


def soak(run):
    """Rounds by the thousand: both builds, more datasets, more kills."""
    run.command("build with gcc", "-j2", WERROR, "all", "unit-programs")
    run.cases("kills and faults", run.build, ["faults/"], REPORTGEN_SOAK="1")
    run.cases("random rounds", run.build, ["oracle/random"], **rounds(2000))
    asan = f"{run.build}/asan"
    if run.command("build with sanitizers", "-j2", f"B={asan}", *SANITIZERS,
                   "all"):
        run.cases("random rounds with sanitizers", asan, ["oracle/random"],
                  **rounds(500, 2000))
    run.command("fuzz", "fuzz", "FUZZ_SECONDS=60")
    run.command("fuzz of workbooks", "fuzz", "FUZZ=xlsx", "FUZZ_SECONDS=1800")


def everything(run):
    build, make = run.build, ["-j2", WERROR]
    run.command("make check", "check")
    if run.command("build with gcc", *make, "all", "unit-programs"):
        run.cases("tests", build)
    static = f"{build}/static"
    # The programs are those of -O2 -g; nobody looks into them.
    if run.command("build with STATIC=1", *make, f"B={static}", "STATIC=1",
                   "OPTIMIZE=-O2", "all"):
        run.cases("tests of STATIC=1", static, ["regress/", "cli/"])
    # It warns of the same whether it optimizes or not.
    run.command("build with clang", *make, f"B={build}/clang", "CC=clang",
                "OPTIMIZE=-O0", "all", "unit-programs")
    asan = f"{build}/asan"
    if run.command("build with sanitizers", *make, f"B={asan}", *SANITIZERS,
                   "all", "unit-programs"):
        # Of random rounds others than above, to look for what is not checked.
        run.cases("tests with sanitizers", asan, without=PLAIN_ONLY,
                  **rounds(40, 2000))


def wanted_jobs(program, patterns):
    """Those that PATTERNS name; the run ends when there is no such program, or
    none of its cases is called so."""
    if not os.access(program, os.X_OK) or os.path.isdir(program):
        sys.exit(f"{program} is no program; “make” builds build/reportgen, and "
                 "one case runs with: tests/run.sh build/reportgen PATTERN")
    jobs = jobs_of(program, patterns)
    if not jobs:
        sys.exit(f"no case is called {' or '.join(patterns)}; "
                 f"“tests/run.py --list {program}” names all")
    return jobs


def end_early(number, _):
    print("Failed so far:\n  " + "\n  ".join(SCREEN.failed)
          if SCREEN.failed else "Nothing had failed", flush=True)
    print("ended by " + signal.Signals(number).name + " while it ran " +
          ", ".join(sorted(SCREEN.running)), flush=True)
    os._exit(128 + number)


def main(words):
    os.chdir(ROOT)
    # Tests end programs by signals; nohup would have these ignored.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, end_early)
    signal.signal(signal.SIGINT, end_early)
    if len(words) == 2 and words[0] == "--all":
        run = Run(words[1])
        everything(run)
        total = run.total
    elif len(words) == 2 and words[0] == "--soak":
        run = Run(words[1])
        soak(run)
        total = run.total
    elif len(words) > 1 and words[0] == "--list":
        for job in wanted_jobs(words[1], words[2:]):
            print(job.name)
        return 0
    elif words and not words[0].startswith("-"):
        jobs = wanted_jobs(words[0], words[1:])
        total = run_jobs(jobs, start_log(os.path.dirname(words[0])))
    else:
        sys.exit(__doc__)
    if total.failed:
        print("Failed:\n  " + "\n  ".join(total.failed))
    print(f"{total.passed} passed, {len(total.failed)} failed, "
          f"{total.skipped} skipped")
    return 0 if total.passed and not total.failed else 1


sys.exit(main(sys.argv[1:]))
