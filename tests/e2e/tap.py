"""TAP lines for the end-to-end tests, and the tools that several share."""
import hashlib
import os
import re
import shutil
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


def verdict(command, path):
    """Exit status and output of COMMAND, of tests/validators/, on the file at
    PATH.  Of the same bytes the same validator says the same: within a run of
    all tests, whose folder is in REPORTGEN_VERDICTS, the builds with and
    without sanitizers ask once."""
    tool = [os.path.join(ROOT, "tests", "validators", command[0]),
            *command[1:]]
    folder = os.environ.get("REPORTGEN_VERDICTS")
    with open(path, "rb") as file:
        key = hashlib.sha256(" ".join(tool).encode() + b"\0" + file.read())
    kept = os.path.join(folder, key.hexdigest()) if folder else None
    if kept and os.path.exists(kept):
        with open(kept, encoding="utf-8") as file:
            status, _, found = file.read().partition("\n")
        return int(status), found
    done = run([*tool, path])
    found = done.stdout + done.stderr
    if kept:
        with open(f"{kept}.{os.getpid()}", "w", encoding="utf-8") as file:
            file.write(f"{done.returncode}\n{found}")
        os.replace(f"{kept}.{os.getpid()}", kept)
    return done.returncode, found
