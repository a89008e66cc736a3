#!/usr/bin/python3
"""xlsxlint.py FILE : package + ISO/IEC 29500-4 schema + the things that make Excel offer a repair. prints OK/FAIL lines, exit 0/1"""
import sys, os, re, zipfile, posixpath
from lxml import etree

H = os.path.dirname(os.path.abspath(__file__))
X = H + "/xsd/xsd/"
O = H + "/xsd/opc-xsd/"
f = sys.argv[1]
bad = {"zip": [], "opc": [], "xsd": [], "rules": []}
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PR = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def out():
    for k in ("zip", "opc", "xsd", "rules"):
        b = bad[k]
        if b is None:
            print(f"{k:6s} SKIPPED (an earlier layer cannot be read)")
            continue
        print(f"{k:6s} {'FAIL' if b else 'OK'}")
        for x in b[:25]:
            print("         ", x)
        if len(b) > 25:
            print("          ... and", len(b) - 25, "more")
    sys.exit(1 if any(bad.values()) else 0)


try:
    z = zipfile.ZipFile(f)
    t = z.testzip()
    if t:
        bad["zip"].append("CRC: " + t)
except Exception as e:
    bad["zip"].append(f"{type(e).__name__}: {e}")
    bad["opc"] = bad["xsd"] = bad["rules"] = None
    out()
names = [i.filename for i in z.infolist()]
for n in set(names):
    if names.count(n) > 1:
        bad["zip"].append("duplicate entry " + n)
    if n.startswith("/") or "\\" in n or ".." in n.split("/"):
        bad["zip"].append("bad name " + n)
for i in z.infolist():
    if i.compress_type not in (0, 8):
        bad["zip"].append(f"{i.filename}: method {i.compress_type}")
    if i.flag_bits & 1:
        bad["zip"].append(i.filename + ": encrypted")
low = {}
for n in names:
    if n.lower() in low and low[n.lower()] != n:
        bad["zip"].append("names differ only in case " + n)
    low[n.lower()] = n
docs = {}
for n in names:
    if n.endswith((".xml", ".rels", ".vml")):
        try:
            docs[n] = etree.fromstring(
                z.read(n),
                etree.XMLParser(resolve_entities=False, huge_tree=True),
            )
        except Exception as e:
            bad["opc"].append(f"{n}: not well-formed: {e}")
if "[Content_Types].xml" not in docs:
    bad["opc"].append("no readable [Content_Types].xml")
    bad["xsd"] = bad["rules"] = None
    out()
ct = docs["[Content_Types].xml"]
dflt = {
    e.get("Extension").lower(): e.get("ContentType")
    for e in ct.iter(CT + "Default")
}
ovr = {
    e.get("PartName").lstrip("/"): e.get("ContentType")
    for e in ct.iter(CT + "Override")
}
typ = {}
for n in names:
    if n == "[Content_Types].xml" or n.endswith("/"):
        continue
    typ[n] = ovr.get(n) or dflt.get(n.rsplit(".", 1)[-1].lower())
    if not typ[n]:
        bad["opc"].append(n + ": no content type")
for n in ovr:
    if n not in names:
        bad["opc"].append("content type for a part that is not there: " + n)
rels = {}


def relsof(part):
    d, b = posixpath.split(part)
    rn = posixpath.join(d, "_rels", b + ".rels")
    r = {}
    if rn in docs:
        for e in docs[rn].iter(PR + "Relationship"):
            if e.get("Id") in r:
                bad["opc"].append(f'{rn}: Id {e.get("Id")} twice')
            if e.get("TargetMode") == "External":
                r[e.get("Id")] = (e.get("Type"), None)
                continue
            t = e.get("Target")
            if t.startswith("#"):
                r[e.get("Id")] = (e.get("Type"), None)
                continue
            t = (
                t.lstrip("/")
                if t.startswith("/")
                else posixpath.normpath(posixpath.join(d, t))
            )
            t = t.split("#")[0]
            if t not in names:
                bad["opc"].append(f'{rn}: {e.get("Id")} -> {t} is not there')
            r[e.get("Id")] = (e.get("Type"), t)
    return r


seen = set()
todo = [""]
while todo:
    p = todo.pop()
    rels[p] = relsof(p) if p else relsof("")
    for _, t in rels[p].values():
        if t and t not in seen:
            seen.add(t)
            todo.append(t)
for n in typ:
    if not n.endswith(".rels") and n not in seen:
        bad["opc"].append("part not reached by any relationship: " + n)
WANT = {
    "officeDocument": "sheet.main+xml",
    "worksheet": "worksheet+xml",
    "styles": "styles+xml",
    "sharedStrings": "sharedStrings+xml",
    "theme": "theme+xml",
    "drawing": "drawing+xml",
    "chart": "chart+xml",
    "table": "table+xml",
    "comments": "comments+xml",
    "vmlDrawing": "vmlDrawing",
    "core-properties": "core-properties+xml",
    "extended-properties": "extended-properties+xml",
    "custom-properties": "custom-properties+xml",
    "image": "image/",
}
for p, r in rels.items():
    for ty, t in r.values():
        w = WANT.get(ty.rsplit("/", 1)[-1])
        if (
            t
            and t in names
            and w
            and w not in (typ.get(t) or "")
            and not (
                w == "sheet.main+xml" and "main+xml" in (typ.get(t) or "")
            )
        ):
            bad["opc"].append(
                f'{t}: reached as {ty.rsplit("/",1)[-1]} but its content type is {typ.get(t)}'
            )
for n, d in docs.items():
    if n.endswith(".rels") or n == "[Content_Types].xml":
        continue
    rr = rels.get(n, {})
    for e in d.iter():
        if not isinstance(e.tag, str):
            continue
        for a, v in e.attrib.items():
            if a.startswith(R) and v not in rr:
                bad["opc"].append(
                    f'{n}: <{etree.QName(e).localname} {etree.QName(a).localname}="{v}"> has no relationship'
                )
# --- schemas
SC = [
    (
        r"spreadsheetml\.(sheet\.main|template\.main|worksheet|styles|sharedStrings|table|comments|calcChain|chartsheet|externalLink|pivot\w+)\+xml",
        "sml.xsd",
        X,
    ),
    (r"drawingml\.chart\+xml", "dml-chart.xsd", X),
    (r"officedocument\.drawing\+xml", "dml-spreadsheetDrawing.xsd", X),
    (r"officedocument\.theme\+xml", "dml-main.xsd", X),
    (r"extended-properties\+xml", "shared-documentPropertiesExtended.xsd", X),
    (r"custom-properties\+xml", "shared-documentPropertiesCustom.xsd", X),
    (r"core-properties\+xml", "opc-coreProperties.xsd", O),
    (r"relationships\+xml", "opc-relationships.xsd", O),
]
cache = {}


def schema(d, n):
    if n not in cache:
        cache[n] = etree.XMLSchema(etree.parse(d + n))
    return cache[n]


MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def strip_mc(d):
    ig = set()
    for e in d.iter():
        v = (
            e.attrib.pop(MC + "Ignorable", None)
            if isinstance(e.tag, str)
            else None
        )
        if v:
            ig |= {e.nsmap[p] for p in v.split() if p in e.nsmap}
    for e in list(d.iter()):
        if not isinstance(e.tag, str):
            continue
        if etree.QName(e).localname == "t":
            e.attrib.pop(
                "{http://www.w3.org/XML/1998/namespace}space", None
            )  # Excel writes it, the schema has no place for it
        for a in list(e.attrib):
            if a[0] == "{" and etree.QName(a).namespace in ig:
                del e.attrib[a]
        if etree.QName(e).namespace in ig and e.getparent() is not None:
            e.getparent().remove(e)
    return d


nval = 0
for n, d in docs.items():
    c = typ.get(n) if n != "[Content_Types].xml" else "CT"
    if n == "[Content_Types].xml":
        s = schema(O, "opc-contentTypes.xsd")
    else:
        s = next(
            (schema(dr, sn) for pat, sn, dr in SC if c and re.search(pat, c)),
            None,
        )
    if s is None:
        continue
    nval += 1
    dd = strip_mc(etree.fromstring(etree.tostring(d)))
    if not s.validate(dd):
        for e in list(s.error_log)[:6]:
            bad["xsd"].append(f"{n}:{e.line}: {e.message[:300]}")
# --- rules
b = bad["rules"]


def col(s):
    k = 0
    for ch in s:
        k = k * 26 + ord(ch) - 64
    return k


def ref(s):
    m = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", s or "")
    if not m or col(m[1]) > 16384 or not 1 <= int(m[2]) <= 1048576:
        return None
    return int(m[2]), col(m[1])


def rng(s):
    p = (s or "").split(":")
    a = ref(p[0])
    e = ref(p[-1])
    if len(p) > 2 or not a or not e or a[0] > e[0] or a[1] > e[1]:
        return None
    return a + e


