#!/bin/bash
# The program is hardened as Debian hardens its own, and names the libraries
# it stands on, so that packages and their updates find it.
. "$(dirname "$0")/cli.bash"

# The sanitizers' builds are no programs to install.
readelf -sW --dyn-syms "$program" | grep -q ' __asan_init' && exit 0

# The linker marks a program as protected (CET) when all that it joins is,
# the C library's start-up code too, which Debian 12's is not.
protects() {
    readelf -n "$1" 2> /dev/null | grep -q 'x86 feature:.*IBT, SHSTK'
}
options=()
protects "$(gcc -print-file-name=Scrt1.o)" || options+=(--nocfprotection)
# That of other processors, of which newer versions of the tool know.
[ "$(uname -m)" = x86_64 ] && hardening-check --help | grep -q branchprot &&
    options+=(--nobranchprotection)
# STATIC=1: one file that lies where it was linked.
static=false
readelf -h "$program" | grep -q 'Type:.*EXEC' && static=true
$static && options+=(--nopie)

for file in "$program" "$program-postgres"; do
    if hardening-check "${options[@]}" "$file" > found 2>&1; then
        echo "ok - hardening-check ${options[*]} ${file##*/}"
    else
        echo "not ok - hardening-check ${options[*]} ${file##*/}"
    fi
    sed 's/^/# /' found
done

# Whatever the start-up code is, ours can be reached only where it means to be.
if protects "$(dirname "$program")/obj/main.o" ||
    [ "$(uname -m)" != x86_64 ]; then
    echo "ok - objects are protected"
else
    echo "not ok - objects are protected"
fi

libraries=$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
for library in libhpdf libxlsxwriter libzip libharfbuzz libpng; do
    case $libraries in
    *$library*) echo "ok - links $library" ;;
    *) echo "not ok - links $library" ;;
    esac
done
$static && exit # archives of ICU and SQLite hold calls of dlopen()
if readelf -sW --dyn-syms "$program" | grep -q ' UND dlopen'; then
    echo "not ok - opens no library by name"
else
    echo "ok - opens no library by name"
fi
