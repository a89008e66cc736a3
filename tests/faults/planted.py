#!/usr/bin/python3
"""What others have put into an output folder, and who may write what a run
leaves there: nothing prepared is followed, nothing outside is touched.

usage: planted.py PROGRAM
"""
import fcntl
import os
import shutil
import stat
import struct
import subprocess
import sys

from world import FILES, World, last_code, run

world = World(sys.argv[1])
tap = world.tap
OUTSIDE = world.path("outside")


def prepare():
    """The folder as `old` left it, and a folder elsewhere with two files."""
    world.clear("old")
    shutil.rmtree(OUTSIDE, ignore_errors=True)
    os.mkdir(OUTSIDE)
    for name in ("accounts.xlsx", ".reportgen-1-0000000a-1~x.tmp"):
        with open(os.path.join(OUTSIDE, name), "w", encoding="utf-8") as file:
            file.write("not ours")


def outside_is_whole():
    names = sorted(os.listdir(OUTSIDE))
    texts = set()
    for name in names:
        with open(os.path.join(OUTSIDE, name), encoding="utf-8") as file:
            texts.add(file.read())
    return names, texts


WHOLE = ([".reportgen-1-0000000a-1~x.tmp", "accounts.xlsx"], {"not ours"})


def in_out(name):
    return os.path.join(world.out, name)


def write(name, text):
    with open(in_out(name), "w", encoding="utf-8") as file:
        file.write(text)


def remove(name):
    path = in_out(name)
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.remove(path)


# ---- links, markers, folders ---------------------------------------------------

JOURNAL = "reportgen set 1\npublish 1 8 " + "0" * 64 + " {}\nend\n"


def link(target):
    return lambda path: os.symlink(target, path)


def text(content):
    return lambda path: write(os.path.basename(path), content)


for what, name, plant in (
        ("a link called like a scratch folder", ".reportgen-scratch",
         link(OUTSIDE)),
        ("a link called like a staged file",
         f".reportgen-1-0000000a-1~{FILES[0]}.tmp",
         link(os.path.join(OUTSIDE, "accounts.xlsx"))),
        ("a link to nothing called like a staged file",
         f".reportgen-1-0000000a-1~{FILES[0]}.tmp",
         link(os.path.join(OUTSIDE, "new-file"))),
        ("a folder called like a staged file",
         f".reportgen-1-0000000a-1~{FILES[0]}.tmp", os.mkdir),
        ("a link called like a journal", ".reportgen-1-0000000a.set",
         link(os.path.join(OUTSIDE, "accounts.xlsx"))),
        ("a pipe called like a journal", ".reportgen-1-0000000a.set",
         os.mkfifo),
        ("a folder called like a journal", ".reportgen-1-0000000a.set",
         os.mkdir),
        ("a marker for a report", f".reportgen-1-0000000a-1~{FILES[0]}.ready",
         text("planted")),
        ("a marker for a folder", ".reportgen-1-0000000a-1~sub.ready",
         text("planted")),
        ("a journal of a file that is not there", ".reportgen-1-0000000a.set",
         text(JOURNAL.format(FILES[0]))),
        ("a journal of a folder", ".reportgen-1-0000000a.set",
         text(JOURNAL.format("sub"))),
        ("a journal that leads out", ".reportgen-1-0000000a.set",
         text("reportgen set 1\nremove ../outside/accounts.xlsx\nend\n")),
        ("a journal of endless text", ".reportgen-1-0000000a.set",
         text("reportgen set 1\n" + "remove x\n" * 100000))):
    prepare()
    os.mkdir(in_out("sub"))
    plant(in_out(name))
    done = world.run("new", timeout=60)
    again = world.run("new", timeout=60)
    left = sorted(world.leftovers())
    tap.equal(f"{what}: two runs, what is outside, what is beside",
              (done.returncode, again.returncode, world.versions(),
               outside_is_whole(), "sub" in left),
              (0, 0, ["new"] * 3, WHOLE, True))

# ---- the lock ----------------------------------------------------------------------

for what, plant in (
        ("a link to a file", link(os.path.join(OUTSIDE, "accounts.xlsx"))),
        ("a link to nothing", link(os.path.join(OUTSIDE, "made-by-a-link"))),
        ("a link to a folder", link(OUTSIDE)),
        ("a folder", os.mkdir), ("a pipe", os.mkfifo)):
    prepare()
    plant(in_out(".reportgen.lock"))
    done = world.run("new", timeout=60)
    tap.equal(f"{what} in place of the lock: status, code, outputs, outside",
              (done.returncode, last_code(done.stderr), world.versions(),
               outside_is_whole()), (73, "output-lock", ["old"] * 3, WHOLE))
    remove(".reportgen.lock")
    done = world.run("new")
    tap.equal(f"{what} in place of the lock, removed",
              (done.returncode, world.versions(), world.leftovers()),
              (0, ["new"] * 3, []))

