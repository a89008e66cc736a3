"""Random layouts: measures as Python trees that can be written in the language
of layouts, and worked out from the records without it."""
import datetime
import random
from fractions import Fraction

PARTS = ["p", "q", "r"]
KINDS = ["kx", "ky"]
PLACES = ["An Biên", "Bà Rịa", "Đầm Dơi", "Ô Môn"]
UNITS = {"dong": 1, "thousand": 1000, "million": 10 ** 6, "billion": 10 ** 9}


# ---- records ----------------------------------------------------------------

class Field:
    def __init__(self, name, type_, owner, scale=0):
        self.name, self.type, self.owner, self.scale = name, type_, owner, scale


def some_amount(dice):
    return dice.choice([0, 1, 999_999, 1_500_000, dice.randrange(10 ** 10),
                        dice.randrange(10 ** 4) * 10 ** 6])


def or_none(dice, value, chance=0.2):
    return None if dice.random() < chance else value


class World:
    """Three tables: g; s, whose things have one record a part and refer to g;
    u, which refers to s."""

    def __init__(self, number):
        self.number = number
        self.dice = dice = random.Random(19450902 + number)
        self.scale = dice.randint(1, 9)
        self.rate = dice.randint(1, 4)
        self.unit = dice.choice(["dong", "thousand", "million"])
        top = 10 ** (self.scale + 2)
        self.g = [{"id": f"G{i}", "m": or_none(dice, some_amount(dice)),
                   "rate": or_none(dice, dice.randrange(10 ** 5))}
                  for i in range(dice.randint(1, 4))]
        self.s, self.u = [], []
        # A list of more than 2,000 records is streamed.
        self.is_long = number % 40 == 7
        for i in range(1_400 if self.is_long
                       else dice.choice([0, 1, 4, 12, 30])):
            common = {"id": f"S{i}", "total": or_none(dice, some_amount(dice)),
                      "kind": dice.choice(KINDS),
                      "day": or_none(dice, datetime.date(2019, 7, 1)
                                     + datetime.timedelta(
                                         days=dice.randrange(700)), 0.1),
                      "g": or_none(dice, dice.choice(self.g)["id"])}
            for part in dice.sample(PARTS, dice.choice([1, 1, 2, 3])):
                self.s.append(dict(
                    common, part=part, m=or_none(dice, some_amount(dice)),
                    n=or_none(dice, dice.randrange(50)),
                    d=or_none(dice, dice.randrange(top)),
                    b=dice.random() < 0.5, place=dice.choice(PLACES)))
            for k in range(dice.choice([0, 0, 1, 3])):
                self.u.append({"id": f"U{i}-{k}",
                               "s": or_none(dice, f"S{i}", 0.05),
                               "w": or_none(dice, dice.randrange(9)),
                               "m": or_none(dice, some_amount(dice)),
                               "kind": dice.choice(KINDS)})
        dice.shuffle(self.s)
        dice.shuffle(self.u)
        self.by_g = {row["id"]: row for row in self.g}
        self.by_s = {}
        for row in self.s:
            self.by_s.setdefault(row["id"], row)

    def value(self, row, path):
        """What PATH is in ROW; None where a reference leads nowhere."""
        *references, last = path.split(".")
        for name in references:
            if row is None:
                return None
            row = (self.by_g if name == "g" else self.by_s).get(row[name])
        return None if row is None else row[last]

    def fields(self, table):
        """What can be summed: the path, its type, whose fact it is."""
        g = [("g.m", "money", 0), ("g.rate", "decimal", self.rate)]
        if table == "s":
            own = [Field("m", "money", "row"), Field("n", "integer", "row"),
                   Field("d", "decimal", "row", self.scale),
                   Field("total", "money", "entity")]
            return own + [Field(p, t, "g", sc) for p, t, sc in g]
        own = [Field("m", "money", "row"), Field("w", "integer", "row"),
               Field("s.total", "money", "s")]
        return own + [Field("s." + p, t, "s.g", sc) for p, t, sc in g]


# ---- conditions: (text, function of a row giving True, False or None) --------

def number_text(number, scale):
    whole, rest = divmod(number, 10 ** scale)
    text = str(whole) + ("." + str(rest).zfill(scale) if scale else "")
    return text


