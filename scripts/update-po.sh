#!/bin/sh
# Brings po/LANGUAGE.po up to the messages of the source: new ones are added
# untranslated, those that are gone are dropped.
set -eu
cd "$(dirname "$0")/.."
template=$(mktemp)
trap 'rm -f "$template"' EXIT

scripts/list-messages.sh "$template"
for language in "$@"; do
    if [ -e "po/$language.po" ]; then
        msgmerge --quiet --update --backup=none --no-fuzzy-matching \
            --no-location --width=79 "po/$language.po" "$template"
        msgattrib --no-obsolete --width=79 -o "po/$language.po" \
            "po/$language.po"
    else
        msginit --no-translator --locale="$language" --width=79 \
            -i "$template" -o "po/$language.po"
    fi
    # The day of the last look at the source would differ with each look.
    sed -i '/^"POT-Creation-Date:/d; /^"Report-Msgid-Bugs-To:/d' \
        "po/$language.po"
    msgfmt --check --statistics -o /dev/null "po/$language.po"
done
