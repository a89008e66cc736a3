#!/bin/bash
# Builds the packages in a bare Debian and installs them in another that has
# nothing else: a sample is made there, and after a purge nothing is left.
#
#   scripts/check-package.sh SUITE FOLDER
#
# SUITE is "bookworm" or "trixie".  The packages go to FOLDER/deb.  Prints TAP
# lines and, twice, "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/.." || exit 2

# The root in FOLDER/build has what building needs, the one in FOLDER/bare not.
build() {
    . scripts/debian-root.sh "$@"
    within "${inside[@]}" 'apt-get update && apt-get install -y \
        --no-install-recommends dpkg-dev && apt-get build-dep -y \
        --no-install-recommends .' || skip "its packages could not be installed"
    is "the packages are built" "${inside[@]}" 'scripts/make-deb.sh /deb'
    rm -rf "$folder/deb"
    mkdir "$folder/deb"
    cp "$root"/deb/reportgen*.deb "$folder/deb"
    finish
}

install() {
    . scripts/debian-root.sh "$@"
    rm -rf "$root/src" "$root/deb"
    mkdir "$root/src"
    cp debian/tests/sample "$root/src"
    cp -r "$folder/deb" "$root/deb"
    within "${inside[@]}" 'apt-get update && apt-get install -y \
        --no-install-recommends poppler-utils' ||
        skip "its packages could not be installed"
    is "the packages are installed" "${inside[@]}" 'apt-get install -y \
        --no-install-recommends /deb/reportgen_*.deb /deb/reportgen-doc_*.deb'
    is "samples are made from the installed files" "${inside[@]}" \
        'LC_ALL=C.UTF-8 AUTOPKGTEST_TMP=/out ./sample'
    is "messages are in Vietnamese" "${inside[@]}" \
        'printf "[report]\n" > /tmp/r.ini
        apt-get install -y --no-install-recommends locales-all
        LC_ALL=vi_VN.UTF-8 reportgen check /tmp/r.ini 2>&1 | grep -F "còn thiếu"'
    is "manual pages are found" "${inside[@]}" \
        'ls /usr/share/man/man1/reportgen.1* ||
        grep -rq path-exclude=/usr/share/man /etc/dpkg'
    is "they are removed" "${inside[@]}" 'apt-get remove -y reportgen &&
        test -e /etc/reportgen/fonts/fonts.ini && ! test -e /usr/bin/reportgen'
    is "nothing is left after a purge" "${inside[@]}" \
        'apt-get purge -y reportgen reportgen-doc
        rm -rf /deb /out
        find / -xdev -name "*reportgen*" ! -path "/src/*" | grep . && exit 1
        ! grep reportgen /etc/passwd /etc/group'
    finish
}

suite=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
(build "$suite" "$folder/build") && (install "$suite" "$folder/bare")