def both(a, b):
    return False if a is False or b is False else \
        None if a is None or b is None else True


def either(a, b):
    return True if a is True or b is True else \
        None if a is None or b is None else False


def negation(a):
    return None if a is None else not a


def comparison(world, table):
    dice = world.dice
    fields = [f for f in world.fields(table)]
    field = dice.choice(fields)
    sign, test = dice.choice([
        (">", lambda a, b: a > b), (">=", lambda a, b: a >= b),
        ("<", lambda a, b: a < b), ("<=", lambda a, b: a <= b),
        ("=", lambda a, b: a == b), ("<>", lambda a, b: a != b)])
    if field.type == "decimal":
        scale = min(9, field.scale + dice.choice([-1, 0, 1]))
        limit = Fraction(dice.randrange(10 ** (scale + 2)), 10 ** scale)
        text = number_text(int(limit * 10 ** scale), scale)
        factor = 10 ** field.scale
    else:
        limit = dice.choice([0, 5, 1_500_000, 10 ** 9])
        text, factor = str(limit), 1

    def holds(row):
        value = world.value(row, field.name)
        return None if value is None else test(Fraction(value, factor), limit)
    return f"{field.name} {sign} {text}", holds


def simple_condition(world, table):
    dice = world.dice
    kind = dice.randrange(7)
    path = "kind" if table == "s" else dice.choice(["kind", "s.kind"])
    if kind == 0:
        code = dice.choice(KINDS)
        return f"{path} = '{code}'", lambda row: (
            None if world.value(row, path) is None
            else world.value(row, path) == code)
    if kind == 1 and table == "s":
        codes = dice.sample(PARTS, 2)
        return (f"part in ('{codes[0]}', '{codes[1]}')",
                lambda row: row["part"] in codes)
    if kind == 2 and table == "s":
        return "b", lambda row: row["b"]
    if kind == 3:
        field = dice.choice(world.fields(table)).name
        return f"{field} is null", \
            lambda row: world.value(row, field) is None
    if kind == 4:
        field = dice.choice(["m", "w" if table == "u" else "n"])
        low, high = sorted([dice.randrange(10 ** 6), dice.randrange(10 ** 10)])
        return (f"{field} between {low} and {high}", lambda row: (
            None if row[field] is None else low <= row[field] <= high))
    return comparison(world, table)


def condition(world, table):
    dice = world.dice
    text, holds = simple_condition(world, table)
    kind = dice.randrange(6)
    if kind == 0:
        return f"not ({text})", lambda row: negation(holds(row))
    if kind <= 2:
        other, too = simple_condition(world, table)
        join, word = (both, "and") if kind == 1 else (either, "or")
        return f"({text} {word} {other})", \
            lambda row: join(holds(row), too(row))
    return text, holds


# ---- measures ---------------------------------------------------------------
# compute(rows) gives (figure, how much it leaves out); a figure is a Fraction,
# or None.

class Measure:
    is_plain = True     # no quotient
    is_extreme = False  # the least or the greatest

    def __init__(self, name, text, type_, scale, compute):
        self.name, self.text, self.type, self.scale = name, text, type_, scale
        self.compute = compute


def key_of(world, owner, row, i):
    """What tells apart the things that a fact is of."""
    if owner == "row":
        return i
    value = world.value(row, "id" if owner == "entity" else owner)
    return ("none", i) if value is None else value


def term(world, field, holds, rows):
    """The sum of FIELD over what meets HOLDS, each thing once."""
    found = {}
    for i, row in enumerate(rows):
        if holds is None or holds(row) is True:
            key = key_of(world, field.owner, row, i)
            found.setdefault(key, world.value(row, field.name))
    return sum(value for value in found.values() if value is not None)


def reached(world, field, row):
    """False where the record does not refer to what FIELD is of."""
    if field.owner in ("row", "entity"):
        return True
    path = field.name.rsplit(".", 1)[0]
    return world.value(row, path) is not None


