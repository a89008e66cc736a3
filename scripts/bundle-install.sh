#!/bin/sh
# Installs the packages that lie beside this script, without internet.  What the
# machine has in the same or a newer version is left as it is.
#
# Cài các gói nằm cạnh tệp này; không cần mạng.  Chạy:  sudo sh install.sh
set -eu
cd "$(dirname "$0")"

if [ "$(id -u)" -ne 0 ]; then
    echo "Run as root (sudo sh install.sh).  Cần quyền quản trị." >&2
    exit 1
fi

wanted=
for file in ./*.deb; do
    name=$(dpkg-deb -f "$file" Package)
    new=$(dpkg-deb -f "$file" Version)
    old=$(dpkg-query -W -f '${db:Status-Abbrev}${Version}' "$name" \
        2>/dev/null | sed -n 's/^ii *//p')
    if [ -z "$old" ] || dpkg --compare-versions "$old" lt "$new"; then
        wanted="$wanted $file"
    fi
done
if [ -z "$wanted" ]; then
    echo "nothing to install: all packages are there"
    exit 0
fi
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    $wanted
echo "installed: $(reportgen --version)"
