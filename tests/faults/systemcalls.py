#!/usr/bin/python3
"""kill -9 at the system calls of a run that replaces two sets, and every
system call failing with each errno that fits: no set is torn, nothing of ours
is left anywhere, no failure goes unnoticed or is told as something else.

usage: systemcalls.py PROGRAM [--all]

Without --all (or REPORTGEN_SOAK=1) a sample of both is tried.
"""
import collections
import concurrent.futures
import json
import os
import random
import re
import shutil
import sys
import threading

from world import NAME, World, last_code, run
from tap import expect_tracing, has

ALL = "--all" in sys.argv[2:] or os.environ.get("REPORTGEN_SOAK") == "1"
SAMPLE = 90  # runs of each kind, some 10 s in all
ENDS = (".pdf", ".xlsx", ".manifest.json")
SETS = [[name + end for end in ENDS] for name in (NAME, "second")]

# What may go wrong with a call, by the manual pages of Linux.  Not brk(): the
# kernel tells its failure by the old address, which strace cannot inject.
ERRORS = {
    "openat": ["EIO", "EMFILE", "ENFILE", "ENOMEM", "EACCES", "EINTR"],
    "openat+": ["ENOSPC", "EDQUOT", "EROFS"],  # one that makes a file
    "read": ["EIO", "EINTR"],
    "pread64": ["EIO", "EINTR"],
    "write": ["EIO", "ENOSPC", "EDQUOT", "EFBIG", "EINTR"],
    "pwrite64": ["EIO", "ENOSPC", "EINTR"],
    "fsync": ["EIO", "ENOSPC", "EDQUOT", "EINTR"],
    "rename": ["EIO", "ENOSPC", "EACCES"],
    "renameat": ["EIO", "ENOSPC", "EACCES"],
    "unlink": ["EIO", "EACCES"],
    "unlinkat": ["EIO", "EACCES"],
    "mkdir": ["EIO", "ENOSPC", "EACCES"],
    "close": ["EIO", "EINTR"],
    "newfstatat": ["EIO", "ENOMEM"],
    "statfs": ["EIO", "ENOSYS"],
    "access": ["EIO", "ENOMEM"],
    "readlink": ["EIO", "ENOMEM"],
    "getdents64": ["EIO", "ENOMEM"],
    "memfd_create": ["EMFILE", "ENOMEM", "ENOSYS"],
    "ftruncate": ["EIO", "ENOSPC"],
    "flock": ["ENOLCK", "EINTR", "EIO"],
    "lseek": ["EIO"],
    "mmap": ["ENOMEM"],
    "mremap": ["ENOMEM"],
    "getrandom": ["EINTR", "ENOSYS"],
}
# The statuses that fit: 74 for what the device or the system refuses, 71 for
# memory, 73 and 77 for what may not be made; 69 and 66 would say that
# something is not there.
FITTING = {"ENOMEM": {71}, "EACCES": {73, 74, 77}}
OTHERWISE = {70, 71, 73, 74, 75, 77}

world = World(sys.argv[1])
tap = world.tap
expect_tracing()
if not has("strace"):
    tap.skip("system calls that fail", "strace is not installed")
    tap.done()
if run(["strace", "-o", "/dev/null", "true"]).returncode != 0:
    tap.skip("system calls that fail", "no process may be traced here")
    tap.done()

with open(world.path("failing.ini"), "w", encoding="utf-8") as ini:
    ini.write("[report]\n")  # a run that takes the lock, then fails
for version in ("old", "new"):
    shutil.copy(world.path(version, "report.ini"),
                world.path(version, "second.ini"))
    world.edit(version + "/second.ini", NAME, "second")


# ---- one run -----------------------------------------------------------------