def left_out(world, table, parts, rows):
    """How many things the sums of PARTS, (field, holds), pass over."""
    owners = {field.owner for field, _ in parts}
    things = set()
    for i, row in enumerate(rows):
        for field, holds in parts:
            if (holds is None or holds(row) is True) and \
                    reached(world, field, row) and \
                    world.value(row, field.name) is None:
                if len(owners) == 1 and field.owner not in ("row", "entity"):
                    things.add(key_of(world, field.owner, row, i))
                else:
                    things.add(row["id"] if table == "s" else i)
    return len(things)


def plain_sum(world, table, name):
    dice = world.dice
    field = dice.choice(world.fields(table))
    factor = Fraction(1, 10 ** field.scale)
    kind = dice.randrange(7)
    text, holds = (None, None) if kind == 0 else condition(world, table)
    written = [
        f"sum({field.name})",
        f"sum({field.name}) filter (where {text})",
        f"sum(case when {text} then {field.name} end)",
        f"sum(case when {text} then {field.name} else 0 end)",
        f"sum(iif({text}, {field.name}, 0))",
        f"sum({field.name} * ({text}))",
        f"sum(coalesce({field.name}, 0)) filter (where {text})"][kind]
    parts = [] if kind == 6 else [(field, holds)]

    def compute(rows):
        return (factor * term(world, field, holds, rows),
                left_out(world, table, parts, rows))
    return Measure(name, written, field.type, field.scale, compute)


def difference(world, table, name):
    """sum(a - b), sum(a) - sum(b), sum(a) + 2 * sum(b): of different things, so
    that the first is the second."""
    dice = world.dice
    fields = world.fields(table)
    a = dice.choice(fields)
    others = [f for f in fields if f.type == a.type and f.owner != a.owner]
    if not others:
        return plain_sum(world, table, name)
    b = dice.choice(others)
    scale = max(a.scale, b.scale)
    kind = dice.randrange(3)
    sign = [-1, -1, 2][kind]
    written = [f"sum({a.name} - {b.name})", f"sum({a.name}) - sum({b.name})",
               f"sum({a.name}) + 2 * sum({b.name})"][kind]

    def compute(rows):
        return (Fraction(term(world, a, None, rows), 10 ** a.scale)
                + sign * Fraction(term(world, b, None, rows),
                                  10 ** b.scale),
                left_out(world, table, [(a, None), (b, None)], rows))
    return Measure(name, written, a.type, scale, compute)


def count(world, table, name):
    text, holds = condition(world, table)
    kind = world.dice.randrange(5)
    fields = ["m", "s.total" if table == "u" else "total"]
    field = world.dice.choice(fields)
    written = [
        "count(*)", "count(distinct id)",
        f"count(distinct case when {text} then id end)",
        f"count(case when {text} then 1 end)",
        f"count({field})"][kind]

    def compute(rows):
        met = [row for row in rows if holds(row) is True]
        return (Fraction([
            len(rows), len({row["id"] for row in rows}),
            len({row["id"] for row in met}), len(met),
            len([row for row in rows
                 if world.value(row, field) is not None])][kind]), 0)
    return Measure(name, written, "integer", 0, compute)


def extreme(world, table, name):
    field = world.dice.choice(world.fields(table))
    word, choose = world.dice.choice([("min", min), ("max", max)])

    def compute(rows):
        values = [world.value(row, field.name) for row in rows]
        values = [value for value in values if value is not None]
        return (Fraction(choose(values), 10 ** field.scale) if values
                else None, 0)
    made = Measure(name, f"{word}({field.name})", field.type, field.scale,
                   compute)
    made.is_extreme = True
    return made


def quotient(name, a, b):
    def compute(rows):
        (x, p), (y, q) = a.compute(rows), b.compute(rows)
        return (None if x is None or not y else x / y), max(p, q)
    of_money = a.type in ("money", "average") and \
        b.type not in ("money", "average")
    made = Measure(name, f"{a.name} / {b.name}",
                   "average" if of_money else "ratio", 0, compute)
    made.is_plain = False
    return made


# ---- figures in the text ----------------------------------------------------
# A filter: (chain, function of the figures of all measures giving what it
# prints, or None).

def printed_number(vi, figure, factor, decimals):
    return None if figure is None else vi(Fraction(figure) * factor, decimals)


