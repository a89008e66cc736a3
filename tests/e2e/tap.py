"""TAP lines for the end-to-end tests, and the tools that several share."""
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


class Tap:
    """Prints one line a check; a failed one shows what was found."""

    def __init__(self):
        self.failed = 0

    def check(self, name, good, found=""):
        if good:
            print(f"ok - {name}")
            return True
        self.failed += 1
        print(f"not ok - {name}")
        for line in str(found).splitlines()[:30]:
            print(f"# {line}")
        return False

    def equal(self, name, actual, expected):
        return self.check(name, actual == expected,
                          f"found    {actual!r}\nexpected {expected!r}")

    def skip(self, name, why):
        print(f"ok - {name} # SKIP {why}")

    def judge(self, name, command, path):
        """COMMAND, of tests/validators/, passes the file at PATH."""
        status, found = verdict(command, path)
        self.check(f"{name}: {' '.join(command)}", status == 0, found)

    def done(self):
        sys.stdout.flush()
        sys.exit(1 if self.failed else 0)


def run(command, **options):
    """Runs COMMAND; the finished process with text output."""
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8",
                          errors="replace", check=False, **options)


def end_all(process):
    """Kills PROCESS, which leads a session of its own, and what it has started:
    soffice is a script around the program that works."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def is_sanitized(program):
    """Whether PROGRAM has the sanitizers in it, which take some signals and the
    allocator for themselves."""
    with open(program, "rb") as file:
        return b"__asan_init" in file.read()


def plain_environment(**more):
    """The environment with nothing in it that could reach an output.  A program
    in a folder of build/ finds the layouts of the source tree by its path."""
    kept = {name: os.environ[name]
            for name in ("PATH", "HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS")
            if name in os.environ}
    kept.update({"LC_ALL": "C", "TZ": "UTC", "REPORTGEN_PATH": ROOT})
    kept.update(more)
    return kept


def expect_tracing():
    """From now on programs run under strace, where the sanitizers cannot look
    for leaks."""
    options = os.environ.get("ASAN_OPTIONS", "")
    os.environ["ASAN_OPTIONS"] = (options + ":" if options else "") + \
        "detect_leaks=0"


def words(text):
    """TEXT in NFC as a list of words; every blank parts them."""
    return re.split(r"\s+", unicodedata.normalize("NFC", text).strip())


def has(tool):
    return shutil.which(tool) is not None


def kept(command, path, find):
    """The bytes that FIND() gives, which are what COMMAND makes of the file at
    PATH.  Of the same bytes the same program says the same: within a run of
    all tests, whose folder is in REPORTGEN_VERDICTS, the builds with and
    without sanitizers ask once."""
    folder = os.environ.get("REPORTGEN_VERDICTS")
    if not folder:
        return find()
    with open(path, "rb") as file:
        key = hashlib.sha256("\0".join(command).encode() + b"\0" + file.read())
    found = os.path.join(folder, key.hexdigest())
    if not os.path.exists(found):
        part = f"{found}.{os.getpid()}"
        with open(part, "wb") as file:
            file.write(find())
        os.replace(part, found)
    with open(found, "rb") as file:
        return file.read()


def reading(command, path, *more):
    """What COMMAND, one of another maker, prints of the file at PATH, between
    it and the words MORE."""
    return kept([*command, *more], path, lambda: run(
        [*command, path, *more]).stdout.encode()).decode()


def verdict(command, path):
    """Exit status and output of COMMAND, of tests/validators/, on the file at
    PATH."""
    def ask():
        done = run([os.path.join(ROOT, "tests", "validators", command[0]),
                    *command[1:], path])
        return f"{done.returncode}\n{done.stdout}{done.stderr}".encode()

    status, _, found = kept(command, path, ask).decode().partition("\n")
    return int(status), found


# LibreOffice trusts the values in a file unless it is told not to.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(workbooks, folder):
    """The bytes of LibreOffice's own copies of WORKBOOKS by their paths, made
    in FOLDER by one start of it.  One that it does not open has none."""
    def convert():
        """Of all workbooks, by the first that nobody has asked about."""
        if not copies:
            for i, path in enumerate(workbooks):
                shutil.copy(path, os.path.join(folder, f"recalculated{i}.xlsx"))
            settings = os.path.join(folder, "lo", "user")
            os.makedirs(settings, exist_ok=True)
            with open(os.path.join(settings, "registrymodifications.xcu"), "w",
                      encoding="utf-8") as file:
                file.write(RECALCULATE)
            run(["soffice", "--headless",
                 f"-env:UserInstallation=file://{folder}/lo", "--convert-to",
                 "xlsx", "--outdir", os.path.join(folder, "libreoffice"),
                 *(os.path.join(folder, f"recalculated{i}.xlsx")
                   for i in range(len(workbooks)))],
                env=plain_environment(HOME=folder))
            for i, path in enumerate(workbooks):
                copies[path] = read_bytes(os.path.join(
                    folder, "libreoffice", f"recalculated{i}.xlsx"))
        return copies

    copies = {}
    workbooks = list(workbooks)
    found = {path: kept(["soffice", RECALCULATE], path, lambda p=path: convert()[p])
             for path in workbooks}
    return {path: copy for path, copy in found.items() if copy}


def read_bytes(path):
    """The bytes of the file at PATH; none when there is no such file."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
