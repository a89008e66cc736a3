"""What goes wrong with sources: one damage at a time, with what must follow.

Each function changes a Source and returns True when it could.  After a damage
the program must refuse the source, or tell of it by an error or a warning, or
(where nothing was lost) read the records as they were.  What it must never do
is read other records than these without a word.
"""
import re
import unicodedata

DAMAGES = {}


def damage(function):
    DAMAGES[function.__name__.replace("_", " ")] = function
    return function


def position(source, kind):
    """The columns of KIND, by their place in a row."""
    return [source.first + i for i, c in enumerate(source.columns)
            if c.kind == kind]


def record_rows(source):
    return [source.rows[i] for i in source.row_of.values()]


def some_figure(source, *kinds):
    """A row and a place with a figure of some digits."""
    r = source.random
    places = [p for kind in kinds for p in position(source, kind)]
    found = [(row, p) for row in record_rows(source) for p in places
             if len(row[p]) > 1]
    return r.choice(found) if found else (None, None)


@damage
def the_title_is_of_another(source):
    """The file of another province, or of another year."""
    row = source.blank()
    row[0] = source.random.choice(
        ["UBND TỈNH HẢI DƯƠNG", "SỞ CÔNG THƯƠNG LÀO CAI",
         "DANH SÁCH NĂM 2015", "BIỂU TỔNG HỢP QUÝ II/2018",
         "SỐ LIỆU GIAI ĐOẠN 2018 - 2020"])
    if any("CÀ MAU" in r[0] or "201" in r[0] for r in source.above):
        return False
    source.above.insert(0, row)
    return True


@damage
def counts_are_of_money(source):
    places = position(source, "unit")
    if not places:
        return False
    source.random.choice(record_rows(source))[places[0]] = "triệu đồng"
    return True


@damage
def days_have_the_month_first(source):
    """A day after the 12th shows it, wherever it stands."""
    places = position(source, "date")
    if not places or source.day_form != "padded":
        return False
    shown = False
    for row in record_rows(source):
        for place in places:
            parts = row[place].lstrip("'").split("/")
            if len(parts) == 3:
                row[place] = "/".join([parts[1], parts[0], parts[2]])
                shown |= int(parts[0]) > 12
    return shown


@damage
def a_row_was_deleted_and_the_total_was_not(source):
    if source.total == "none" or len(source.records) < 2 or \
            not position(source, "money"):
        return False
    n = source.random.randrange(len(source.records))
    if not any(source.records[n].get(c.field) for c in source.money):
        return False
    del source.rows[source.row_of[n]]
    return True


@damage
def a_digit_of_an_amount_was_mistyped(source):
    row, place = some_figure(source, "money")
    if row is None or source.total == "none":
        return False
    old = row[place]
    at = 1 if old[0] == "'" else 0
    row[place] = old[:at] + str((int(old[at]) % 9) + 1) + old[at + 1:]
    return row[place] != old


@damage
def a_letter_stands_for_a_digit(source):
    row, place = some_figure(source, "money", "count", "decimal")
    if row is None or "0" not in row[place]:
        return False
    row[place] = row[place].replace("0", "O", 1)
    return True


@damage
def an_amount_is_an_error_value(source):
    row, place = some_figure(source, "money", "count", "decimal")
    if row is None:
        return False
    row[place] = source.random.choice(["#REF!", "#N/A", "#VALUE!", "####",
                                       "#DIV/0!", "#NAME?"])
    return True


@damage
def a_text_is_an_error_value(source):
    places = position(source, "text")
    if not places:
        return False
    row = source.random.choice(record_rows(source))
    row[source.random.choice(places)] = source.random.choice(
        ["#REF!", "#N/A", "#VALUE!"])
    return True


@damage
def an_id_was_made_a_rounded_number(source):
    row = source.random.choice(record_rows(source))
    row[position(source, "id")[0]] = source.random.choice(
        ["3,1E+12", "1.70012E+09", "2,01706E+11"])
    return True


@damage
def a_heading_of_money_is_misspelt(source):
    places = position(source, "money")
    if not places:
        return False
    place = source.random.choice(places)
    old = source.heading_row[place]
    letters = [i for i, c in enumerate(old[:old.find("(")]
                                       if "(" in old else old) if c.isalpha()]
    at = source.random.choice(letters[:8])
    source.heading_row[place] = old[:at] + old[at + 1:]
    return True


@damage
def two_units_disagree(source):
    if source.said not in ("bracket", "dash", "square") or \
            len(set(source.units.values())) > 1:
        return False
    unit = next(iter(source.units.values()))
    other = "nghìn đồng" if unit != 1000 else "triệu đồng"
    row = source.blank()
    row[0] = f"Đơn vị tính: {other}"
    source.above.append(row)
    return True


@damage
def amounts_are_in_dong_and_nothing_says_so(source):
    """The schema reads such a heading as million: a thousand thousandfold."""
    if source.said != "none" or source.total != "none" or not source.money:
        return False
    for i, column in enumerate(source.columns):
        if column.kind != "money":
            continue
        for n, record in enumerate(source.records):
            if record[column.field] is not None:
                source.rows[source.row_of[n]][source.first + i] = \
                    source.notation.write(record[column.field], 1)
    return any(record.get("support") for record in source.records)


