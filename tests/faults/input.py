#!/usr/bin/python3
"""Inputs that are no files, that change, that were cut off; batches in which
one report fails; parts of the installation that are missing.

usage: input.py PROGRAM
"""
import os
import resource
import shutil
import subprocess
import sys

from world import NAME, ROOT, World, last_code, run

world = World(sys.argv[1])
tap = world.tap
CSV = world.path("new", "schemes.csv")


def expect(name, status, code, **options):
    world.clear("old")
    done = world.run("new", timeout=60, **options)
    tap.equal(f"{name}: status, code, outputs",
              (done.returncode, last_code(done.stderr), world.versions()),
              (status, code, ["old"] * 3))
    tap.check(f"{name}: the message names the file",
              "schemes.csv" in done.stderr, done.stderr)


# ---- what is no file ----------------------------------------------------------

with open(CSV, "rb") as file:
    WHOLE = file.read()
os.remove(CSV)
expect("no file", 66, "file-missing")
os.mkfifo(CSV)
expect("a pipe that nobody writes to", 66, "file-not-regular")
os.remove(CSV)
os.mkdir(CSV)
expect("a folder", 66, "file-not-regular")
os.rmdir(CSV)
os.symlink("schemes.csv", CSV)
expect("a link to itself", 78, "link-loop")
os.remove(CSV)
os.symlink("/dev/zero", CSV)
expect("a device", 66, "file-not-regular")
os.remove(CSV)
with open(CSV, "wb") as file:
    file.truncate(1 << 40)
expect("a file of a terabyte", 65, "file-too-large")
with open(CSV, "wb") as file:
    file.write(WHOLE)

# ---- what changes while it is read ---------------------------------------------

library = world.build_interposer()
if library is None:
    tap.skip("a file that grows", "the interposer cannot be built")
else:
    expect("a file that grows while it is read", 74, "file-changed",
           environment=world.interposed(library, FAULT_GROW=CSV))
    with open(CSV, "wb") as file:
        file.write(WHOLE)

# ---- what the system lacks ---------------------------------------------------

if library is None:
    tap.skip("what the system lacks", "the interposer cannot be built")
else:
    world.clear("old")
    done = world.run("new", environment=world.interposed(
        library, FAULT_MISSING=".icc"))
    tap.equal("no color profile: status, code, outputs",
              (done.returncode, last_code(done.stderr), world.versions()),
              (66, "color-profile", ["old"] * 3))

    # Structs of these libraries are read, and may differ in another release.
    for name in ("LIBHARU", "LIBXLSXWRITER"):
        world.clear("old")
        done = world.run("new", environment=world.interposed(
            library, **{f"FAULT_{name}": "0.9.9"}))
        tap.equal(f"another {name.lower()}: status, code, outputs",
                  (done.returncode, last_code(done.stderr), world.versions()),
                  (70, "library-version", ["old"] * 3))
        tap.check(f"another {name.lower()}: is named",
                  f"{name.lower()} " in done.stderr and "0.9.9" in done.stderr,
                  done.stderr)

    # So many rows that the store leaves memory for a file.
    with open(CSV, "ab") as file:
        line = WHOLE.decode("utf-8-sig").splitlines()[1].split(";", 1)
        for i in range(50000):
            file.write(f"{line[0]}-{i};{'x' * 2000}{line[1]}\r\n".encode())
    world.clear("old")
    done = run([world.program, "check", world.path("new", "report.ini")],
               cwd=world.folder, env=dict(world.environment(),
                                          **world.interposed(
                                              library, FAULT_SCRATCH="1")))
    tap.equal("no room for the working store: status, code",
              (done.returncode, last_code(done.stderr)),
              (74, "store-failed"))
    with open(CSV, "wb") as file:
        file.write(WHOLE)

# ---- a file cut off at every byte ------------------------------------------------

# A small file, quoted text and a last row in it: whatever is left of it is
# either told to be short or holds whole rows only.
SMALL = ('Mã,Tên,Nguồn,Ngày,Hỗ trợ\r\n'
         'A1,Máy sấy,QG,05/6/2017,200\r\n'
         'A2,"Máy ép ""Đồng Tháp"", 2 chiếc",ĐP,07/8/2017,"1.228,5"\r\n'
         'A3,Máy in,QG,08/8/2017,35\r\n').encode()
COMMON = os.path.join(ROOT, "tests", "regress", "common")
CASE = os.path.join(ROOT, "tests", "regress", "config", "good", "report.ini")
cut = world.path("cut")
os.mkdir(cut)
with open(CASE, encoding="utf-8") as file:
    text = file.read().replace("../../common/data/schemes.csv", "cut.csv")
with open(os.path.join(cut, "report.ini"), "w", encoding="utf-8") as file:
    file.write(text)
environment = dict(world.environment(), REPORTGEN_PATH=f"{COMMON}:{ROOT}")


def dump(data):
    with open(os.path.join(cut, "cut.csv"), "wb") as file:
        file.write(data)
    return run([world.program, "dump", "dataset", "report.ini"], cwd=cut,
               env=environment)


def rows_of(done):
    return [line for line in done.stdout.splitlines()
            if line.startswith("cut.csv:")]


row_ends = [i + 2 for i in range(len(SMALL)) if SMALL[i:i + 2] == b"\r\n"]
whole = dump(SMALL)
tap.equal("the whole small file", (whole.returncode, whole.stderr), (0, ""))
crashed, unnoticed, wrong = [], [], []
for size in range(len(SMALL)):
    done = dump(SMALL[:size])
    if done.returncode not in (0, 65, 78):
        crashed.append((size, done.returncode))
    elif done.returncode == 0:
        # A last row without its line end may be whole or not.
        at_end = size in row_ends or size + 1 in row_ends
        if not at_end and "no-line-end" not in done.stderr:
            unnoticed.append((size, SMALL[:size].decode(errors="replace")
                              [-20:]))
        elif at_end and not set(rows_of(done)) <= set(rows_of(whole)):
            wrong.append((size, done.stdout))
    elif not done.stderr:
        crashed.append((size, "no message"))