prepare()
write(".reportgen.lock", "of a run that was killed")
os.chmod(in_out(".reportgen.lock"), 0o444)
done = world.run("new")
tap.equal("a lock that was left is taken and removed",
          (done.returncode, world.versions(), world.leftovers()),
          (0, ["new"] * 3, []))

# ---- the folder itself ------------------------------------------------------------

prepare()
os.rename(world.out, world.path("real"))
os.symlink("real", world.out)
done = world.run("new")
tap.equal("the output folder may be a link",
          (done.returncode, world.versions()), (0, ["new"] * 3))
os.remove(world.out)
os.rename(world.path("real"), world.out)

# ---- rights ------------------------------------------------------------------------

# struct posix_acl_xattr: user, group, one more group, mask, others.
ACL = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", *entry) for entry in (
        (0x01, 7, 0xFFFFFFFF), (0x04, 5, 0xFFFFFFFF), (0x08, 7, 12345),
        (0x10, 7, 0xFFFFFFFF), (0x20, 0, 0xFFFFFFFF)))


def modes(mask, folder=None, mode=0o755, acl=False):
    """The modes of the outputs and the folder of a run under umask MASK."""
    shutil.rmtree(world.out, ignore_errors=True)
    os.mkdir(world.out)
    os.chmod(world.out, mode)
    if acl:
        os.setxattr(world.out, "system.posix_acl_default", ACL)
    out = os.path.join(world.out, folder) if folder else world.out
    done = world.run("new", out=out, preexec_fn=lambda: os.umask(mask))
    found = {stat.S_IMODE(os.stat(os.path.join(out, name)).st_mode)
             for name in os.listdir(out)}
    return (done.returncode, last_code(done.stderr) if done.stderr else "",
            [oct(one) for one in sorted(found)],
            oct(stat.S_IMODE(os.stat(out).st_mode)))


for mask, files, folder in ((0o000, "0o664", "0o775"),
                            (0o002, "0o664", "0o775"),
                            (0o022, "0o644", "0o755"),
                            (0o027, "0o640", "0o750"),
                            (0o077, "0o600", "0o700")):
    tap.equal(f"umask {mask:03o}: files, and a folder that was missing",
              modes(mask, "a/b"), (0, "", [files], folder))
tap.equal("an office's folder, mode 2775 and umask 002",
          modes(0o002, "a", 0o2775), (0, "", ["0o664"], "0o2775"))
tap.equal("a folder of mode 2770", modes(0o007, "a", 0o2770),
          (0, "", ["0o660"], "0o2770"))
try:
    tap.equal("an access list for a group: it may write, others nothing",
              modes(0o077, None, 0o750, acl=True),
              (0, "", ["0o660"], "0o750"))
except OSError:
    tap.skip("an access list", "this file system has none")

for mode in (0o777, 0o1777, 0o757):
    tap.equal(f"a folder of mode {mode:o}: a warning",
              modes(0o022, None, mode),
              (0, "output-open-to-all", ["0o644"], oct(mode)))
world.clear("old")
os.chmod(world.out, 0o1777)
done = run([*world.command("new"), "--strict"], env=world.environment())
tap.equal("such a folder with --strict: status, code, outputs",
          (done.returncode, last_code(done.stderr), world.versions()),
          (77, "output-open-to-all", ["old"] * 3))

# ---- a colleague's killed run ----------------------------------------------------

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
if os.geteuid() != 0 or shutil.which("setpriv") is None or \
        run(NOBODY + [world.program, "--version"]).returncode != 0:
    tap.skip("a colleague's lock", "root needs setpriv for it")
else:
    # The group may write to the folder; the lock of a killed run is root's.
    world.clear()
    os.chown(world.out, 0, 65534)
    os.chmod(world.out, 0o2775)
    write(".reportgen.lock", "")
    write(f".reportgen-1-0000000a-1~{FILES[0]}.tmp", "half")
    done = run(NOBODY + world.command("new"), cwd="/",
               env=world.environment())
    tap.equal("a colleague's leftovers in a shared folder are swept",
              (done.returncode, world.versions(), world.leftovers()),
              (0, ["new"] * 3, []))
    with open(in_out(".reportgen.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(NOBODY + world.command("new"), cwd="/",
                              env=world.environment(), check=False,
                              capture_output=True)
    tap.equal("a colleague's lock that is held", done.returncode, 75)

    # Where only its owner may replace a file.
    world.clear("old")
    os.chown(world.out, 0, 0)
    os.chmod(world.out, 0o1777)
    done = run(NOBODY + world.command("new"), cwd="/",
               env=world.environment())
    tap.equal("a colleague's report in a folder that is open to all",
              (done.returncode, last_code(done.stderr), world.versions(),
               world.leftovers()),
              (77, "output-permission", ["old"] * 3, []))

tap.done()
