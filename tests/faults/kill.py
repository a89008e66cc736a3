#!/usr/bin/python3
"""A run that is ended, at any point: every output is the old or the new one,
and the next run makes the set whole.

usage: kill.py PROGRAM [--all]

Without --all (or REPORTGEN_SOAK=1) fewer moments are tried, and fewer still
with sanitizers: of a run that is killed they say nothing, and each kind of work
of the next run is met at some calls.
"""
import errno
import fcntl
import hashlib
import os
import random
import signal
import subprocess
import sys
import time

from world import FILES, World, last_code

ALL = "--all" in sys.argv[2:] or os.environ.get("REPORTGEN_SOAK") == "1"
world = World(sys.argv[1])
tap = world.tap
# One call of so many is tried.
STRIDE = 7 if world.is_sanitized and not ALL else 1
ALLOWED = ("old", "new", "none")

# ---- another run at work -----------------------------------------------------

world.clear("old")
with open(os.path.join(world.out, ".reportgen.lock"), "w",
          encoding="utf-8") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    done = world.run("new")
    tap.equal("a locked folder: status, code, outputs",
              (done.returncode, last_code(done.stderr), world.versions()),
              (75, "output-busy", ["old"] * 3))
done = world.run("new")
tap.equal("the lock of a run that is gone holds nobody up",
          (done.returncode, world.versions(), world.leftovers()),
          (0, ["new"] * 3, []))

# ---- a large report, to have time for signals ----------------------------------


