#!/bin/sh
# Installs the Debian packages named on the command line that are missing.
# Needs root or sudo; without apt-get it names what must be installed by hand.
set -eu

missing=
for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || :)
    case $status in
    ii*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "not a Debian system; please install the equivalents of:$missing" >&2
    exit 0
fi
if [ "$(id -u)" -eq 0 ]; then
    sudo=
elif command -v sudo >/dev/null 2>&1; then
    sudo=sudo
else
    echo "root or sudo is needed to install:$missing" >&2
    exit 1
fi

echo "installing:$missing"
install() {
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
        --no-install-recommends $missing
}
lists_are_empty() {
    ! ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1
}
if lists_are_empty; then
    $sudo apt-get update -q
fi
# Lists that exist may be old; one refresh then mends a failed install.
install || { $sudo apt-get update -q && install; }
