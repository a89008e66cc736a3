#!/bin/bash
# Every text of the program has a Vietnamese translation, and every
# translation a text.
set -u
cd "$(dirname "$0")/../.." || exit 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

report() { # NAME FILE: the test fails when FILE has messages
    if grep -q '^msgid "..*\|^"..*' "$2" 2> /dev/null &&
        [ "$(msgattrib --no-obsolete "$2" | grep -c '^msgid')" -gt 1 ]; then
        echo "not ok - $1"
        grep -A 2 '^msgid' "$2" | sed 's/^/# /' | tail -n +4
    else
        echo "ok - $1"
    fi
}

scripts/list-messages.sh "$folder/all.pot" || {
    echo "not ok - the messages of the source can be listed"
    exit 1
}
n=$(grep -c '^msgid' "$folder/all.pot")
[ "$n" -gt 100 ] && echo "ok - $n texts in the source" ||
    echo "not ok - only $n texts in the source"

msgmerge --quiet --no-fuzzy-matching -o "$folder/merged.po" po/vi.po \
    "$folder/all.pot"
msgattrib --untranslated -o "$folder/untranslated.po" "$folder/merged.po"
msgattrib --only-obsolete -o "$folder/obsolete.po" "$folder/merged.po"
msgattrib --only-fuzzy --no-obsolete -o "$folder/fuzzy.po" po/vi.po
report "every text is translated" "$folder/untranslated.po"
if grep -q '^#~ msgid' "$folder/obsolete.po" 2> /dev/null; then
    echo "not ok - every translation has a text"
    grep '^#~ msgid' "$folder/obsolete.po" | sed 's/^/# /'
else
    echo "ok - every translation has a text"
fi
report "no translation is a guess" "$folder/fuzzy.po"
msgfmt --check -o /dev/null po/vi.po 2> "$folder/errors" &&
    echo "ok - conversions are the same in both languages" || {
    echo "not ok - conversions are the same in both languages"
    sed 's/^/# /' "$folder/errors"
}
