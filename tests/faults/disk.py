#!/usr/bin/python3
"""Folders and disks that refuse: nothing half-written, the right status.

usage: disk.py PROGRAM
"""
import os
import shutil
import subprocess
import sys

from world import FILES, World, last_code, limit_file_size, run

world = World(sys.argv[1])
tap = world.tap
ROOT_USER = os.geteuid() == 0
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def expect(name, done, status, code, versions):
    """DONE ended with STATUS and CODE, and the outputs are VERSIONS."""
    tap.equal(f"{name}: status, code, outputs",
              (done.returncode, last_code(done.stderr), world.versions()),
              (status, code, versions))
    tap.equal(f"{name}: no staged file is left", world.leftovers(), [])


def expect_failure(name, done, status, code):
    expect(name, done, status, code, ["old"] * 3)


# ---- files that may not grow (RLIMIT_FSIZE) --------------------------------

sizes = [len(data) for data in world.made["new"].values()]
for limit in (0, 1, 100, 4096, min(sizes) - 1, min(sizes), 40000,
              max(sizes) - 1):
    world.clear("old")
    done = world.run("new", preexec_fn=limit_file_size(limit))
    name = f"files of at most {limit} bytes"
    tap.check(f"{name}: status 74 or 73",
              done.returncode in (73, 74) and not done.stdout,
              f"{done.returncode}\n{done.stdout}{done.stderr}")
    tap.equal(f"{name}: the old set stays",
              (world.versions(), world.leftovers()), (["old"] * 3, []))
world.clear("old")
done = world.run("new", preexec_fn=limit_file_size(4 * max(sizes)))
tap.equal("files may be as large as they are", (done.returncode,
          world.versions()), (0, ["new"] * 3))


# ---- a full disk -------------------------------------------------------------

def mount(size):
    done = run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs",
                world.out])
    return done.returncode == 0


def says_full(done):
    """The system's reason and the folder, not what a library makes of it."""
    return done.returncode in (73, 74) and \
        "No space left on device" in done.stderr and \
        world.out in done.stderr and \
        last_code(done.stderr) in ("output-write", "output-create")


world.clear()
if not ROOT_USER or not mount(64):
    tap.skip("a full disk", "only root can mount a small one")
