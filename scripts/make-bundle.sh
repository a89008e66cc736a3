#!/bin/bash
# The packages of FOLDER/deb and all that a bare Debian lacks for them, in one
# archive with a script that installs it on a server without internet.
#
#   scripts/make-bundle.sh SUITE FOLDER
#
# Run scripts/check-package.sh SUITE FOLDER first.  The archive is
# FOLDER/reportgen-VERSION-SUITE-PROCESSOR.tar.  Prints TAP lines and
# "N passed, N failed, N skipped": it is installed and used without a network.
set -u
cd "$(dirname "$0")/.." || exit 2
ls "$2"/deb/*.deb > /dev/null || exit
folder=$(cd "$2" && pwd)
. scripts/debian-root.sh "$1" "$folder/bundle"

within "${inside[@]}" 'apt-get update' || skip "no archive is reached"
rm -rf "$root/bundle" "$root/deb"
mkdir -p "$root/bundle/partial" "$root/src"
cp -r "$folder/deb" "$root/deb"
rm -f "$root"/deb/*-dbgsym_*
within "${inside[@]}" 'apt-get install -y --no-install-recommends \
    --download-only -o Dir::Cache::archives=/bundle /deb/*.deb' ||
    skip "its packages could not be loaded"
rmdir "$root/bundle/partial"
rm -f "$root/bundle/lock"
cp "$root"/deb/*.deb scripts/bundle-install.sh "$root/bundle"
mv "$root/bundle/bundle-install.sh" "$root/bundle/install.sh"

set -- "$root"/deb/reportgen_*.deb
archive=reportgen-$(dpkg-deb -f "$1" Version)-$suite-$(dpkg-deb -f "$1" \
    Architecture).tar
tar -c -C "$root" --sort=name --owner=0 --group=0 --numeric-owner \
    --transform "s,^bundle,${archive%.tar}," -f "$folder/$archive" bundle
echo "# $folder/$archive"

cp debian/tests/sample "$root/src"
without_network=(unshare --net "${inside[@]}")
is "the bundle is installed without a network" "${without_network[@]}" \
    'rm -rf /var/lib/apt/lists && sh /bundle/install.sh'
is "a report is made there" "${without_network[@]}" \
    'LC_ALL=C.UTF-8 reportgen run -o /out \
    /usr/share/doc/reportgen/examples/kien-giang-2017/report.ini'
is "installed again, it changes nothing" "${without_network[@]}" \
    'sh /bundle/install.sh | grep -F "nothing to install"'
# The next run begins with a bare root again.
rm -rf "$root"
finish