class Place:
    """An output folder and a folder for temporary files of one thread."""

    def __init__(self, number):
        self.folder = world.path(f"place-{number}")
        self.out = os.path.join(self.folder, "out")
        self.temporary = os.path.join(self.folder, "tmp")
        os.makedirs(self.out)
        os.makedirs(self.temporary)
        self.environment = world.environment(TMPDIR=self.temporary)

    def command(self, version):
        return [world.program, "run", world.path(version, "report.ini"),
                world.path(version, "second.ini"), "-o", self.out]

    def run(self, version, *strace):
        prefix = ["strace", "-f", *strace] if strace else []
        return run([*prefix, *self.command(version)], cwd=world.folder,
                   env=self.environment, timeout=120)

    def clean_up(self):
        return run([world.program, "run", world.path("failing.ini"), "-o",
                    self.out], cwd=world.folder, env=self.environment)

    def fill(self):
        """The output folder as a run of `old` left it."""
        shutil.rmtree(self.out)
        shutil.copytree(MADE["old"][0], self.out)

    def versions(self):
        """Of each set: old, new, or which of its files are what."""
        result = []
        for names in SETS:
            found = []
            for name in names:
                try:
                    with open(os.path.join(self.out, name), "rb") as file:
                        data = file.read()
                except FileNotFoundError:
                    data = None
                found.append("none" if data is None else
                             "old" if data == MADE["old"][1][name] else
                             "new" if data == MADE["new"][1][name] else
                             "BROKEN")
            result.append(found[0] if len(set(found)) == 1 else tuple(found))
        return result

    def leftovers(self):
        ours = [name for names in SETS for name in names]
        return [name for name in os.listdir(self.out) if name not in ours] + \
            os.listdir(self.temporary)


MADE = {}
for version in ("old", "new"):
    place = Place("made-" + version)
    done = place.run(version)
    if done.returncode != 0:
        sys.exit(f"the batch fails: {done.stderr}")
    MADE[version] = (place.out, world.read_all(place.out))

# ---- the calls of a whole run ----------------------------------------------------

CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)")
trace = world.path("trace")
place = Place("traced")
place.fill()
place.run("new", "-o", trace)
calls = []  # (name, which of that name, arguments)
counts = collections.Counter()
own = None  # the first call of the program's own
with open(trace, encoding="utf-8", errors="replace") as file:
    for line in file:
        match = CALL.match(line)
        if not match or match.group(1) in ("execve", "exit_group"):
            continue
        counts[match.group(1)] += 1
        if own is None and line.find("fcntl(0, F_GETFD)") >= 0:
            own = len(calls)
        calls.append((match.group(1), counts[match.group(1)], match.group(2)))

# ---- the order of syncing and renaming -------------------------------------------

files, staged_synced, folder, unsynced = {}, set(), None, []
synced_after, renamed = None, 0
for name, number, arguments in calls[own:]:
    opened = re.match(r'\S+, "([^"]*)".*O_CREAT.*= (\d+)$', arguments)
    if name == "openat" and opened:
        files[opened.group(2)] = opened.group(1)
    elif name == "fsync":
        fd = re.match(r"(\d+)", arguments).group(1)
        staged_synced.add(files.get(fd))
        if fd == folder:
            synced_after = True
    elif name == "renameat":
        match = re.match(r'(\d+), "([^"]*)", \d+, "([^"]*)"', arguments)
        folder, old, new = match.groups()
        synced_after = False
        renamed += 1
        if old not in staged_synced:
            unsynced.append((old, new))
    elif name == "unlinkat" and '.set"' in arguments and not synced_after:
        unsynced.append(arguments)
tap.equal("the trace: each file is synced before it gets its name, the folder "
          "before the journal goes",
          (unsynced, synced_after, renamed), ([], True, 8))
tap.check("the trace: nothing is made outside the output folder",
          not [call for call in calls if "O_CREAT" in call[2] and
               ".reportgen" not in call[2] and "/dev/null" not in call[2] and
               "/proc/self/fd/" not in call[2]],
          [call for call in calls if "O_CREAT" in call[2]])

# So many rows that the working store leaves memory for the disk.
shutil.copytree(world.path("old"), world.path("large"))
with open(world.path("large", "schemes.csv"), "r+b") as file:
    first = file.readlines()[1].decode().split(";", 1)
    for i in range(20000):
        file.write(f"{first[0]}-{i};{'x' * 2000}{first[1]}".encode())
place = Place("large")
run(["strace", "-f", "-o", trace, "-e", "trace=open,openat,creat,mkdir",
     world.program, "dump", "dataset", world.path("large", "report.ini")],
    cwd=world.folder, env=place.environment)
with open(trace, encoding="utf-8", errors="replace") as file:
    opened = file.read().splitlines()
