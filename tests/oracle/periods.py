#!/usr/bin/env python3
"""Relative periods for every day of 2024-2028, worked out another way.

The program counts months; this script makes a list of all reporting periods
of a kind, day by day from the wording of the rules, and looks for the one
that holds today, or the last one whose last day lies before today.
"""
import datetime
import os
import subprocess
import sys

DAY = datetime.timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def starts(closing, kind):
    """First days of all periods of a kind, in order."""
    day = datetime.date(2020, 1, 1)
    while day < datetime.date(2032, 1, 1):
        if closing == "calendar":
            # Periods begin with the 1st of a month.
            if day.day == 1 and (day.month - 1) % MONTHS[kind] == 0:
                yield day
        else:
            # NĐ 09/2019 Art 12: on the 15th of the month before.
            months = {"month": range(1, 13), "quarter": (12, 3, 6, 9),
                      "half": (12, 6), "year": (12,)}[kind]
            if day.day == 15 and day.month in months:
                yield day
        day += DAY


def periods(closing, kind):
    first = list(starts(closing, kind))
    return [(a, b - DAY) for a, b in zip(first, first[1:])]


def expected():
    tables = {(closing, kind): periods(closing, kind)
              for closing in ("calendar", "nd09") for kind in MONTHS}
    today = datetime.date(2024, 1, 1)
    while today <= datetime.date(2028, 12, 31):
        for which in ("last", "this"):
            for kind in MONTHS:
                for closing in ("calendar", "nd09"):
                    table = tables[closing, kind]
                    if which == "this":
                        found = [p for p in table if p[0] <= today <= p[1]]
                        assert len(found) == 1
                    else:
                        found = [p for p in table if p[1] < today]
                    first, last = found[-1]
                    yield (f"{today} {which}-{kind} {closing} "
                           f"{first}..{last}")
        today += DAY


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "build/reportgen"
    unit = os.path.join(os.path.dirname(program), "unit", "test_period")
    if not os.path.exists(unit):
        print("ok - relative periods # SKIP no", unit)
        return
    printed = subprocess.run([unit, "table"], capture_output=True, check=True,
                             text=True).stdout.splitlines()
    wanted = list(expected())
    wrong = [(p, w) for p, w in zip(printed, wanted) if p != w]
    if len(printed) != len(wanted):
        wrong.append((f"{len(printed)} lines", f"{len(wanted)} lines"))
    for got, want in wrong[:10]:
        print("# printed", got, "instead of", want)
    print("not ok" if wrong else "ok", f"- {len(wanted)} relative periods")


main()
