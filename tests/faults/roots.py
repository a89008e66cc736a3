#!/usr/bin/python3
"""What is read stands where it was looked for: names and links that lead out
of a layout or of the configuration's folder, links exchanged meanwhile, and
inputs that are there and cannot be read.

usage: roots.py PROGRAM
"""
import os
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "e2e"))
from tap import ROOT, Tap, expect_tracing, plain_environment, run  # noqa: E402

COMMON = os.path.join(ROOT, "tests", "regress", "common")
LIBERATION = "/usr/share/fonts/truetype/liberation2/LiberationSerif-"
SECRET = "MẬT KHẨU"
INI = """[report]
layout = {layout}
summary = "Kết quả năm 2017"
[period]
value = 2017
[dataset]
schema = {schema}
schemes = {data}
[agency]
name = "SỞ CÔNG THƯƠNG"
place = "Kiên Giang"
[signer]
title = "GIÁM ĐỐC"
[output]
name = report
"""
LAYOUT = """[layout]
name = own
form = {form}
schema = mini
body = {body}
type_name = "BÁO CÁO"
summary = "Kết quả {{{{period.name}}}}"
[tally.all]
{sql}
"""
MEASURES = 'from = schemes\nmeasures = "n = count(*)"'
tap = Tap()


class World:
    """cfg/ holds a configuration, cfg/layouts/own its layout; share/ is a
    search folder; secret.* stand beside both."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        os.chmod(self.folder, 0o755)
        os.mkdir(self.path("bin"))
        self.program = shutil.copy(sys.argv[1], self.path("bin"))
        for name in ("layouts", "fonts"):
            shutil.copytree(os.path.join(ROOT, name),
                            self.path("share", name))
        shutil.copy(os.path.join(COMMON, "layouts", "schema", "mini.ini"),
                    self.path("share", "layouts", "schema"))
        os.makedirs(self.path("cfg", "layouts", "own"))
        shutil.copy(os.path.join(COMMON, "data", "schemes.csv"),
                    self.path("data.csv"))
        self.write("secret.md", SECRET + "\n")
        self.write("secret.sql", "SELECT 7 AS n -- " + SECRET)
        self.write("secret.ini", "[" + SECRET)
        self.write("secret.png", SECRET)
        os.makedirs(self.path("outside", "evil"))
        self.config()
        self.layout()
        self.write("outside/evil/layout.ini", LAYOUT.format(
            form="nd30", body="body.md", sql=MEASURES))
        self.write("outside/evil/body.md", SECRET + "\n")
        subprocess.run(["chmod", "-R", "a+rX", self.folder], check=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        path = self.path(name)
        if os.path.lexists(path):
            os.remove(path)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def config(self, layout="own", schema="mini", data="../data.csv",
               more=""):
        self.write("cfg/report.ini",
                   INI.format(layout=layout, schema=schema, data=data) + more)

    def layout(self, form="nd30", body="body.md", sql=MEASURES,
               text="Có {{all.n}} đề án.\n"):
        self.write("cfg/layouts/own/layout.ini",
                   LAYOUT.format(form=form, body=body, sql=sql))
        self.write("cfg/layouts/own/body.md", text)

    def link(self, target, name):
        path = self.path(name)
        if os.path.lexists(path):
            os.remove(path)
        os.symlink(target, path)

    def run(self, command=("dump", "document"), before=(), **options):
        environment = plain_environment(
            LC_ALL="C.UTF-8", LANGUAGE="en",
            REPORTGEN_PATH=self.path("share"))
        return run([*before, self.program, *command,
                    self.path("cfg", "report.ini")],
                   cwd=self.path("outside"), env=environment, timeout=60,
                   **options)


world = World()


def codes(text):
    return [line.split(": ")[2] for line in text.splitlines()
            if line.count(": ") > 2]


def expect(name, status, code, **options):
    """The run ends with STATUS and CODE, and nothing of the secret comes
    out."""
    done = world.run(**options)
    found = codes(done.stderr)
    tap.check(name, done.returncode == status and SECRET not in done.stdout and
              (code in found if code else not found),
              f"{done.returncode}\n{done.stderr}\n{done.stdout}")
    return done


def good(name, **options):
    done = expect(name, 0, None, **options)
    tap.check(f"{name}: the figure", "Có 02 đề án" in done.stdout,
              done.stdout)


good("a layout in the configuration's folder")

# ---- names -----------------------------------------------------------------

OUT = (78, "outside-root")
for name in ("../outside/evil", world.path("outside", "evil"),
             "own/../../../outside/evil"):
    world.config(layout=name)
    expect(f"layout = {name.replace(world.folder, '<out>')}", *OUT)
for schema in ("../../../secret", world.path("secret")):
    world.config(schema=schema)
    expect(f"schema = {schema.replace(world.folder, '<out>')}", 78,
           "outside-root" if schema[0] == "." else "schema-not-found")
world.config()
for body in ("../../../secret.md", world.path("secret.md"),
             "/etc/hostname", "../own/../../../secret.md"):
    world.layout(body=body)
    expect(f"body = {body.replace(world.folder, '<out>')}", *OUT)
for form in ("../../../secret", world.path("secret")):
    world.layout(form=form)
    expect(f"form = {form.replace(world.folder, '<out>')}", 78,
           "outside-root" if form[0] == "." else "form-not-found")
for sql in ("../../../secret.sql", world.path("secret.sql")):
    world.layout(sql=f"sql = {sql}\ncolumns = n:integer")
    expect(f"sql = {sql.replace(world.folder, '<out>')}", *OUT)
for part in ("../../../secret", world.path("secret"), "./../../../secret"):
    world.layout(text="{{> " + part + "}}\n")
    expect("{{> " + part.replace(world.folder, "<out>") + "}}", *OUT)
for image in ("../../../secret.png", world.path("secret.png"),
              "%2e%2e/%2e%2e/secret.png"):
    world.layout(text=f"![Hình. Mật]({image})\n")
    done = world.run()
    tap.check(f"![]({image.replace(world.folder, '<out>')})",
              done.returncode in (66, 78) and codes(done.stderr)[:1] in
              (["outside-root"], ["image-not-found"]),
              f"{done.returncode}\n{done.stderr}")
world.layout()

# ---- links ------------------------------------------------------------------

LINKS = [("body.md", "../../../secret.md"),
         ("body.md", world.path("secret.md")),
         ("body.md", "/etc/hostname"),
         ("body.md", "/proc/self/environ"),
         ("layout.ini", "../../../outside/evil/layout.ini")]
for name, target in LINKS:
    world.layout()
    world.link(target, "cfg/layouts/own/" + name)
    expect(f"{name} -> {target.replace(world.folder, '<out>')}", *OUT)
world.layout()
for name, target in (("cfg/layouts/linked", "../../outside/evil"),
                     ("cfg/layouts/linked", world.path("outside", "evil")),
                     ("share/layouts/linked", "../../outside/evil")):
    world.link(target, name)
    world.config(layout="linked")
    expect(f"{name} -> {target.replace(world.folder, '<out>')}", *OUT)
    os.remove(world.path(name))
world.config()
# A file beside the configuration goes first: it must not lead out either.
world.link("../secret.md", "cfg/body.md")
expect("a link beside the configuration", *OUT)
os.remove(world.path("cfg/body.md"))

# What stays below is followed, by a short or a full name.
world.write("cfg/layouts/own/other.md", "Có {{all.n}} đề án.\n")
for target in ("other.md", world.path("cfg", "layouts", "own", "other.md")):
    world.link(target, "cfg/layouts/own/body.md")
    good(f"body.md -> {target.replace(world.folder, '<out>')}")
world.layout()
world.link("cfg", "given")
done = run([world.program, "dump", "document",
            world.path("given", "report.ini")], cwd="/",
           env=plain_environment(REPORTGEN_PATH=world.path("share")))
tap.check("the configuration may be reached by a link",
          done.returncode == 0, done.stderr)
for target in (world.path("cfg", "layouts", "own", "other.md"),
               world.path("given", "layouts", "own", "other.md"),
               "../../../given/layouts/own/other.md"):
    world.link(target, "cfg/layouts/own/body.md")
    for folder in ("cfg", "given"):
        done = run([world.program, "dump", "document",
                    world.path(folder, "report.ini")], cwd="/",
                   env=plain_environment(REPORTGEN_PATH=world.path("share")))
        tap.check(f"{folder}/: body.md -> "
                  f"{target.replace(world.folder, '<out>')}",
                  done.returncode == 0 and "Có 02 đề án" in done.stdout,
                  done.stderr)
world.layout()
for data in (world.path("data.csv"), "../cfg/../data.csv"):
    world.config(data=data)
    good(f"data may stand anywhere: {data.replace(world.folder, '<out>')}")
world.config()

# Links in /etc that root owns are followed, in an /etc of this test's own.
def in_etc(owner):
    script = ("mount -t tmpfs none /etc && mkdir -p /etc/reportgen/layouts && "
              'ln -s "$0" /etc/reportgen/layouts/linked && '
              f"chown -h {owner} /etc/reportgen/layouts/linked && "
              'exec "$@"')
    return ["unshare", "-m", "sh", "-c", script,
            world.path("outside", "evil")]


world.config(layout="linked")
if os.geteuid() != 0 or run([*in_etc(0), "true"]).returncode != 0:
    tap.skip("links in /etc", "no /etc of its own can be had")
else:
    done = world.run(before=in_etc(0))
    tap.check("a link in /etc that root owns is followed",
              done.returncode == 0 and SECRET in done.stdout, done.stderr)
    expect("a link in /etc that somebody else owns", *OUT,
           before=in_etc(12345))
world.config()

# Exchanged while the program runs: the secret comes never out.
stop = threading.Event()


def exchange():
    own = world.path("cfg", "layouts", "own")
    while not stop.is_set():
        world.link("../../../secret.md", "cfg/layouts/own/swap")
        os.rename(os.path.join(own, "swap"), os.path.join(own, "body.md"))
        world.write("cfg/layouts/own/swap", "Có {{all.n}} đề án.\n")
        os.rename(os.path.join(own, "swap"), os.path.join(own, "body.md"))


thread = threading.Thread(target=exchange)
thread.start()
ends = {}
leaked = 0
for _ in range(200):
    done = world.run()
    leaked += SECRET in done.stdout
    ends[done.returncode] = ends.get(done.returncode, 0) + 1
stop.set()
thread.join()
# 66: not every file system exchanges a name in one moment.
tap.check(f"a link exchanged for the file, 200 runs: {ends}",
          leaked == 0 and set(ends) <= {0, 66, 78} and len(ends) > 0, leaked)
world.layout()

# ---- allow_outside -------------------------------------------------------------

ALLOW = "[security]\nallow_outside = yes\n"
world.layout(body="../../../secret.md")
world.config(more=ALLOW)
os.chmod(world.path("cfg", "report.ini"), 0o644)
done = world.run()
tap.check("allow_outside: names lead out",
          done.returncode == 0 and SECRET in done.stdout, done.stderr)
world.config(layout=world.path("outside", "evil"), more=ALLOW)
done = world.run()
tap.check("allow_outside: a layout by its full path",
          done.returncode == 0 and SECRET in done.stdout, done.stderr)
for mode in (0o664, 0o646, 0o666):
    os.chmod(world.path("cfg", "report.ini"), mode)
    expect(f"allow_outside in a file with rights {mode:o}", 78,
           "allow-outside")
os.chmod(world.path("cfg", "report.ini"), 0o644)
if os.geteuid() == 0:
    os.chown(world.path("cfg", "report.ini"), 12345, 12345)
    expect("allow_outside in a file of somebody else", 78, "allow-outside")
else:
    tap.skip("allow_outside in a file of somebody else", "needs root")
world.layout(body="../../../secret.md")
world.config(more="[security]\nallow_outside = no\n")
expect("allow_outside = no", *OUT)
world.config()
world.layout()

# ---- what is there and cannot be read ----------------------------------------------

USER = {"user": 65534, "group": 65534, "extra_groups": []} \
    if os.geteuid() == 0 else {}
UNREADABLE = (77, "file-permission")


def refuse(name, path, status=77, code="file-permission", **options):
    os.chmod(path, 0)
    expect(name, status, code, **dict(USER, **options))
    os.chmod(path, 0o755 if os.path.isdir(path) else 0o644)


world.write("cfg/body.md", "Có {{all.n}} đề án.\n")
good("a body beside the configuration", **USER)
refuse("an unreadable body, another of its name behind it",
       world.path("cfg", "body.md"))
os.remove(world.path("cfg", "body.md"))
world.layout(text="{{> part}}\n")
world.write("cfg/part.md", "Có {{all.n}} đề án.\n")
world.write("cfg/layouts/own/part.md", "Có {{all.n}} đề án.\n")
refuse("an unreadable part", world.path("cfg", "part.md"))
world.link("nowhere.md", "cfg/part.md")
expect("a part that is a link to nothing", 66, "dangling-link")
LOOP = (78, "link-loop")
world.link("part.md", "cfg/part.md")
expect("a part that is a link to itself", *LOOP)
os.remove(world.path("cfg", "part.md"))
for name in ("round.csv", "round/data.csv", "round*/data.csv"):
    world.link(name.split("/", maxsplit=1)[0].rstrip("*"),
               "cfg/" + name.split("/", maxsplit=1)[0].rstrip("*"))
    world.config(data=name)
    expect(f"data in {name}, a link to itself", *LOOP)
    os.remove(world.path("cfg", name.split("/", maxsplit=1)[0].rstrip("*")))
world.config()
world.layout()
os.makedirs(world.path("cfg", "layouts", "schema"))
shutil.copy(world.path("share", "layouts", "schema", "mini.ini"),
            world.path("cfg", "layouts", "schema", "mini.ini"))
refuse("an unreadable schema, another of its name behind it",
       world.path("cfg", "layouts", "schema", "mini.ini"))
refuse("an unreadable folder of schemas",
       world.path("cfg", "layouts", "schema"))
world.link("none.ini", "cfg/layouts/schema/mini.ini")
expect("a schema that is a link to nothing", 66, "dangling-link")
shutil.rmtree(world.path("cfg", "layouts", "schema"))
world.link("unmounted", "cfg/layouts/schema")
expect("a folder of schemas that is a link to nothing", 66, "dangling-link")
os.remove(world.path("cfg", "layouts", "schema"))
refuse("an unreadable data file", world.path("data.csv"))

# Months in folders of their own, one of which is on a disk that is away.
os.makedirs(world.path("cfg", "months", "2017-01"))
shutil.copy(world.path("data.csv"), world.path("cfg", "months", "2017-01"))
world.config(data="months/*/data.csv")
good("months in folders")
world.link("/mnt/away", "cfg/months/2017-02")
expect("a month that is a link to nothing", 66, "dangling-link")
os.remove(world.path("cfg", "months", "2017-02"))
os.mkdir(world.path("cfg", "months", "2017-02"))
world.link("/mnt/away", "cfg/months/2017-02/data.csv")
expect("the file of a month that is a link to nothing", 66, "dangling-link")
shutil.rmtree(world.path("cfg", "months"))
world.config()

# A name that nobody can write into a manifest.
name = os.fsencode(world.path("cfg")) + b"/thang-m\xf4t.csv"
shutil.copy(world.path("data.csv"), name)
for data in ("thang-*.csv",):
    world.config(data=data)
    done = expect(f"{data}, which stands for a name that is not UTF-8", 65,
                  "file-name")
    tap.check(f"{data}: the name is shown", "thang-m\\xF4t.csv" in done.stderr,
              done.stderr)
os.remove(name)
name = os.fsencode(world.folder) + b"/ca\xfb-hinh"
shutil.copytree(os.fsencode(world.path("cfg")), name)
done = run([world.program, "check", name + b"/report.ini"], cwd="/",
           env=plain_environment(REPORTGEN_PATH=world.path("share")))
tap.check("a folder that is not UTF-8",
          done.returncode == 65 and codes(done.stderr) == ["file-name"],
          done.stderr)
shutil.rmtree(name)
world.config()

# The office's own letters are not exchanged for others.
os.makedirs(world.path("cfg", "fonts"))
shutil.copy(LIBERATION + "Regular.ttf", world.path("cfg", "fonts",
                                                   "times.ttf"))
world.write("cfg/fonts/fonts.ini", "[serif]\n" + "".join(
    f'{look} = "times{end}.ttf | {LIBERATION}{name}.ttf"\n'
    for look, end, name in (("regular", "", "Regular"), ("bold", "bd", "Bold"),
                            ("italic", "i", "Italic"),
                            ("bold-italic", "bi", "BoldItalic"))))
done = world.run(command=("check",), **USER)
tap.equal("an office's own letters", (done.returncode, done.stderr), (0, ""))
refuse("unreadable letters", world.path("cfg", "fonts", "times.ttf"),
       command=("check",))
refuse("an unreadable fonts.ini", world.path("cfg", "fonts", "fonts.ini"),
       command=("check",))
world.link("gone.ttf", "cfg/fonts/times.ttf")
expect("letters that are a link to nothing", 66, "dangling-link",
       command=("check",))
shutil.rmtree(world.path("cfg", "fonts"))

# ---- the working directory ---------------------------------------------------------

os.makedirs(world.path("outside", "layouts", "schema"))
for name in ("layouts/planted", "planted"):
    os.makedirs(world.path("outside", name))
    shutil.copy(world.path("outside", "evil", "layout.ini"),
                world.path("outside", name))
world.config(layout="planted")
expect("a layout planted in the working directory", 78, "layout-not-found")
world.config()
os.makedirs(world.path("outside", "fonts"))
world.write("outside/fonts/fonts.ini", "[broken\n")
world.write("outside/layouts/schema/mini.ini", "[broken\n")
done = world.run(command=("check",))
tap.equal("a schema and fonts planted in the working directory",
          (done.returncode, done.stderr), (0, ""))

# ---- a system that fails ------------------------------------------------------------

expect_tracing()
strace = ["strace", "-f", "-qq", "-o", "/dev/null"]
works = shutil.which("strace") is not None and \
    run([*strace, "true"]).returncode == 0
if not works:
    tap.skip("a system that fails", "strace does not work here")
else:
    expect("a kernel without openat2", 0, None,
           before=[*strace, "-e", "inject=openat2:error=ENOSYS"])
    world.link("../../../secret.md", "cfg/layouts/own/body.md")
    expect("a kernel without openat2: a link out", *OUT,
           before=[*strace, "-e", "inject=openat2:error=ENOSYS"])
    world.layout()
    # All that is looked for below a folder is opened by openat2.
    calls = "inject=openat2:error={}:when={}"
    wrong = []
    n_calls = 0
    for error, status, code in (("EIO", 74, "file-read"),
                                ("EMFILE", 74, "file-read"),
                                ("ENFILE", 74, "file-read"),
                                ("ENOMEM", 71, "out-of-memory"),
                                ("EACCES", 77, "file-permission")):
        for n in range(1, 100):
            with open(world.path("trace"), "w", encoding="utf-8"):
                pass
            done = world.run(before=["strace", "-f", "-qq", "-o",
                                     world.path("trace"), "-e",
                                     calls.format(error, n)])
            with open(world.path("trace"), encoding="utf-8") as file:
                if "(INJECTED)" not in file.read():
                    break
            n_calls += 1
            if done.returncode != status or code not in codes(done.stderr):
                wrong.append((error, n, done.returncode, done.stderr))
    tap.check(f"{n_calls} failing calls end in the status of their error",
              not wrong and n_calls > 20, wrong)
    # The configuration and its data, and every library: never in silence.
    whole = world.run().stdout
    wrong = []
    for error in ("EIO", "EMFILE"):
        for n in range(1, 200):
            done = world.run(before=["strace", "-f", "-qq", "-o",
                                     world.path("trace"), "-e",
                                     f"inject=openat:error={error}:when={n}"])
            with open(world.path("trace"), encoding="utf-8") as file:
                if "(INJECTED)" not in file.read():
                    break
            if not (done.returncode == 0 and done.stdout == whole or
                    done.returncode in (71, 74, 77, 127)):
                wrong.append((error, n, done.returncode, done.stderr))
    tap.check("failing calls of openat change no output in silence",
              not wrong, wrong)

tap.done()