world.make_large("new", 12000 // STRIDE)
LARGE = world.path("large")
start = time.monotonic()
done = world.run("new", out=LARGE)
whole = time.monotonic() - start
if done.returncode != 0:
    sys.exit(f"the large report fails: {done.stderr[:2000]}")
world.made["new"] = world.read_all(LARGE)


def start_and_signal(number, delay):
    """Ends a run of `new` after DELAY seconds; its status."""
    child = subprocess.Popen(world.command("new"), cwd=world.folder,
                             stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL,
                             env=world.environment())
    time.sleep(delay)
    child.send_signal(number)
    return child.wait()


for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    for part in (0.3, 0.6, 0.9):
        world.clear("old")
        status = start_and_signal(number, whole * part)
        name = f"{number.name} after {part:.0%} of the run"
        versions = world.versions()
        tap.check(f"{name}: whole sets only, the signal's status",
                  (status == -number and versions in
                   (["old"] * 3, ["new"] * 3)) or
                  (status == 0 and versions == ["new"] * 3),
                  (status, versions))
        left = [name for name in world.leftovers() if name.endswith(".tmp")]
        tap.equal(f"{name}: no staged file is left", left, [])

# ---- SIGTERM at many moments -------------------------------------------------------

random.seed(2018)
torn, left, deadline = [], [], time.monotonic() + 20
for i in range(60 if ALL else 10 if STRIDE == 1 else 4):
    if time.monotonic() > deadline:
        break
    world.clear("old")
    start_and_signal(signal.SIGTERM, whole * random.uniform(0.2, 1.05))
    if world.versions() not in (["old"] * 3, ["new"] * 3):
        torn.append(world.versions())
    left += [name for name in world.leftovers() if name.endswith(".tmp")]
tap.equal("SIGTERM at many moments: whole sets only", torn, [])
tap.equal("SIGTERM at many moments: no staged file is left", left, [])

# ---- kill -9 at many moments -----------------------------------------------------

random.seed(2017)
deadline = time.monotonic() + 40
broken, unfinished, tried = [], [], 0
KILLS = 40 if ALL else 12 if STRIDE == 1 else 8
for i in range(KILLS):
    if time.monotonic() > deadline:
        break
    if i % 4 == 0:
        world.clear("old")
    delay = whole * (i + 1) / (KILLS - 2) * random.uniform(0.95, 1.05)
    start_and_signal(signal.SIGKILL, delay)
    tried += 1
    if any(version not in ALLOWED for version in world.versions()):
        broken.append((delay, world.versions()))
    if i % 4 == 3:
        done = world.run("new")
        if done.returncode != 0 or world.versions() != ["new"] * 3 or \
                world.leftovers():
            unfinished.append((delay, done.stderr, world.leftovers()))
tap.equal(f"kill -9 at {tried} moments: every output is old or new",
          broken, [])
tap.equal("after kill -9 the next run makes the set whole", unfinished, [])

# ---- kill -9 before each call that changes a file ----------------------------------

world.made["new"] = world.read_all(world.path("made-new"))
FAILING = world.path("failing.ini")  # takes the lock, then fails
with open(FAILING, "w", encoding="utf-8") as file:
    file.write("[report]\n")


def clean_up_only(*options):
    """A run that recovers the folder and writes nothing; what it says of the
    folder."""
    done = subprocess.run([world.program, "run", FAILING, "-o", world.out,
                           *options], stdout=subprocess.DEVNULL, text=True,
                          stderr=subprocess.PIPE, env=world.environment(),
                          check=False)
    return [tuple(line.split(": ")[:3]) for line in done.stderr.splitlines()
            if not line.startswith(FAILING)]


library = world.build_interposer()
with open(world.path("new", "products.csv"), "wb") as to, \
        open(world.path("old", "products.csv"), "rb") as of:
    to.write(of.read())


def strike_each_call(what, **faults):
    """Runs `new` with a fault at the 1st, 2nd... call that changes a file,
    until none is left; a list of (call, process)."""
    for call in range(1, 400, STRIDE):
        world.clear("old")
        done = world.run("new", environment=world.interposed(
            library, FAULT_AT=str(call), **faults))
        yield call, done
        if done.returncode == 0 and call > 3 and \
                world.versions() == ["new"] * 3 and not done.stderr and \
                not world.leftovers():
            return
    tap.check(f"{what}: the run ends", False, "still faults at call 400")


if library is None:
    tap.skip("kill -9 at each call", "the interposer cannot be built")
    tap.skip("a failure of each call", "the interposer cannot be built")
else:
    broken, torn, wrong, calls = [], [], [], 0
    seen = set()
    for call, done in strike_each_call("kill -9"):
        calls = call
        seen.add(tuple(world.versions()))
        if any(version not in ("old", "new") for version in world.versions()):
            broken.append((call, world.versions()))
        clean_up_only()
        if world.versions() not in (["old"] * 3, ["new"] * 3) or \
                not world.is_consistent() or world.leftovers():
            torn.append((call, world.versions(), world.leftovers()))
        done = world.run("new")
        if done.returncode != 0 or world.versions() != ["new"] * 3:
            wrong.append((call, done.stderr))
    if STRIDE == 1:
        tap.check(f"kill -9 before each of {calls} calls: some fell between "
                  "two renames", ("new", "old", "old") in seen, sorted(seen))
    tap.equal("kill -9 before each call: every output is old or new",
              broken, [])
    tap.equal("kill -9 before each call: whoever locks the folder next "
              "finds or makes one whole set", torn, [])
    tap.equal("kill -9 before each call: the next run succeeds", wrong, [])

    for error in (errno.ENOSPC, errno.EIO, errno.EDQUOT)[:3 if ALL else 1]:
        name = errno.errorcode[error]
        wrong, calls = [], 0
        for call, done in strike_each_call(name, FAULT_ERROR=str(error)):
            calls = call
            versions, left = world.versions(), world.leftovers()
            good = versions == ["new"] * 3 if done.returncode == 0 else \
                done.returncode in (73, 74, 77)
            if versions not in (["old"] * 3, ["new"] * 3):
                # Told, and promised: the next to lock it finishes the set.
                good = good and \
                    last_code(done.stderr) == "output-unfinished"
                clean_up_only()
                versions = world.versions()
                good = good and versions == ["new"] * 3
            if not good:
                wrong.append((call, done.returncode, versions, left,
                              done.stderr))
        tap.equal(f"{name} at each of {calls} calls: a message, and a whole "
                  "set", wrong, [])

# ---- every signal that ends a process ------------------------------------------

HARMLESS = {signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT, signal.SIGTSTP,
            signal.SIGTTIN, signal.SIGTTOU, signal.SIGCHLD, signal.SIGURG,
            signal.SIGWINCH}
IGNORED = {signal.SIGPIPE, signal.SIGXFSZ}
# These a sanitizer takes for itself.
FAULTS = {signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL,
          signal.SIGABRT, signal.SIGTRAP, signal.SIGSYS}


def strike_with(number, call):
    """What is wrong after signal NUMBER at CALL, or None."""
    world.clear("old")
    done = world.run("new", environment=world.interposed(
        library, FAULT_AT=str(call), FAULT_SIGNAL=str(int(number))))
    ended = (0, "new") if number in IGNORED else (-number, "old")
    found = (done.returncode, world.versions(), world.leftovers())
    if found == (ended[0], [ended[1]] * 3, []):
        return None
    # The lock of a run that was killed holds nobody up.
    if found == (ended[0], [ended[1]] * 3, [".reportgen.lock"]):
        return None
    return number, call, found, done.stderr


if library is not None:
    signals = [number for number in signal.valid_signals()
               if number not in HARMLESS and
               (number not in FAULTS or not world.is_sanitized) and
               (ALL or number < 32 or
                number in (signal.SIGRTMIN, signal.SIGRTMAX))]
    wrong = [strike_with(number, call) for number in signals
             for call in ((3, 6, 9) if ALL else (6,))]
    tap.equal(f"{len(signals)} signals: nothing staged is left",
              [one for one in wrong if one], [])

# ---- sets staged by hand -----------------------------------------------------


def staged(group, number, output):
    return f".reportgen-{group}-{number}~{output}.tmp"


def journal(group, *lines):
    """The text of a set's journal: all outputs, published from NEW."""
    publish = []
    for i, output in enumerate(FILES, 1):
        data = world.made["new"][output]
        publish.append(f"publish {i} {len(data)} "
                       f"{hashlib.sha256(data).hexdigest()} {output}")
    return "\n".join(["reportgen set 1", *publish, *lines, "end", ""])


def stage_by_hand(group, text=None, ending=".set"):
    """NEW staged for all outputs beside OLD; TEXT as the set's journal."""
    world.clear("old")
    for i, output in enumerate(FILES, 1):
        with open(os.path.join(world.out, staged(group, i, output)),
                  "wb") as file:
            file.write(world.made["new"][output])
    if text is not None:
        with open(os.path.join(world.out, f".reportgen-{group}{ending}"), "w",
                  encoding="utf-8") as file:
            file.write(text)


SET = ".reportgen-1-0000000a.set"
NO_JOURNAL = [(os.path.join(world.out, SET), "warning", "output-journal")]
for name, text, ending, expected, left, said in (
        ("a set with its journal is published", journal("1-0000000a"), ".set",
         "new", [], []),
        ("a set without its journal is dropped", None, ".set", "old", [], []),
        ("a journal that was not finished is dropped", journal("1-0000000a"),
         ".tmp", "old", [], []),
        ("half a journal promises nothing", journal("1-0000000a")[:-5],
         ".set", "old", [SET], NO_JOURNAL),
        ("an endless journal promises nothing",
         "reportgen set 1\n" + "remove x\n" * 10000, ".set", "old", [SET],
         NO_JOURNAL)):
    stage_by_hand("1-0000000a", text, ending)
    messages = clean_up_only()
    tap.equal(name, (world.versions(), world.leftovers(), messages),
              ([expected] * 3, left, said))

for options, level in (((), "warning"), (("--strict",), "error")):
    stage_by_hand("1-0000000a", journal("1-0000000a"))
    os.rename(os.path.join(world.out, staged("1-0000000a", 1, FILES[0])),
              os.path.join(world.out, FILES[0]))
    with open(os.path.join(world.out, staged("1-0000000a", 2, FILES[1])),
              "ab") as file:
        file.write(b"more")
    messages = clean_up_only(*options)
    tap.equal(f"a staged file that is not the journal's {options}: the set is "
              "given up, and that is told",
              (world.versions(), world.leftovers(), messages),
              (["new", "old", "old"], [],
               [(os.path.join(world.out, FILES[1]), level,
                 "output-set-given-up")]))

tap.done()