def some_filter(dice, vi, measures, i, base):
    """A chain for measure I of MEASURES, which BASE has."""
    own = measures[i]
    decimals = dice.randrange(5)
    alike = [k for k, m in enumerate(measures)
             if k != i and m.type == own.type and own.type in
             ("money", "integer") and m.is_plain]
    kind = dice.randrange(6)
    if kind == 0 and alike:
        k = dice.choice(alike)
        return (f"of {base}.{measures[k].name} | percent {decimals}",
                lambda found: None if found[i] is None or not found[k]
                else vi(Fraction(found[i]) / found[k] * 100, decimals) + "%")
    if kind == 1 and alike:
        k = dice.choice(alike)
        unit, factor = ("million", Fraction(1, 10 ** 6)) \
            if own.type == "money" else ("number", 1)
        return (f"minus {base}.{measures[k].name} | {unit} {decimals}",
                lambda found: None if found[i] is None or found[k] is None
                else vi((found[i] - found[k]) * factor, decimals))
    if kind == 2 and own.type in ("money", "average", "integer"):
        limit = dice.choice([0, 1, 7, 300])
        unit, factor = ("number", 1) if own.type == "integer" \
            else ("billion", Fraction(1, 10 ** 9))

        def word(found):
            if found[i] is None:
                return None
            shown = vi(found[i] * factor, decimals)
            shown = Fraction(shown.replace(".", "").replace(",", "."))
            return "trên" if shown > limit else "không"
        return (f'{unit} {decimals} | above {limit} | choose "trên" "không"',
                word)
    if own.type in ("money", "average"):
        unit = dice.choice(list(UNITS))
        return (f"{unit} {decimals}", lambda found: printed_number(
            vi, found[i], Fraction(1, UNITS[unit]), decimals))
    if own.type == "ratio":
        word, sign = dice.choice([("percent", "%"), ("points", "")])

        def share(found):
            text = printed_number(vi, found[i], 100, decimals)
            return text and text + sign
        return f"{word} {decimals}", share
    return (f"number {decimals}",
            lambda found: printed_number(vi, found[i], 1, decimals))


# ---- columns ----------------------------------------------------------------

class Column:
    """A column of figures of a table: VALUE as layouts write it, its type, and
    the unit, decimals or percent of its own."""

    def __init__(self, dice, value, type_, scale):
        self.value, self.type, self.scale = value, type_, scale
        self.unit = self.decimals = None
        self.percent = False
        if type_ in ("money", "average") and dice.random() < 0.3:
            self.unit = dice.choice(list(UNITS))
        if type_ == "ratio" and dice.random() < 0.5:
            self.percent = True
        if type_ != "integer" and dice.random() < 0.2:
            self.decimals = dice.randrange(5)

    def options(self):
        words = []
        if self.unit:
            words.append(f"unit={self.unit}")
        if self.percent:
            words.append("unit=percent")
        if self.decimals is not None:
            words.append(f"decimals={self.decimals}")
        return " | " + " ".join(words) if words else ""

    @property
    def stands_apart(self):
        return self.unit is not None or self.decimals is not None


class Crosstab:
    """Two groups, of which the second makes columns."""

    def __init__(self, world, name, base):
        dice = world.dice
        self.world, self.name, self.base = world, name, base
        self.table, self.where = base.table, base.where
        self.groups = dice.choice(
            [("kind", "part"), ("place", "part"), ("part", "kind")]) \
            if self.table == "s" else ("kind", "s.kind")
        self.measures = [m for m in base.measures
                         if m.is_plain and not m.is_extreme][:2]
        self.by_star = dice.random() < 0.7
        self.total_too = dice.random() < 0.8 or not self.by_star
        self.unit, self.decimals = base.unit, base.decimals
        self.styles = [Column(dice, m.name, m.type, m.scale)
                       for m in self.measures]

    def rows(self):
        return self.base.rows()

    def keys(self, i):
        found = {self.world.value(row, self.groups[i]) for row in self.rows()}
        order = ORDERS[self.groups[i]]
        return [key for key in order if key in found]

    def section(self):
        lines = [f"[tally.{self.name}]", f"from = {self.table}",
                 'measures = "' + ", ".join(
                     f"{m.name} = {m.text}" for m in self.measures) + '"',
                 f'group_by = "{", ".join(self.groups)}"', "empty = no"]
        if self.where:
            lines.append(f'where = "{self.where[0]}"')
        return lines

    def columns(self):
        """(key of the second group, measure, style), as they are printed."""
        found = []
        for key in self.keys(1):
            found += [(key, m, style)
                      for m, style in zip(self.measures, self.styles)]
        if self.total_too:
            found += [(None, m, style)
                      for m, style in zip(self.measures, self.styles)]
        return found