else:
    needed = sum(sizes) // 1024
    try:
        for size in sorted({*range(4, needed + 16, 4), needed // 2,
                            needed - 4, needed + 8}):
            world.empty()
            run(["mount", "-o", f"remount,size={size}k", world.out])
            done = world.run("new")
            tap.check(f"a disk of {size} KiB: status 74 or 73 and that it is "
                      "full, or it fits", says_full(done) or
                      world.versions() == ["new"] * 3,
                      f"{done.returncode}\n{done.stdout}{done.stderr}")
            tap.check(f"a disk of {size} KiB: all or nothing",
                      world.versions() in (["none"] * 3, ["new"] * 3),
                      world.versions())
            tap.equal(f"a disk of {size} KiB: nothing else is left",
                      world.leftovers(), [])
        world.empty()
        run(["mount", "-o", "remount,size=8k", world.out])
        done = run([*world.command("new"), "--only", "xlsx"],
                   env=world.environment())
        tap.equal("a disk too small for a workbook: status, code, files",
                  (done.returncode, last_code(done.stderr),
                   os.listdir(world.out)), (74, "output-write", []))
        # Parts of a large workbook go to the disk on their way.
        shutil.copytree(world.path("old"), world.path("large"))
        world.make_large("large", 12000)
        wrong = []
        for size in range(256, 6144, 512):
            world.empty()
            run(["mount", "-o", f"remount,size={size}k", world.out])
            done = run([*world.command("large"), "--only", "xlsx"],
                       env=world.environment())
            left = sorted(os.listdir(world.out))
            if (not says_full(done) or left) if done.returncode != 0 else \
                    left != sorted(FILES[1:]):
                wrong.append((size, done.returncode, left, done.stderr))
        tap.equal("disks too small for a large workbook: each says so", wrong,
                  [])
        # The old set leaves no room for the new one beside it.
        run(["mount", "-o", "remount,size=8m", world.out])
        world.run("old")
        filler = os.path.join(world.out, "filler")
        with open(filler, "wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)) > 0:
                    pass
            except OSError:
                pass
        done = world.run("new")
        tap.check("a full disk: status 74 or 73 and that it is full",
                  says_full(done), done.stderr)
        tap.equal("a full disk: the old set stays",
                  (world.versions(), world.leftovers()),
                  (["old"] * 3, ["filler"]))
        os.remove(filler)
        done = world.run("new")
        tap.equal("room again: the new set", (done.returncode,
                  world.versions(), world.leftovers()),
                  (0, ["new"] * 3, []))
    finally:
        run(["umount", world.out])


# ---- rights --------------------------------------------------------------------

def as_nobody(version):
    command = (NOBODY if ROOT_USER else []) + world.command(version)
    return run(command, cwd="/", env=world.environment())


if ROOT_USER and shutil.which("setpriv") is None:
    tap.skip("denied folders", "root needs setpriv to be denied anything")
elif ROOT_USER and run(NOBODY + [world.program, "--version"]).returncode != 0:
    tap.skip("denied folders", "another user cannot reach the program")
else:
    world.clear("old")
    os.chmod(world.out, 0o555)
    expect_failure("a folder that may not be written", as_nobody("new"), 77,
                   "output-permission")
    os.chmod(world.out, 0o755)

    os.chmod(world.path("new", "schemes.csv"), 0)
    if not ROOT_USER:
        world.clear("old")
    else:
        os.chmod(world.out, 0o777)
    expect_failure("data that may not be read", as_nobody("new"), 77,
                   "file-permission")
    os.chmod(world.path("new", "schemes.csv"), 0o644)

    os.chmod(world.path("new", "report.ini"), 0)
    expect_failure("a configuration that may not be read", as_nobody("new"),
                   77, "file-permission")
    os.chmod(world.path("new", "report.ini"), 0o644)

    os.mkdir(world.path("new", "parts"))
    world.edit("new/report.ini", "schemes      = schemes.csv",
               "schemes      = parts/*.csv")
    os.chmod(world.path("new", "parts"), 0)
    expect_failure("a folder of data that may not be searched",
                   as_nobody("new"), 77, "file-permission")
    os.rmdir(world.path("new", "parts"))
    world.edit("new/report.ini", "schemes      = parts/*.csv",
               "schemes      = schemes.csv")

    os.chmod(world.path("new"), 0)
    expect_failure("a folder that may not be entered", as_nobody("new"), 77,
                   "file-permission")
    os.chmod(world.path("new"), 0o755)

# ---- what stands in the way ----------------------------------------------------

world.clear()
os.rmdir(world.out)
with open(world.out, "w", encoding="utf-8"):
    pass
done = world.run("new")
tap.equal("a file in place of the output folder: status, code",
          (done.returncode, last_code(done.stderr)), (73, "output-create"))
os.remove(world.out)

world.clear("old")
done = run([*world.command("new"), "--period", "2027"],
           env=world.environment())
tap.equal("an annex of an earlier run beside a report without: "
          "status, code, outputs",
          (done.returncode, last_code(done.stderr), world.versions()),
          (0, "old-annex", ["BROKEN", "old", "BROKEN"]))
world.clear("old")
done = run([*world.command("new"), "--period", "2027", "--strict"],
           env=world.environment())
expect_failure("the same with --strict", done, 73, "old-annex")

for name in FILES:
    world.clear("old")
    os.remove(os.path.join(world.out, name))
    os.mkdir(os.path.join(world.out, name))
    done = world.run("new")
    os.rmdir(os.path.join(world.out, name))
    tap.equal(f"a folder in place of {name}: status, code",
              (done.returncode, last_code(done.stderr)),
              (73, "output-create"))
    tap.equal(f"a folder in place of {name}: the others stay",
              (sorted(world.versions()), world.leftovers()),
              (["none", "old", "old"], []))

world.clear("old")
os.remove(os.path.join(world.out, FILES[0]))
elsewhere = world.path("elsewhere")
with open(elsewhere, "wb") as file:
    file.write(b"not ours")
os.symlink(elsewhere, os.path.join(world.out, FILES[0]))
done = world.run("new")
with open(elsewhere, "rb") as file:
    kept = file.read()
tap.equal("a link in place of an output is replaced, not followed",
          (done.returncode, world.versions(), kept),
          (0, ["new"] * 3, b"not ours"))

# ---- standard output -------------------------------------------------------------

world.clear("old")
with open("/dev/full", "w", encoding="utf-8") as full:
    done = subprocess.run(world.command("new"), stdout=full,
                          stderr=subprocess.PIPE, encoding="utf-8",
                          env=world.environment(), check=False)
expect("standard output on a full disk", done, 74, "stdout-write",
       ["new"] * 3)
tap.check("standard output on a full disk: the system's reason",
          "No space left on device" in done.stderr, done.stderr)
for arguments in (["--help"], ["--version"], ["period"] + ["2017"] * 500,
                  ["dump", "dataset", world.path("new", "report.ini")]):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([world.program, *arguments], stdout=full,
                              stderr=subprocess.PIPE, encoding="utf-8",
                              cwd=world.folder, env=world.environment(),
                              check=False)
    tap.check(f"{arguments[0]} on a full disk: status 74 and the reason",
              done.returncode == 74 and
              last_code(done.stderr) == "stdout-write" and
              "No space left on device" in done.stderr, done.stderr)
world.clear("old")
done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh",
                       *world.command("new")], stderr=subprocess.PIPE,
                      encoding="utf-8", env=world.environment(), check=False)
expect("no standard output", done, 74, "stdout-write", ["new"] * 3)
world.clear("old")
done = subprocess.run(["sh", "-c", '"$@"; echo $? >&2', "sh",
                       *world.command("new")], stdout=subprocess.PIPE,
                      stderr=subprocess.PIPE, encoding="utf-8",
                      env=world.environment(), check=False)
tap.equal("a reader of the pipe gets the paths",
          done.stdout.splitlines(),
          [os.path.join(world.out, name) for name in FILES])

tap.done()