tap.equal(f"a file cut off at each of {len(SMALL)} bytes: always a status "
          "and a message", crashed, [])
tap.equal("cut off inside a row: always noticed", unnoticed, [])
tap.equal("cut off between rows: the rows before are whole", wrong, [])

# ---- batches ----------------------------------------------------------------------


def config(name, *changes):
    """A configuration of the sample beside it, called NAME."""
    with open(world.path("new", "report.ini"), encoding="utf-8") as file:
        ini = file.read()
    ini = ini.replace(NAME, name)
    for old, new in changes:
        assert old in ini
        ini = ini.replace(old, new)
    path = world.path("new", name + ".ini")
    with open(path, "w", encoding="utf-8") as file:
        file.write(ini)
    return path


BATCH = [config("a"),
         config("b", ("schemes.csv", "nowhere.csv")),
         config("c"),
         config("d", ("value      = 2017", "value      = 20177")),
         config("e"),
         config("f", ("level   = 2a", "level   = 2u")),
         config("g", ("annual-report", "no-such-report"))]


def run_batch(*options):
    world.clear()
    done = run([world.program, "run", *BATCH, "-o", world.out, *options],
               cwd=world.folder, env=world.environment())
    return done, world.read_all(world.out)


one, files = run_batch("-j", "1")
tap.equal("a batch goes on past failed reports: its status is that of the "
          "gravest", one.returncode, 66)
tap.equal("a batch goes on past failed reports: the files", sorted(files),
          sorted(name + end for name in "acef"
                 for end in (".pdf", ".xlsx", ".manifest.json")))
tap.equal("the paths of all files on standard output",
          [os.path.basename(path) for path in one.stdout.splitlines()],
          [name + end for name in "acef"
           for end in (".pdf", ".xlsx", ".manifest.json")])
for jobs in ("2", "4", "16"):
    many, others = run_batch("-j", jobs)
    tap.equal(f"-j {jobs}: status, messages, paths as with -j 1",
              (many.returncode, many.stderr, many.stdout),
              (one.returncode, one.stderr, one.stdout))
    tap.check(f"-j {jobs}: the same bytes as with -j 1", others == files)

# A worker that dies takes its own report with it, no other.
killer = world.path("killer.sh")
if library is None:
    tap.skip("a worker that dies", "the interposer cannot be built")
else:
    world.clear()
    done = run([world.program, "run", BATCH[0], BATCH[2], "-o", world.out,
                "-j", "2"], cwd=world.folder,
               env=dict(world.environment(), **world.interposed(
                   library, FAULT_AT="12")))
    tap.check("workers that die are reported, their files kept back",
              done.returncode == 70 and
              done.stderr.count("report-killed") == 2 and
              not done.stdout and not os.listdir(world.out),
              f"{done.returncode}\n{done.stderr}\n{os.listdir(world.out)}")
    # At any call: each set is whole when the batch ends.
    wrong, seen = [], set()
    for call in range(1, 30):
        world.clear()
        done = run([world.program, "run", BATCH[0], BATCH[2], "-o", world.out,
                    "-j", "2"], cwd=world.folder,
                   env=dict(world.environment(), **world.interposed(
                       library, FAULT_AT=str(call))))
        if done.returncode == -9:
            continue  # it fell on the batch itself
        left = sorted(os.listdir(world.out))
        seen.add(len(left))
        if len(left) not in (0, 3, 6) or \
                [name for name in left if name.startswith(".")]:
            wrong.append((call, left, done.stderr))
    tap.equal("workers that die at any call: whole sets, nothing else", wrong,
              [])
    tap.check("some died before, some while they published", {0, 6} <= seen,
              seen)

# Standard files, messages, the folder and its lock: none is left for a pipe.  A
# sanitizer has files of its own, so that reading may be what fails.
done = run([world.program, "run", BATCH[0], BATCH[2], "-o", world.out, "-j",
            "2"], cwd=world.folder, env=world.environment(),
           preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE,
                                                 (7, 7)))
tap.check("workers that cannot be started are reported",
          not done.stdout and
          (done.stderr.count(" error: ") == 2 and done.returncode in (70, 74)
           if world.is_sanitized else done.returncode == 70 and
           done.stderr.count("report-not-started") == 2),
          f"{done.returncode}\n{done.stderr}")

# ---- an installation with parts missing ----------------------------------------------

# Far from the source tree the program finds only what it is told of.
alone = world.path("alone", "bin")
os.makedirs(alone)
program = shutil.copy(world.program, alone)
shutil.copytree(os.path.join(ROOT, "layouts"), world.path("lay", "layouts"))


def run_alone(environment):
    world.clear("old")
    return run([program, "run", world.path("new", "report.ini"), "-o",
                world.out], cwd=world.path("alone"), env=environment)


if os.path.exists("/usr/local/share/reportgen") or \
        os.path.exists("/etc/reportgen"):
    tap.skip("a program without its folders", "reportgen is installed here")
else:
    done = run_alone(dict(world.environment(), REPORTGEN_PATH=""))
    tap.equal("no layouts: status, code",
              (done.returncode, last_code(done.stderr)),
              (78, "schema-not-found"))
    done = run_alone(dict(world.environment(),
                          REPORTGEN_PATH=world.path("lay")))
    tap.equal("no fonts.ini: status, code, outputs",
              (done.returncode, last_code(done.stderr), world.versions()),
              (78, "fonts-not-found", ["old"] * 3))

tap.done()