class Listing:
    """A list: one row a record, in the order of the file or as asked."""

    TYPES = {"m": ("money", "rows"), "n": ("integer", "rows"),
             "total": ("money", "entities"), "w": ("integer", "rows"),
             "d": ("decimal", None), "own": ("money", None),
             "twice": ("money", "rows"), "q": ("quotient", None),
             "s.total": ("money", None)}

    def __init__(self, world, name):
        dice = world.dice
        self.world, self.name = world, name
        self.table = "s" if world.is_long else dice.choice(["s", "s", "u"])
        self.where = condition(world, self.table) \
            if dice.random() < 0.3 and not world.is_long else None
        self.order = dice.choice([None, "m desc", "m"])
        self.unit = dice.choice(list(UNITS))
        self.decimals = dice.choice([None, 0, 1, 3])
        self.in_annex = world.is_long or dice.random() < 0.3
        names = ["m", "n", "d", "total", "own", "twice", "q"] \
            if self.table == "s" else ["m", "w", "s.total", "twice", "q"]
        self.names = [n for n in names if n in ("m", "n", "w", "total")
                      or dice.random() < 0.6]
        if self.table == "u":
            self.names.sort(key=names.index)
        scale = world.scale
        self.styles = {}
        for n in self.names:
            type_ = self.TYPES[n][0]
            if type_ == "quotient":
                type_ = "ratio" if self.table == "s" else "average"
            self.styles[n] = Column(dice, n, type_,
                                    scale if n == "d" else 0)

    def section(self):
        written = {"own": "own = total - m", "twice": "twice = 2 * m",
                   "q": "q = m / total" if self.table == "s"
                   else "q = m / w"}
        columns = ["id", "part" if self.table == "s" else "kind"] + [
            written.get(n, n) for n in self.names]
        lines = [f"[tally.{self.name}]", f"from = {self.table}",
                 f'columns = "{", ".join(columns)}"']
        if self.where:
            lines.append(f'where = "{self.where[0]}"')
        if self.order:
            end = ", id, part" if self.table == "s" else ", id"
            lines.append(f'order_by = "{self.order}{end}"')
        return lines

    def rows(self):
        found = [row for row in in_period(self.world, self.table, 2020)
                 if self.where is None or self.where[1](row) is True]
        if self.order:
            found.sort(key=lambda row: (row["id"], row.get("part", "")))
            sign = -1 if self.order.endswith("desc") else 1
            found.sort(key=lambda row: (row["m"] is None,
                                        sign * (row["m"] or 0)))
        return found

    def value(self, row, name):
        """Exact, in đồng; None for nothing."""
        if name == "own":
            return None if row["total"] is None or row["m"] is None \
                else row["total"] - row["m"]
        if name == "twice":
            return None if row["m"] is None else 2 * row["m"]
        if name == "q":
            by = row["total" if self.table == "s" else "w"]
            return None if row["m"] is None or not by \
                else Fraction(row["m"], by)
        value = self.world.value(row, name)
        return value if value is None or name != "d" \
            else Fraction(value, 10 ** self.world.scale)

    def total(self, rows, name):
        by = self.TYPES[name][1]
        if name == "q":
            m = self.total(rows, "m")
            other = self.total(rows, "total" if self.table == "s" else "w")
            return Fraction(m, other) if other else None
        if by is None:
            return None
        found = {(row["id"] if by == "entities" else i): self.value(row, name)
                 for i, row in enumerate(rows)}
        return sum(value for value in found.values() if value is not None)


ORDERS = {"part": PARTS, "kind": KINDS, "place": PLACES, "s.kind": KINDS}


