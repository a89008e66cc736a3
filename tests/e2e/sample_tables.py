"""The tables of the samples' CSV files as a database has them: days, numbers,
texts."""
import csv
import datetime
import glob
import os
import re
import unicodedata


def typed(text):
    """A cell of a sample as a native value."""
    if text == "":
        return None
    day = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if day:
        return datetime.date(int(day[3]), int(day[2]), int(day[1]))
    if re.fullmatch(r"(0|[1-9]\d{0,2}(\.\d{3})*|[1-9]\d*)(,\d+)?", text):
        number = text.replace(".", "").replace(",", ".")
        return float(number) if "." in number else int(number)
    return text


def read_csv(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = unicodedata.normalize("NFC", data.decode("cp1258"))
    delimiter = max(";,\t", key=text.split("\n")[0].count)
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    return rows[0], [row + [""] * (len(rows[0]) - len(row))
                     for row in rows[1:]]


def column_kind(values):
    kinds = {type(v) for v in values if v is not None}
    if kinds and kinds <= {int, float}:
        return "numeric"
    return "date" if kinds == {datetime.date} else "text"


def tables(sample):
    """(name, headings, kinds, rows) of each CSV file of SAMPLE."""
    for path in sorted(glob.glob(os.path.join(sample, "*.csv"))):
        heads, texts = read_csv(path)
        cells = [[typed(t.strip()) for t in row] for row in texts]
        kinds = [column_kind([row[i] for row in cells])
                 for i in range(len(heads))]
        rows = [[c if kind != "text" else texts[r][i].strip() or None
                 for i, (c, kind) in enumerate(zip(row, kinds))]
                for r, row in enumerate(cells)]
        name = os.path.splitext(os.path.basename(path))[0]
        yield name.replace("-", "_"), os.path.basename(path), heads, kinds, rows


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def make_postgres(server, sample, schema):
    script = [f"CREATE SCHEMA {schema};"]
    for name, _, heads, kinds, rows in tables(sample):
        columns = ", ".join(f"{quoted(h)} {k}" for h, k in zip(heads, kinds))
        script.append(f"CREATE TABLE {schema}.{name} ({columns}, _n serial "
                      "PRIMARY KEY);")
        for row in rows:
            script.append(f"INSERT INTO {schema}.{name} VALUES "
                          f"({', '.join(map(literal, row))});")
        names = ", ".join(map(quoted, heads))
        script.append(f"CREATE VIEW {schema}.{name}_rows AS SELECT {names} "
                      f"FROM {schema}.{name} ORDER BY _n;")
    server.sql("\n".join(script))
