#!/usr/bin/env python3
"""tests/pagecheck.py finds each fault that is put into a sound page."""
import os
import subprocess
import sys

CHECK = os.path.join(os.path.dirname(__file__), "..", "pagecheck.py")
PAGE = "{0} page {0} 1 595.276 841.890 56.693 56.693 85.039 42.520\n"


def text(page, tag, x, y, width, words, space="0.000"):
    return (f"{page} text {tag} {x:.3f} {y:.3f} {width:.3f} 14.000 {space} "
            f"LiberationSerif {words}\n")


def number(page, digits, x=315.397):
    return text(page, "-", x, 805.89, 7, digits)


def lines(page, tag, n, top=770):
    return "".join(text(page, tag, 90, top - 18 * i, 400, f"dòng {i}")
                   for i in range(n))


SOUND = (PAGE.format(1) + text(1, "H1:2", 200, 772, 100, "MỤC") +
         lines(1, "P:3", 36, 750) + "1 rule - 85.039 765.000 467.717 0.500\n" +
         PAGE.format(2) + lines(2, "P:3", 2) + number(2, "2"))

FAULTS = {
    "a sound page": (SOUND, None),
    "text upon text": (SOUND + text(2, "P:4", 300, 765, 50, "chồng"),
                       "overlap"),
    "text at the side": (SOUND + text(2, "P:4", 500, 400, 60, "rộng"),
                         "sticks out at the side"),
    "text below": (SOUND + text(2, "P:4", 90, 50, 60, "thấp"),
                   "sticks out above or below"),
    "a rule outside": (SOUND + "2 rule - 80.000 400.000 100.000 0.500\n",
                       "sticks out"),
    "a rule through text": (SOUND + "2 rule - 90.000 773.000 100.000 0.500\n",
                            "goes through"),
    "a heading last": (SOUND + text(2, "H2:9", 90, 600, 60, "Khoản"),
                       "stands last"),
    "a line alone": (SOUND.replace(lines(2, "P:3", 2), lines(2, "P:3", 1)),
                     "stands alone"),
    "a hole": (SOUND.replace(lines(1, "P:3", 36, 750),
                             lines(1, "P:3", 9, 750)), "left free"),
    "wide spaces": (SOUND + text(2, "P:4", 90, 600, 60, "a b", "15.000"),
                    "grow"),
    "narrow spaces": (SOUND + text(2, "P:4", 90, 600, 60, "a b", "-1.500"),
                      "grow"),
    "a wrong number": (SOUND.replace(number(2, "2"), number(2, "3")),
                       "page number is"),
    "a number aside": (SOUND.replace(number(2, "2"), number(2, "2", 300)),
                       "not centred"),
    "no number": (SOUND + PAGE.format(3) + lines(3, "P:4", 40),
                  "missing"),
    "an empty page": (SOUND + PAGE.format(3) + number(3, "3"), "is empty"),
    "nothing": ("", "no pages"),
}


def main():
    failed = False
    for name, (dump, expected) in FAULTS.items():
        found = subprocess.run([CHECK], input=dump, text=True,
                               capture_output=True)
        if expected is None:
            good = found.returncode == 0 and found.stdout == ""
        else:
            good = found.returncode == 1 and expected in found.stdout
        failed = failed or not good
        print(f"{'ok' if good else 'not ok'} - pagecheck: {name}")
        if not good:
            print("# " + (found.stdout + found.stderr).replace("\n", "\n# "))
    sys.exit(failed)


main()