def in_period(world, table, year):
    def is_in(row):
        day = world.value(row, "day" if table == "s" else "s.day")
        return day is not None and day.year == year
    return [row for row in getattr(world, table) if is_in(row)]


class Tally:
    def __init__(self, world, name, vi):
        dice = self.dice = world.dice
        self.world, self.name = world, name
        self.table = dice.choice(["s", "s", "u"])
        self.where = condition(world, self.table) if dice.random() < 0.5 \
            else None
        self.group = dice.choice({"s": [None, "part", "kind", "place"],
                                  "u": [None, "kind"]}[self.table])
        self.unit = dice.choice(list(UNITS))
        self.decimals = dice.choice([None, 0, 1, 3])
        self.measures = []
        for i in range(dice.randint(2, 5)):
            make = dice.choice([plain_sum, plain_sum, difference, count,
                                extreme])
            self.measures.append(make(world, self.table, f"x{i}"))
        if dice.random() < 0.7:
            a, b = dice.sample(self.measures, 2)
            # A quotient stands in 64 bits, or is refused.
            if max(a.scale, b.scale) <= 5:
                self.measures.append(quotient("q", a, b))
        self.compares = dice.random() < 0.4
        plain = [m for m in self.measures if m.is_plain and m.scale <= 5]
        self.shares = self.some_shares(plain) if plain else []
        self.columns = [Column(dice, m.name, m.type, m.scale)
                        for m in self.measures]
        if self.compares:
            self.columns += [
                Column(dice, "previous_year." + m.name, m.type, m.scale)
                for m in self.measures if dice.random() < 0.5]
        self.columns += [Column(dice, name, kind, 0)
                         for name, _, _, kind in self.shares]
        base = name + (".total" if self.group else "")
        self.filters = [some_filter(dice, vi, self.measures, i, base)
                        for i in range(len(self.measures))]

    def some_shares(self, plain):
        """(name, numerator, denominator as written, type)."""
        dice, found = self.dice, []
        for name in dice.choice([[], ["sh"], ["sh", "gr"]]):
            a, b = dice.choice(plain), dice.choice(plain)
            before = "previous_year." if self.compares and dice.random() < 0.5 \
                else "total." if self.group else ""
            kind = "average" if a.type == "money" and b.type != "money" \
                else "ratio"
            found.append((name, a, before + b.name, kind))
        return found

    def rows(self, year=2020):
        return [row for row in in_period(self.world, self.table, year)
                if self.where is None or self.where[1](row) is True]

    def keys(self):
        """The groups in the order of the schema, or of the alphabet."""
        years = [2020, 2019] if self.compares else [2020]
        found = {row[self.group] for year in years for row in self.rows(year)}
        return [key for key in ORDERS[self.group] if key in found]

    def figure(self, value, key=None):
        """What the column VALUE holds in the row of KEY; None: the total."""
        def rows(year, of_all=False):
            return [row for row in self.rows(year)
                    if key is None or of_all or row[self.group] == key]
        for name, a, b, _ in self.shares:
            if name == value:
                upper = a.compute(rows(2020))[0]
                of_total = b.startswith("total.")
                year = 2019 if b.startswith("previous_year.") else 2020
                lower = self.measure(b.rpartition(".")[2]).compute(
                    rows(year, of_total))[0]
                return None if upper is None or not lower else upper / lower
        year = 2019 if value.startswith("previous_year.") else 2020
        return self.measure(value.rpartition(".")[2]).compute(rows(year))[0]

    def measure(self, name):
        return next(m for m in self.measures if m.name == name)

    def section(self):
        lines = [f"[tally.{self.name}]", f"from = {self.table}",
                 'measures = "' + ", ".join(
                     f"{m.name} = {m.text}" for m in self.measures) + '"']
        if self.where:
            lines.append(f'where = "{self.where[0]}"')
        if self.group:
            lines += [f"group_by = {self.group}", "empty = no"]
        if self.compares:
            lines.append("compare = previous_year")
        if self.shares:
            lines.append('shares = "' + ", ".join(
                f"{name} = {a.name} / {b}"
                for name, a, b, _ in self.shares) + '"')
        return lines
