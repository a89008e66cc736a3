#!/usr/bin/env python3
"""Writes doc/reportgen-messages.7 from reportgen/base/diag.def.

The texts of messages are written to explain themselves, so the page lists
them by stage, with level and exit status; `make check` finds a code that is
not in it.
"""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
STATUS = {
    "OK": 0, "USAGE": 64, "BAD_DATA": 65, "NO_INPUT": 66, "UNAVAILABLE": 69,
    "INTERNAL": 70, "NO_MEMORY": 71, "CANNOT_CREATE": 73, "IO": 74,
    "BUSY": 75, "PERMISSION": 77, "BAD_CONFIG": 78,
}
HEAD = r'''.\" Made by scripts/make-messages-page.py from reportgen/base/diag.def.
.Dd November 22, 2026
.Dt REPORTGEN-MESSAGES 7
.Os
.Sh NAME
.Nm reportgen-messages
.Nd the messages of reportgen
.Sh DESCRIPTION
Each message of
.Xr reportgen 1
has a place, a level, a code and a text.
Codes are stable: scripts may rely on them.
Texts may change and are in Vietnamese under a Vietnamese locale.
.Pp
A
.Li note
informs.
After a
.Li warning
the report is written all the same, unless
.Fl -strict
is given.
After an
.Li error
this report is not written, and the program ends with the status given with the
code, or with that of a graver error.
A
.Li fatal
message stops the run.
.Pp
In the texts below
.Ar ...
stands for what was found.
'''
FOOT = '''.Sh SEE ALSO
.Xr reportgen 1 ,
.Xr reportgen-config 5
'''


def plain(text):
    """A text of diag.def as roff."""
    text = text.replace('\\"', '"').replace("\\\\", "\\")
    text = re.sub(r"%%", "\0", text)
    text = re.sub(r"%[0-9]*(?:ll|l|z)?[a-zA-Z]", "...", text)
    text = text.replace("\0", "%").replace("\\", "\\e")
    if not text.endswith("..."):
        text += "."
    return "\\&" + text if text[0] in ".'" else text


def main():
    source = (ROOT / "reportgen/base/diag.def").read_text()
    source = source.partition("#endif")[2]  # behind the comment on the form
    entry = re.compile(r'/\* ([a-z]+: [^*]*) \*/|'
                       r'DIAG\(\w+,\s*"([a-z0-9-]+)",\s*(\w+),\s*(\w+),\s*'
                       r'N_\(((?:\s*"(?:[^"\\]|\\.)*")+)\)\)')
    page = [HEAD]
    listing = False
    for stage, code, level, status, texts in entry.findall(source):
        if stage:
            page.append((".El\n" if listing else "") +
                        f".Ss {stage}\n.Bl -tag -width Ds\n")
            listing = True
            continue
        text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', texts))
        what = level.lower()
        if level in ("ERROR", "FATAL", "WARNING"):
            what += f", status {STATUS[status]}"
            if level == "WARNING":
                what += " with \\-\\-strict"
        page.append(f".It Li {code} Pq {what}\n{plain(text)}\n")
    page.append(".El\n" + FOOT)
    (ROOT / "doc/reportgen-messages.7").write_text("".join(page))


main()