@damage
def one_amount_is_written_in_another_notation(source):
    row, place = some_figure(source, "money")
    if row is None or not re.fullmatch(r"\d{1,3}(\.\d{3})+,\d{1,2}|"
                                       r"\d{1,3},\d{1,2}", row[place]):
        return False
    row[place] = row[place].translate(str.maketrans(".,", ",."))
    return True


@damage
def a_year_is_a_century_off(source):
    places = position(source, "date")
    if not places:
        return False
    found = [(row, p) for row in record_rows(source) for p in places
             if "2017" in row[p]]
    if not found:
        return False
    row, place = source.random.choice(found)
    row[place] = row[place].replace("2017", source.random.choice(
        ["2107", "1917", "2071", "20177", "217"]))
    return True


@damage
def a_day_is_planned_only(source):
    for place in position(source, "date"):
        if "(" not in source.heading_row[place]:
            source.heading_row[place] += source.random.choice(
                [" (dự kiến)", " (kế hoạch)"])
            return True
    return False


@damage
def a_count_is_in_thousands(source):
    """Read so, or refused; never as if the heading had not said it."""
    for place in position(source, "count"):
        if "(" not in source.heading_row[place]:
            source.heading_row[place] += " (nghìn)"
            field = source.columns[place - source.first].field
            for record in source.records:
                if record.get(field) is not None:
                    record[field] *= 1000
            return True
    return False


@damage
def a_row_is_shifted_by_a_cell(source):
    row = source.random.choice(record_rows(source))
    row.insert(source.first + 1, "thừa")
    return True


@damage
def the_file_ends_inside_a_row(source):
    source.cut = True
    return True


@damage
def the_same_id_stands_twice(source):
    if len(source.records) < 2:
        return False
    place = position(source, "id")[0]
    rows = record_rows(source)
    other = source.random.choice(
        [lambda t: t, lambda t: t.lower(), lambda t: t.replace("Đ", "\u00d0"),
         lambda t: t.replace("-", "\u2013"), lambda t: t + "\u00a0",
         lambda t: t.replace("A", "\u0410")])
    rows[1][place] = other(rows[0][place])
    if source.table == "schemes":   # one scheme may have two sources
        enum = [source.first + i for i, c in enumerate(source.columns)
                if c.field == "source"][0]
        rows[1][enum] = rows[0][enum]
    return True


@damage
def a_record_has_no_id(source):
    source.random.choice(record_rows(source))[position(source, "id")[0]] = ""
    return True


@damage
def text_was_encoded_twice(source):
    place = position(source, "text")[0]
    row = source.random.choice(record_rows(source))
    try:
        row[place] = row[place].encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        row[place] = row[place].encode("utf-8").decode("latin-1")
    return True


@damage
def letters_became_question_marks(source):
    place = position(source, "text")[0]
    row = source.random.choice(record_rows(source))
    old = row[place]
    row[place] = "".join(c if ord(c) < 128 else "?" for c in old)
    return row[place] != old


@damage
def an_amount_stands_in_a_column_without_heading(source):
    row, place = some_figure(source, "money")
    if row is None:
        return False
    for each in source.rows + source.above + source.below:
        each.append("")
    source.heading_row.append("")
    row[-1], row[place] = row[place], ""
    return True


@damage
def an_amount_of_an_accepted_scheme_is_missing(source):
    if source.table != "schemes" or source.total != "none":
        return False
    place = [source.first + i for i, c in enumerate(source.columns)
             if c.field == "support"][0]
    rows = [source.rows[source.row_of[n]]
            for n, rec in enumerate(source.records)
            if rec["status"] == "accepted"]
    if not rows:
        return False
    source.random.choice(rows)[place] = ""
    return True


def without_marks(text):
    plain = unicodedata.normalize("NFD", text.replace("đ", "d")
                                  .replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


@damage
def the_headings_have_no_marks(source):
    source.heading_row = [without_marks(h) for h in source.heading_row]
    return True


@damage
def a_total_counts_a_row_more(source):
    if source.total == "none" or source.table != "schemes":
        return False
    more = f"{len(source.records) + 1} đề án"
    for row in source.rows:
        for i, cell in enumerate(row):
            if cell.upper().startswith(("TỔNG", "CỘNG")):
                row[i] = f"{cell.split(':')[0].split(' (')[0]}: {more}"
                return True
    return False


@damage
def a_cell_tells_another_unit(source):
    if source.said not in ("bracket", "dash", "square", "title line"):
        return False
    row, place = some_figure(source, "money")
    if row is None:
        return False
    unit = source.units[source.columns[place - source.first].field]
    row[place] += " tỷ đồng" if unit != 10**9 else " triệu đồng"
    return True


@damage
def an_amount_is_as_above(source):
    row, place = some_figure(source, "money")
    if row is None:
        return False
    row[place] = "-nt-"
    return True
