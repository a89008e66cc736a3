#!/bin/sh
# Installs the Debian packages named on the command line that are missing.
# Needs root or sudo; without them, or without apt-get, it says what somebody
# else must install.
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

give_up() {
    cat >&2 <<END
$1
Let an administrator run this once, then run make again:

    apt-get update && apt-get install --no-install-recommends$missing

END
    exit 1
}
if [ "$(id -u)" -eq 0 ]; then
    sudo=
else
    sudo=sudo
    sudo env true ||
        give_up "Debian packages are missing, and only root or sudo can install them."
fi

echo "installing:$missing"
umask 022
# Another installation, such as a new machine's own updates, is waited for.
apt_get() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q \
        -o DPkg::Lock::Timeout=600 "$@"
}
install() {
    # shellcheck disable=SC2086
    apt_get install -y --no-install-recommends $missing
}
lists_are_empty() {
    ! ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1
}
if lists_are_empty; then
    apt_get update || :
fi
# Lists that exist may be old; one refresh then mends a failed install.
install || { apt_get update && install; } ||
    give_up "The packages could not be installed; apt-get said why."
