#!/usr/bin/python3
"""The Nth allocation fails: the run ends with status 71 and a message, or
does not notice; never a crash, a half-written file or a mixed set.

usage: memory.py PROGRAM
"""
import json
import shutil
import sys

from world import NAME, World, run

world = World(sys.argv[1])
tap = world.tap


def run_failing(number):
    return world.run("new", environment={"REPORTGEN_FAIL_MALLOC":
                                         str(number)})


world.clear("old")
if run_failing(1).returncode != 71:
    tap.skip("memory runs out", "the sanitizers bring their own allocator")
    tap.done()

# How many allocations a whole run makes, to a twentieth.
most = 1
while True:
    world.clear("old")
    if run_failing(most * 2).returncode != 71:
        break
    most *= 2
step = most / 20
while run_failing(int(most + step)).returncode == 71:
    most += step
    world.clear("old")

numbers = sorted({int(most * (i / 60) ** 1.5) + 1 for i in range(61)})
wrong, ends = [], set()
for number in numbers:
    world.clear("old")
    done = run_failing(number)
    ends.add(done.returncode)
    versions = world.versions()
    if done.returncode == 0:
        good = versions == ["new"] * 3
    else:
        good = done.returncode == 71 and versions == ["old"] * 3 and \
            "out-of-memory" in done.stderr and not done.stdout
    left = [name for name in world.leftovers() if name.endswith(".tmp")]
    if not good or left:
        wrong.append((number, done.returncode, versions, left, done.stderr))
tap.equal(f"{len(numbers)} of {int(most)} allocations fail, one a run", wrong,
          [])
tap.check("most of them ended the run", 71 in ends, ends)
done = world.run("new")
tap.equal("the next run has its folder to itself",
          (done.returncode, world.versions(), world.leftovers()),
          (0, ["new"] * 3, []))

# ---- what it says ----------------------------------------------------------


def messages_of(*options, number):
    """The code and text of each message of a batch of two, in JSON."""
    world.clear()
    done = run([*world.command("old"), world.path("new2", "report.ini"),
                "--log", "json", *options], cwd=world.folder,
               env=world.environment(REPORTGEN_FAIL_MALLOC=str(number)))
    return done, [json.loads(line) for line in done.stderr.splitlines()]


shutil.copytree(world.path("new"), world.path("new2"))
world.edit("new2/report.ini", NAME, "second")
low, high = int(most), int(most) * 4
wrong, said = [], set()
for i in range(24):
    number = low // 2 + (high - low // 2) * i // 24
    done, messages = messages_of(number=number)
    if done.returncode == 0:
        continue
    last = messages[-1]
    published = len(done.stdout.splitlines())
    said.add((published > 0, last["text"]))
    if done.returncode != 71 or last["code"] != "out-of-memory" or \
            ("nothing was published" in last["text"]) != (published == 0):
        wrong.append((number, done.returncode, done.stdout, last))
tap.equal("out-of-memory follows --log json and says what was published",
          wrong, [])
tap.check("before and after something was published", len(said) == 2,
          sorted(said))

# In a batch with workers one report may lack memory; the others go on.
done = world.run("new", environment={"REPORTGEN_FAIL_MALLOC": "0"})
tap.equal("0 asks for nothing", done.returncode, 0)
tap.done()
