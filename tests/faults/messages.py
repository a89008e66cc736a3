#!/usr/bin/python3
"""What stands on standard error: with --log json nothing but messages, what a
library prints there included; and a text that a message quotes has an end.

usage: messages.py PROGRAM
"""
import json
import os
import resource
import signal
import sys

from world import World, run

world = World(sys.argv[1])
tap = world.tap
SANITIZED = world.is_sanitized


def codes(text):
    """The codes of messages in JSON; a line that is none is an error."""
    return [json.loads(line)["code"] for line in text.splitlines()]


def run_json(*options, version="new", limits=None, environment=None):
    world.clear()
    return run([*world.command(version), "--log", "json", *options],
               cwd=world.folder, env=world.environment(**(environment or {})),
               preexec_fn=limits)


def impure(done):
    try:
        codes(done.stderr)
    except (ValueError, TypeError, KeyError) as error:
        return f"{error}: {done.stderr}"
    return None


# ---- few descriptors, little memory, short files --------------------------------


def at_most(what, number):
    return lambda: resource.setrlimit(what, (number, number))


if SANITIZED:
    tap.skip("limits", "a sanitizer needs more and prints there itself")
else:
    found, ends = [], set()
    for number in range(4, 14):
        done = run_json(limits=at_most(resource.RLIMIT_NOFILE, number))
        ends.add(done.returncode)
        found += [impure(done)] if impure(done) else []
    tap.equal("few descriptors: nothing but messages", (found, ends),
              ([], {0, 74}))
    found = []
    for size in (0, 100, 4096, 30000, 100000):
        done = run_json(limits=at_most(resource.RLIMIT_FSIZE, size))
        found += [impure(done)] if impure(done) else []
    tap.equal("files of few bytes: nothing but messages", found, [])

    def without_memory(number, *words):
        return run([world.program, "run", *words], cwd=world.folder,
                   env=world.environment(REPORTGEN_FAIL_MALLOC=str(number)))

    # What the constructors of libraries take, the program does not see.
    first = next(number for number in range(1, 1000) if "reportgen: fatal: "
                 "out-of-memory: the system grants no more memory; nothing"
                 in without_memory(number).stderr)
    found = [(number, words, done.stderr)
             for number in [*range(first, first + 12), first + 40, first + 200]
             for words in (["--log", "json"], ["--log=json"], ["--lo", "json"])
             for done in [without_memory(number, "x.ini", *words)]
             if impure(done) or
             codes(done.stderr)[-1:] not in (["out-of-memory"],
                                             ["file-missing"])]
    tap.equal(f"no memory from allocation {first} on: nothing but messages",
              found, [])

done = run_json("--progress", "always")
tap.equal("--progress in JSON", codes(done.stderr), ["progress"])
done = run([*world.command("new"), "--progress", "always"], cwd=world.folder,
           env=world.environment())
tap.equal("--progress for people", done.stderr, "1 of 1 reports done\n")

# ---- what a library prints --------------------------------------------------------

library = world.build_interposer()
PRINTED = 'a library\'s "word"'
if library is None or SANITIZED:
    tap.skip("a library that prints", "needs the interposer, no sanitizer")
else:
    words = world.interposed(library, FAULT_PRINT=PRINTED)
    for options in ([], ["--log", "json"]):
        done = run([*world.command("new"), *options], cwd=world.folder,
                   env=world.environment(**words))
        tap.equal(f"what a library prints is no message {options}",
                  (done.returncode, done.stderr), (0, ""))
    done = run_json("-v", environment=words)
    told = [json.loads(line)["text"] for line in done.stderr.splitlines()
            if "library-message" in line]
    tap.equal("-v tells it", set(told), {f"a library says: {PRINTED}"})

    # A fault of the program: abort() and the C library say why.
    for options in ([], ["--log", "json"]):
        world.clear()
        done = run([*world.command("new"), *options], cwd=world.folder,
                   env=world.environment(**world.interposed(
                       library, FAULT_PRINT=PRINTED, FAULT_AT="5",
                       FAULT_SIGNAL=str(int(signal.SIGABRT)))))
        told = json.loads(done.stderr)["text"] if options else done.stderr
        tap.check(f"a fault of the program tells it {options}",
                  done.returncode == -signal.SIGABRT and PRINTED in told and
                  done.stderr.count("\n") == 1,
                  f"{done.returncode} {done.stderr}")

# ---- long texts ------------------------------------------------------------------------

LONG = "Đề mục dài " * 500  # 8 kB, eight times what is quoted
with open(world.path("new", "schemes.csv"), encoding="utf-8") as file:
    lines = file.read().splitlines()
with open(world.path("new", "schemes.csv"), "w", encoding="utf-8") as file:
    for i, line in enumerate(lines):
        file.write(line + ";" + (LONG if i == 0 else str(i)) + "\n")
done = run_json()
longest = max(len(line.encode()) for line in done.stderr.splitlines())
tap.check("a heading of kilobytes is cut in each message",
          done.returncode in (0, 65) and "Đề mục dài" in done.stderr and
          longest < 4096 and "…" in done.stderr and not impure(done),
          f"{done.returncode}, {longest}: {done.stderr[:2000]}")
tap.done()
