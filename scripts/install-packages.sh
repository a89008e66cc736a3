#!/bin/sh
# Installs the Debian packages named on the command line that are missing, and
# says which.  "A|B" stands for whichever of the two this Debian has.  Needs
# root or sudo; without them, or without apt-get, it says what somebody else
# must install.
#
#   scripts/install-packages.sh PACKAGE...
#   scripts/install-packages.sh --missing PACKAGE...   installs nothing
set -eu

only_tell=false
if [ "${1:-}" = --missing ]; then
    only_tell=true
    shift
fi

is_debian() {
    command -v dpkg-query >/dev/null 2>&1 &&
        command -v apt-get >/dev/null 2>&1
}
if ! is_debian; then
    $only_tell || echo "not a Debian system; please install the equivalents" \
        "of: $*" >&2
    exit 0
fi

installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' |
    sed -n 's/^ii *//p')
is_installed() {
    case "
$installed
" in *"
$1
"*) return 0 ;; esac
    return 1
}
# The first of two that the lists know; before there are lists, the second.
choose() {
    if apt-cache show "${1%%|*}" >/dev/null 2>&1; then
        echo "${1%%|*}"
    else
        echo "${1#*|}"
    fi
}

find_missing() {
    missing=
    for package in "$@"; do
        is_installed "${package%%|*}" || is_installed "${package#*|}" ||
            missing="$missing $package"
    done
}
name_missing() {
    named=
    for package in $missing; do
        case $package in
        *'|'*) package=$(choose "$package") ;;
        esac
        named="$named $package"
    done
}

find_missing "$@"
[ -n "$missing" ] || exit 0
if $only_tell; then
    name_missing
    echo "missing Debian packages:$named"
    echo "“make deps” installs them, and what the tests need."
    exit 0
fi

give_up() {
    cat >&2 <<END
$1
Let an administrator run this once, then run make again:

    apt-get update && apt-get install --no-install-recommends$named

END
    exit 1
}
if [ "$(id -u)" -eq 0 ]; then
    sudo=
else
    sudo=sudo
    name_missing
    sudo env true ||
        give_up "Debian packages are missing, and only root or sudo can install them."
fi

umask 022
# Another installation, such as a new machine's own updates, is waited for.
apt_get() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q \
        -o DPkg::Lock::Timeout=600 "$@"
}
install() {
    name_missing
    echo "installing:$named"
    # shellcheck disable=SC2086
    apt_get install -y --no-install-recommends $named
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
