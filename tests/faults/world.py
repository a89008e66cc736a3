"""What the tests of faults share: a report in two versions, what of it stands
in an output folder, and the program with faults put into it."""
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "e2e"))
from tap import (ROOT, Tap, is_sanitized, plain_environment,  # noqa: E402
                 run)

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(ROOT, "samples", "kien-giang-2017")
NAME = "bao-cao-khuyen-cong-2017"
FILES = [NAME + end for end in (".pdf", ".xlsx", ".manifest.json")]


def let_all_read(folder):
    """Copies have the rights of the clone, which a umask may have taken."""
    os.chmod(folder, 0o755)
    for path, folders, files in os.walk(folder):
        for name in folders + files:
            name = os.path.join(path, name)
            os.chmod(name, os.stat(name).st_mode | 0o444 |
                     (0o111 if os.path.isdir(name) else 0))


class World:
    """A temporary folder with the sample as `old` and, one figure changed,
    as `new`, and the files that each of them gives.  The program and all it
    reads are copied there: another user may not enter the source tree, such
    as one under /root."""

    def __init__(self, program):
        self.tap = Tap()
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        self.out = self.path("out")
        os.mkdir(self.path("bin"))
        self.program = self.path("bin", "reportgen")
        self.is_sanitized = is_sanitized(program)
        shutil.copyfile(program, self.program)
        os.chmod(self.program, 0o755)
        for folder in ("layouts", "fonts"):
            shutil.copytree(os.path.join(ROOT, folder), self.path(folder))
        for version in ("old", "new"):
            shutil.copytree(SAMPLE, self.path(version))
        let_all_read(self.folder)
        for version in ("old", "new"):
            # The same files in every period, and no word of its rows.
            self.edit(version + "/report.ini", "{{period.code}}", "2017")
            self.edit(version + "/report.ini", "[period]\n",
                      "[period]\nempty = allowed\n")
        self.edit("new/schemes.csv", ";455,6;200", ";455,6;210,25")
        self.made = {}
        for version in ("old", "new"):
            folder = self.path("made-" + version)
            done = self.run(version, out=folder)
            if done.returncode != 0:
                sys.exit(f"the sample fails: {done.stderr}")
            self.made[version] = self.read_all(folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def edit(self, name, old, new):
        with open(self.path(name), encoding="utf-8", newline="") as file:
            text = file.read()
        assert text.count(old) == 1, f"{old!r} is not unique in {name}"
        with open(self.path(name), "w", encoding="utf-8", newline="") as file:
            file.write(text.replace(old, new))

    def make_large(self, version, n_rows):
        """Many products more in VERSION; they change every output."""
        path = self.path(version, "products.csv")
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        with open(path, "a", encoding="utf-8") as file:
            for i in range(n_rows):
                code, rest = lines[1 + i % (len(lines) - 1)].split(",", 1)
                file.write(f"{code}-{i},{rest}\n")

    def command(self, version, out=None):
        return [self.program, "run", self.path(version, "report.ini"), "-o",
                out or self.out]

    def environment(self, **more):
        return plain_environment(REPORTGEN_PATH=self.folder, **more)

    def run(self, version, out=None, environment=None, **options):
        return run(self.command(version, out), cwd=self.folder,
                   env=self.environment(**(environment or {})), **options)

    def interposed(self, library, **faults):
        """The environment that puts FAULTS into the program."""
        asan = os.environ.get("ASAN_OPTIONS", "")
        return dict(faults, LD_PRELOAD=library,
                    ASAN_OPTIONS=asan + ":verify_asan_link_order=0")

    def build_interposer(self):
        """The library, or None where it cannot be built."""
        library = self.path("interpose.so")
        done = run(["cc", "-shared", "-fPIC", "-O1", "-o", library,
                    os.path.join(HERE, "interpose.c"), "-ldl"])
        return library if done.returncode == 0 else None

    @staticmethod
    def read_all(folder):
        found = {}
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                found[name] = file.read()
        return found

    def empty(self):
        """Removes the outputs, not the folder."""
        for name in os.listdir(self.out):
            path = os.path.join(self.out, name)
            if os.path.isdir(path):
                shutil.rmtree(path)
            else:
                os.remove(path)

    def clear(self, version=None):
        """The output folder as a run of VERSION left it."""
        shutil.rmtree(self.out, ignore_errors=True)
        os.mkdir(self.out)
        for name, data in self.made.get(version, {}).items():
            with open(os.path.join(self.out, name), "wb") as file:
                file.write(data)

    def versions(self):
        """Which version each output is: old, new, none, or BROKEN."""
        found = self.read_all(self.out)
        result = []
        for name in FILES:
            data = found.get(name)
            result.append("none" if data is None else
                          "old" if data == self.made["old"][name] else
                          "new" if data == self.made["new"][name] else
                          "BROKEN")
        return result

    def leftovers(self):
        return [name for name in os.listdir(self.out) if name not in FILES]

    def is_consistent(self):
        """Whether the outputs are those that the manifest lists."""
        found = self.read_all(self.out)
        if FILES[2] not in found:
            return not found
        for output in json.loads(found[FILES[2]])["outputs"]:
            data = found.get(output["name"], b"")
            if len(data) != output["size"] or \
                    hashlib.sha256(data).hexdigest() != output["sha256"]:
                return False
        return True


def last_code(text):
    """The code of the last message in TEXT."""
    lines = [line for line in text.splitlines() if ": " in line]
    parts = lines[-1].split(": ") if lines else []
    return parts[2] if len(parts) > 3 else text


def limit_file_size(size):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit
