#!/bin/bash
# usage: pdfcheck.sh [-e PHRASE]... FILE.pdf    OK/FAIL per consumer; -e PHRASE must be in the extracted text (NFC, blanks folded); exit 0 when all OK
E=()
while [ "$1" = -e ]; do
    E+=("$2")
    shift 2
done
F=$(realpath "$1" 2>/dev/null)
[ -f "$F" ] || {
    echo "no such file: $1"
    exit 2
}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
rc=0
say() {
    printf '%-12s %s\n' "$1" "$2"
    case $2 in FAIL*) rc=1 ;; esac
}
one() { head -"${2:-3}" "$1" | tr '\n' ' ' | cut -c1-260; }
# qpdf: syntax, xref, streams. rc 0 fine, 2 errors, 3 warnings
timeout 120 qpdf --check "$F" >"$T/q" 2>&1
e=$?
if [ $e = 0 ]; then say qpdf "OK  $(grep -m1 -o 'PDF Version: .*' "$T/q")"; else
    grep -iE 'warn|error' "$T/q" >"$T/q2"
    say qpdf "FAIL  rc=$e $(one "$T/q2")"
fi
# mupdf: every page drawn, any word on stderr counts
timeout 300 mutool draw -q -r 36 -F ppm -o /dev/null "$F" >"$T/m" 2>&1
e=$?
grep -iE "warning|error|cannot|repair" "$T/m" | grep -v "ICC support is not available" >"$T/m2"
if [ $e = 0 ] && [ ! -s "$T/m2" ]; then say mutool "OK  $(mutool info "$F" 2>/dev/null | grep -m1 Pages)"; else say mutool "FAIL  rc=$e $(one "$T/m2")"; fi
# ghostscript: whole file interpreted, stops on errors and on warnings
timeout 300 gs -dSAFER -dNOPAUSE -dBATCH -dPDFSTOPONERROR -dPDFSTOPONWARNING -sDEVICE=nullpage "$F" >"$T/g" 2>&1
e=$?
grep -iE 'error|warning|substitute|repaired|^	' "$T/g" >"$T/g2"
if [ $e = 0 ] && [ ! -s "$T/g2" ]; then say gs "OK"; else say gs "FAIL  rc=$e $(one "$T/g2" 4)"; fi
# poppler: open, render, fonts, text
timeout 120 pdfinfo "$F" >"$T/i" 2>"$T/i2"
e=$?
if [ $e = 0 ] && [ ! -s "$T/i2" ]; then say pdfinfo "OK  $(grep -E '^(Pages|Page size|Tagged|PDF subtype|Encrypted)' "$T/i" | tr -s ' \n' ' ')"; else say pdfinfo "FAIL  rc=$e $(one "$T/i2")"; fi
timeout 300 pdftocairo -r 36 -png "$F" "$T/p" >"$T/c" 2>&1
e=$?
if [ $e = 0 ] && [ ! -s "$T/c" ]; then say poppler-draw "OK  $(ls "$T"/p*.png 2>/dev/null | wc -l) pages"; else say poppler-draw "FAIL  rc=$e $(one "$T/c")"; fi
pdffonts "$F" >"$T/f" 2>"$T/f2"
/usr/bin/python3 - "$T/f" $([ -s "$T/f" ] || echo broken) >"$T/f3" <<'P'
import sys
l=open(sys.argv[1],encoding='utf-8',errors='replace').read().splitlines()
if len(l)<2: print('OK  no fonts' if len(sys.argv)<3 else 'FAIL  cannot be read'); sys.exit()
w=[len(x) for x in l[1].split(' ')]; o=0; cols=[]
for x in w: cols.append((o,o+x)); o+=x+1
bad=[]; n=0
for r in l[2:]:
    p=r.split(); emb,sub,uni=p[-5],p[-4],p[-3]; n+=1; name=p[0]
    if emb!='yes': bad.append(name+' not embedded')
    elif sub!='yes' and len(name)<7 or (sub!='yes' and name[6:7]!='+'): bad.append(name+' not a subset')
    if uni!='yes': bad.append(name+' no ToUnicode')
print(('FAIL  ' if bad else 'OK  ')+f'{n} fonts '+('; '.join(bad)[:250] if bad else 'embedded, subset, ToUnicode'))
P
say pdffonts "$(cat "$T/f3")"
pdftotext -enc UTF-8 "$F" "$T/t" 2>"$T/t2"
e=$?
/usr/bin/python3 - "$T/t" "${E[@]}" >"$T/t3" <<'P'
import sys,unicodedata,re
import os
s=open(sys.argv[1],encoding='utf-8',errors='replace').read() if os.path.exists(sys.argv[1]) else ''; bad=[]
n=sum(c=='\ufffd' for c in s); p=sum(0xE000<=ord(c)<=0xF8FF for c in s); k=sum(ord(c)<32 and c not in '\n\f\t' for c in s)
if n: bad.append(f'{n} U+FFFD')
if p: bad.append(f'{p} private-use')
if k: bad.append(f'{k} control')
if not s.strip(): bad.append('no text')
f=lambda x:re.sub(r'\s+',' ',unicodedata.normalize('NFC',x)); t=f(s)
nf='' if unicodedata.normalize('NFC',s)==s else ' (not NFC)'
for x in sys.argv[2:]:
    if f(x) not in t: bad.append('not found: '+x)
print(('FAIL  '+'; '.join(bad) if bad else f'OK  {len(t)} characters, {len(set(re.findall("[À-ỹĐđ]",t)))} different Vietnamese-range letters'+nf))
P
if [ $e = 0 ] && [ ! -s "$T/t2" ]; then say pdftotext "$(cat "$T/t3")"; else say pdftotext "FAIL  rc=$e $(one "$T/t2") [text: $(cat "$T/t3")]"; fi
exit $rc