def overlap(l, what, n):
    l = sorted(l)
    for i in range(len(l)):
        for j in range(i + 1, len(l)):
            if l[j][0] > l[i][2]:
                break
            if l[i][1] <= l[j][3] and l[j][1] <= l[i][3]:
                b.append(f"{n}: {what} overlap {l[i]} {l[j]}")


wbp = next(
    (n for n, c in typ.items() if c and "spreadsheetml.sheet.main" in c), None
)
if not wbp or wbp not in docs:
    b.append("no workbook part")
    out()
wb = docs[wbp]
if not any(
    t == wbp and ty.endswith("/officeDocument") for ty, t in rels[""].values()
):
    b.append("root relationship officeDocument does not lead to the workbook")
by = lambda s: next(
    (docs[n] for n, c in typ.items() if c and c.endswith(s) and n in docs),
    None,
)
sst = by("sharedStrings+xml")
st = by("styles+xml")
nsi = len(sst.findall(M + "si")) if sst is not None else 0
cnt = (
    lambda tag: len(st.find(M + tag))
    if st is not None and st.find(M + tag) is not None
    else 0
)
nxf = cnt("cellXfs")
ndxf = cnt("dxfs")
nfont = cnt("fonts")
nfill = cnt("fills")
nb = cnt("borders")
nsx = cnt("cellStyleXfs")
if st is not None:
    for tag in (
        "cellXfs",
        "cellStyleXfs",
        "fonts",
        "fills",
        "borders",
        "dxfs",
        "numFmts",
        "cellStyles",
    ):
        e = st.find(M + tag)
        if e is not None and e.get("count") and int(e.get("count")) != len(e):
            b.append(
                f'styles: {tag} count={e.get("count")} but {len(e)} there'
            )
    nf = {e.get("numFmtId") for e in st.iter(M + "numFmt")}
    for tag in ("cellXfs", "cellStyleXfs"):
        for i, x in enumerate(
            st.find(M + tag) if st.find(M + tag) is not None else []
        ):
            for a, lim in (
                ("fontId", nfont),
                ("fillId", nfill),
                ("borderId", nb),
            ):
                if int(x.get(a, 0)) >= lim:
                    b.append(f"styles: {tag}[{i}] {a}={x.get(a)} of {lim}")
            if (
                tag == "cellXfs"
                and x.get("xfId")
                and int(x.get("xfId")) >= nsx
            ):
                b.append(f"styles: cellXfs[{i}] xfId out of range")
            if (
                int(x.get("numFmtId", 0)) >= 164
                and x.get("numFmtId") not in nf
            ):
                b.append(
                    f'styles: {tag}[{i}] numFmtId {x.get("numFmtId")} undefined'
                )
if sst is not None:
    for i, si in enumerate(sst.findall(M + "si")):
        s = "".join(t.text or "" for t in si.iter(M + "t"))
        if len(s.encode("utf-16-le")) // 2 > 32767:
            b.append(f"shared string {i}: over 32767 units")
        for t in si.iter(M + "t"):
            if (
                t.text
                and t.text != t.text.strip(" \t\r\n")
                and t.get("{http://www.w3.org/XML/1998/namespace}space")
                != "preserve"
            ):
                b.append(
                    f"shared string {i}: edge blanks without xml:space=preserve"
                )
        if re.search(r"[\uFFFE\uFFFF]|[\uD800-\uDFFF]", s):
            b.append(f"shared string {i}: illegal character")
sheets = wb.findall(f"{M}sheets/{M}sheet")
nm = [s.get("name") or "" for s in sheets]
if not sheets:
    b.append("no sheet")
for n in nm:
    if (
        not n
        or len(n.encode("utf-16-le")) // 2 > 31
        or re.search(r"[\[\]:*?/\\]", n)
        or n[0] == "'"
        or n[-1] == "'"
        or n.lower() == "history"
    ):
        b.append(f"sheet name {n!r} not allowed")
if len({n.lower() for n in nm}) != len(nm):
    b.append("sheet names not unique")
if len({s.get("sheetId") for s in sheets}) != len(sheets):
    b.append("sheetId not unique")
if sheets and all(s.get("state") in ("hidden", "veryHidden") for s in sheets):
    b.append("no visible sheet")
