#!/bin/sh
# Builds the Debian packages from the files that git knows (of an unpacked
# archive: from all but what was built), and checks them with lintian.
#
#   scripts/make-deb.sh FOLDER
#
# The packages go to FOLDER.
set -eu
cd "$(dirname "$0")/.."
mkdir -p "$1"
folder=$(cd "$1" && pwd)
version=$(dpkg-parsechangelog -S Version)
source=$folder/reportgen-$version
rm -rf "$source"
mkdir "$source"

list_files() {
    git ls-files -z 2>/dev/null ||
        find . \( -path ./build -o -path ./out \) -prune -o -type f -print0
}
list_files | tar -c --null --no-recursion --verbatim-files-from -T - |
    tar -x -C "$source"

# Variables of this make (B, CC, SANITIZE) are not the package's.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL B
cd "$source"
dpkg-buildpackage --build=binary --no-sign --jobs=auto
rm -rf "$source"
cd "$folder"
if ! command -v lintian >/dev/null; then
    echo "lintian is not there: the packages were not checked" >&2
else
    lintian --fail-on error,warning --display-info --suppress-tags \
        initial-upload-closes-no-bugs ./*"_${version}_"*.changes
fi
ls -l ./*.deb
