#!/bin/sh
# Proves the direction of includes: a stage sees only itself and the stages
# left of it, and each third-party header stands in one .c file, or in one
# header of a stage's own: xlsx_page.h, for the files that write workbooks.
set -eu
cd "$(dirname "$0")/../reportgen"

order="base config reader schema expression intake dataset tally tree form template markup figures document typeset output entry marked explain"
faults=0

fault() {
    echo "$1" >&2
    faults=$((faults + 1))
}

rank() {
    n=0
    for stage in $order; do
        n=$((n + 1))
        [ "$stage" = "$1" ] && { echo $n; return; }
    done
    echo 99
}

for stage in $order; do
    own=$(rank "$stage")
    for file in "$stage"/*.[ch]; do
        [ -e "$file" ] || continue
        for included in $(sed -n 's/^#include "\(.*\)"$/\1/p' "$file"); do
            case $included in
            */*) ;;
            *) fault "$file: include \"$included\" names no stage"; continue ;;
            esac
            [ "$(rank "${included%%/*}")" -le "$own" ] ||
                fault "$file: include \"$included\" goes upward"
        done
    done
done

# Headers that are neither C11 nor POSIX, with the files that include them; a
# library that several need has a header of ours, NAME_library.h.
standard='assert|ctype|dirent|errno|fcntl|fnmatch|getopt|inttypes|iconv|langinfo|libintl|limits|locale|poll|pthread|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|sys/[a-z]+|time|unistd'
grep -H '^#include <' ./*.[ch] ./*/*.[ch] |
    sed 's|^\./||; s|:#include <\(.*\)>.*| \1|' |
    grep -Ev " ($standard)\.h$" | sed 's|#.*||' |
    awk '{
        # One library may offer several headers: they share its first word.
        library = $2; sub(/\/.*/, "", library)
        if ($2 ~ /^hb/) library = "harfbuzz"
        if ($2 ~ /^hpdf/) library = "libharu"
        if ($2 ~ /^cmark/) library = "cmark-gfm"
        if (!seen[library, $1]++) { files[library] = files[library] " " $1
                                    count[library]++ }
        if ($1 ~ /\.h$/ && $1 != "output/xlsx_page.h" && $1 !~ /_library\.h$/) print $1 ": a header includes <" $2 ">"
    } END {
        for (l in count) if (count[l] > 1)
            print l " is included by" files[l]
    }' > "${TMPDIR:-/tmp}/includes.$$"
while read -r line; do fault "$line"; done < "${TMPDIR:-/tmp}/includes.$$"
rm -f "${TMPDIR:-/tmp}/includes.$$"

# Each .c file includes its own header first, where it has one.
for file in */*.c; do
    header=${file%.c}.h
    [ -e "$header" ] || continue
    first=$(sed -n 's/^#include ["<]\(.*\)[">]$/\1/p' "$file" | head -n 1)
    [ "$first" = "$header" ] ||
        fault "$file: includes $first before its own header"
done

[ "$faults" -eq 0 ] || exit 1
echo "includes: one direction, each library in one place"