tap.check("a store that leaves memory: its file has no name",
          [line for line in opened if "O_TMPFILE" in line] and
          not [line for line in opened if "O_CREAT" in line], opened[-20:])

# ---- many runs -------------------------------------------------------------------

local = threading.local()
number_of_places = [0]
lock = threading.Lock()


def my_place():
    if not hasattr(local, "place"):
        with lock:
            number_of_places[0] += 1
            local.place = Place(number_of_places[0])
    return local.place


def in_parallel(function, work):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [found for found in pool.map(function, work) if found]


def sample(work):
    work = list(work)
    if ALL or len(work) <= SAMPLE:
        return work
    random.seed(2018)
    return random.sample(work, SAMPLE)


def in_memory():
    return {name for name in os.listdir("/dev/shm")
            if os.stat("/dev/shm/" + name).st_uid == os.geteuid()} \
        if os.path.isdir("/dev/shm") else set()


# ---- kill -9 ---------------------------------------------------------------------

moments = collections.Counter()


def kill_at(call):
    """What is wrong after kill -9 before CALL and a run that cleans up."""
    name, number, arguments = call
    place = my_place()
    place.fill()
    done = place.run("new", "-o", "/dev/null", "-e",
                     f"inject={name}:signal=KILL:when={number}")
    before = place.versions()
    with lock:
        moments[str(before)] += 1
    if "BROKEN" in str(before) or "none" in str(before):
        return call, "a broken file", before
    if done.returncode not in (-9, 137):
        return call, "not killed", done.returncode
    place.clean_up()
    after, left = place.versions(), place.leftovers()
    if any(version not in ("old", "new") for version in after) or left:
        return call, before, after, left
    return None


memory = in_memory()
work = sample(calls)
# Between the renames of a set lies what matters most.
work += [call for call in calls if call[0] in ("renameat", "unlinkat")
         and call not in work]
wrong = in_parallel(kill_at, work)
tap.equal(f"kill -9 before {len(work)} of {len(calls)} system calls: every "
          "set is whole after the next run, and nothing of ours is left",
          (wrong, in_memory() - memory), ([], set()))
torn = [moment for moment in moments if "(" in moment]
tap.check("some fell between the renames of a set", torn, moments)
print(f"# found right after the kill: {dict(moments)}")

# ---- failures ----------------------------------------------------------------------

ends = collections.Counter()


def fail_at(case):
    """What is wrong when CALL fails with ERROR."""
    (name, number, arguments), error = case
    place = my_place()
    place.fill()
    report = os.path.join(place.folder, "strace")
    done = place.run("new", "-o", report, "-e",
                     f"inject={name}:error={error}:when={number}")
    versions, left = place.versions(), place.leftovers()
    status = done.returncode
    with lock:
        ends[f"{error}: {status} {last_code(done.stderr) if status else ''}"] \
            += 1
    shown = (name, number, error, arguments[:100], status, versions, left,
             done.stderr)
    if status == 0:
        # Not silent: what failed was not needed, all is written and synced.
        good = versions == ["new", "new"] and \
            (name != "fsync" or error == "EINTR")
        return None if good and not done.stderr else shown
    if status not in FITTING.get(error, OTHERWISE) or not done.stderr:
        return shown
    place.clean_up()
    after, left = place.versions(), place.leftovers()
    if any(version not in ("old", "new") for version in after) or left:
        return (*shown, after, left)
    unfinished = [version for version in versions
                  if version not in ("old", "new")]
    if unfinished and "output-unfinished" not in done.stderr:
        return (*shown, "torn without a word")
    return None


# What the loader and the C library do before main() is not ours.
work = [(call, error) for call in calls[own:]
        for error in ERRORS.get(call[0], []) +
        (ERRORS["openat+"] if call[0] == "openat" and "O_CREAT" in call[2]
         else [])]
total = len(work)
work = sample(work)
wrong = in_parallel(fail_at, work)
tap.equal(f"{len(work)} of {total} failures of single calls: none is silent, "
          "each has its status, no set is torn", wrong, [])
for end, n in sorted(ends.items()):
    print(f"# {n:5} {end}")
tap.equal("failures: nothing is left in memory", in_memory() - memory, set())
tap.done()