dn = set()
for d in wb.iter(M + "definedName"):
    k = (d.get("name", "").lower(), d.get("localSheetId"))
    if k in dn:
        b.append(f"defined name twice {k}")
    dn.add(k)
    if d.get("localSheetId") and int(d.get("localSheetId")) >= len(sheets):
        b.append(f"defined name {k}: localSheetId out of range")
    if not re.fullmatch(
        r"(_xlnm\.\w+|[^\W\d][\w.\\?]*|\\[\w.\\?]*)", d.get("name", "")
    ) or re.fullmatch(r"[A-Za-z]{1,3}\d+|[rRcC]", d.get("name", "")):
        b.append(f'defined name {d.get("name")!r} not allowed')
    if "#REF!" in (d.text or ""):
        b.append(f"defined name {k}: #REF!")
    for q in re.findall(r"'((?:[^']|'')+)'!", d.text or "") + re.findall(
        r"(?:^|[,(])([^\W\d]\w*)!", d.text or ""
    ):
        if q.replace("''", "'").lower() not in {x.lower() for x in nm}:
            b.append(f"defined name {k}: sheet {q!r} unknown")
tnames = set()
tids = set()
ncell = 0
for s in sheets:
    rid = s.get(R + "id")
    tp = rels.get(wbp, {}).get(rid, (None, None))[1]
    sh = docs.get(tp)
    n = s.get("name")
    if sh is None:
        b.append(f"sheet {n!r}: part missing")
        continue
    lr = 0
    strs = {}
    for row in sh.iter(M + "row"):
        r = int(row.get("r", lr + 1))
        if r <= lr:
            b.append(f"{n}: row {r} after row {lr}")
        if r > 1048576:
            b.append(f"{n}: row {r}")
        if row.get("ht") and not 0 <= float(row.get("ht")) <= 409.5:
            b.append(f'{n}: row {r} height {row.get("ht")}')
        if row.get("s") and int(row.get("s")) >= nxf:
            b.append(f"{n}: row {r} style out of range")
        lr = r
        lc = 0
        for c in row.findall(M + "c"):
            ncell += 1
            q = ref(c.get("r")) if c.get("r") else (r, lc + 1)
            if not q or q[0] != r:
                b.append(f'{n}: cell {c.get("r")} in row {r}')
                continue
            if q[1] <= lc:
                b.append(f'{n}: cell {c.get("r")} out of order or twice')
            lc = q[1]
            if int(c.get("s", 0)) >= max(nxf, 1):
                b.append(f'{n}!{c.get("r")}: style {c.get("s")} of {nxf}')
            v = c.find(M + "v")
            t = c.get("t", "n")
            fo = c.find(M + "f")
            if t == "s":
                if (
                    v is None
                    or not (v.text or "").isdigit()
                    or int(v.text) >= nsi
                ):
                    b.append(
                        f'{n}!{c.get("r")}: shared string {v.text if v is not None else None} of {nsi}'
                    )
                else:
                    strs[q] = (
                        "".join(
                            x.text or ""
                            for x in sst.findall(M + "si")[int(v.text)].iter(
                                M + "t"
                            )
                        )
                        if nsi < 2000
                        else None
                    )
            elif t == "inlineStr":
                if v is not None or c.find(M + "is") is None:
                    b.append(f'{n}!{c.get("r")}: inlineStr without <is>')
                else:
                    strs[q] = "".join(
                        x.text or "" for x in c.find(M + "is").iter(M + "t")
                    )
            elif t == "n" and v is not None:
                try:
                    if not re.fullmatch(
                        r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", v.text or ""
                    ):
                        raise ValueError
                except ValueError:
                    b.append(f'{n}!{c.get("r")}: number {v.text!r}')
            elif t == "b" and (v is None or v.text not in ("0", "1")):
                b.append(
                    f'{n}!{c.get("r")}: boolean {v.text if v is not None else None}'
                )
            elif t == "e" and (
                v is None
                or v.text
                not in (
                    "#NULL!",
                    "#DIV/0!",
                    "#VALUE!",
                    "#REF!",
                    "#NAME?",
                    "#NUM!",
                    "#N/A",
                    "#GETTING_DATA",
                )
            ):
                b.append(f'{n}!{c.get("r")}: error value')
            if fo is not None and fo.text:
                x = fo.text
                if x.startswith("="):
                    b.append(f'{n}!{c.get("r")}: formula begins with =')
                if len(x) > 8192:
                    b.append(f'{n}!{c.get("r")}: formula over 8192')
                y = re.sub(r'"(?:[^"]|"")*"', "", x)
                y = re.sub(r"'(?:[^']|'')*'", "q", y)
                if y.count("(") != y.count(")") or '"' in y:
                    b.append(
                        f'{n}!{c.get("r")}: formula not balanced {x[:60]}'
                    )
                if ";" in y and "{" not in y:
                    b.append(f'{n}!{c.get("r")}: ; in formula {x[:60]}')
    pc = 0
    for c in sh.iter(M + "col"):
        a, e = int(c.get("min")), int(c.get("max"))
        if a <= pc or e < a or e > 16384:
            b.append(f"{n}: col {a}-{e} overlaps or out of order")
        pc = e
        if c.get("width") and not 0 <= float(c.get("width")) <= 255:
            b.append(f'{n}: col width {c.get("width")}')
        if c.get("style") and int(c.get("style")) >= nxf:
            b.append(f"{n}: col style out of range")
    mg = []
    for m in sh.iter(M + "mergeCell"):
        g = rng(m.get("ref"))
        if not g:
            b.append(f'{n}: merge {m.get("ref")!r} not a range')
        elif g[:2] == g[2:]:
            b.append(f'{n}: merge of one cell {m.get("ref")}')
        else:
            mg.append(g)
    overlap(mg, "merges", n)
    tb = []
    for ty, t in rels.get(tp, {}).values():
        if ty.endswith("/table") and t in docs:
            d = docs[t]
            g = rng(d.get("ref"))
            k = (d.get("displayName") or "").lower()
            if k in tnames or d.get("id") in tids:
                b.append(f"{t}: table name or id twice")
            tnames.add(k)
            tids.add(d.get("id"))
            if k in {x for x, _ in dn}:
                b.append(f"{t}: table name is a defined name")
            if re.search(r"\s", k) or not k:
                b.append(f"{t}: displayName {k!r}")
            if not g:
                b.append(f"{t}: ref")
                continue
            tb.append(g)
            cols = [c.get("name") for c in d.iter(M + "tableColumn")]
            if len(cols) != g[3] - g[1] + 1:
                b.append(f'{t}: {len(cols)} columns for ref {d.get("ref")}')
            if len({c.lower() for c in cols}) != len(cols):
                b.append(f"{t}: column names not unique")
            if d.get("headerRowCount") != "0":
                for i, cn in enumerate(cols):
                    hv = strs.get((g[0], g[1] + i))
                    if (
                        hv is not None
                        and hv.replace("\n", "_x000a_").lower() != cn.lower()
                        and hv.lower() != cn.lower()
                    ):
                        b.append(f"{t}: column {cn!r} but header cell {hv!r}")
                    if (g[0], g[1] + i) not in strs:
                        b.append(f"{t}: header cell of {cn!r} is not a string")
    overlap(tb, "tables", n)
    for g in mg:
        for t in tb:
            if g[0] <= t[2] and t[0] <= g[2] and g[1] <= t[3] and t[1] <= g[3]:
                b.append(f"{n}: merge {g} inside table {t}")
    for e in sh.iter(M + "cfRule"):
        if e.get("dxfId") and int(e.get("dxfId")) >= ndxf:
            b.append(f'{n}: dxfId {e.get("dxfId")} of {ndxf}')
    for e in sh.iter(M + "dataValidation"):
        for k, l in (
            ("errorTitle", 32),
            ("error", 255),
            ("promptTitle", 32),
            ("prompt", 255),
        ):
            if len(e.get(k, "")) > l:
                b.append(f"{n}: dataValidation {k} over {l}")
        for k in ("formula1", "formula2"):
            x = e.findtext(M + k) or ""
            if x.startswith('"') and len(x) > 257:
                b.append(f"{n}: dataValidation list over 255")
    for tag in ("autoFilter", "dimension"):
        e = sh.find(M + tag)
        if e is not None and not rng(e.get("ref")):
            b.append(f'{n}: {tag} ref {e.get("ref")!r}')
    hf = sh.find(M + "headerFooter")
    if hf is not None:
        for e in hf:
            if e.text and len(e.text) > 255:
                b.append(f"{n}: {etree.QName(e).localname} over 255")
    if (
        sum(1 for v in sh.iter(M + "sheetView") if v.get("tabSelected") == "1")
        > 1
    ):
        b.append(f"{n}: tabSelected")
    for e in sh.iter(M + "hyperlink"):
        if not e.get(R + "id") and not e.get("location"):
            b.append(f"{n}: hyperlink without target")
        if len(e.get("location") or "") > 255:
            b.append(f"{n}: hyperlink location over 255")
    for e in sh.iter(M + "pageSetup"):
        if e.get("scale") and not 10 <= int(e.get("scale")) <= 400:
            b.append(f"{n}: scale")
print(
    f"       {len(names)} entries, {nval} parts held against schemas, {len(sheets)} sheets, {ncell} cells"
)
out()
