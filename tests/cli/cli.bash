# What the tests of the command line share; to be read by bash, with the
# arguments of the test: the program is the first.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$(realpath "${1:-build/reportgen}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
export LC_ALL=C LANGUAGE=
unset SOURCE_DATE_EPOCH REPORTGEN_PATH

is() { # NAME FOUND EXPECTED
    if [ "$2" = "$3" ]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        diff <(printf '%s\n' "$3") <(printf '%s\n' "$2") | sed 's/^/# /'
    fi
}

# gettext translates in no locale called "C".  From Debian 13 on C.UTF-8 counts
# as one, so that a machine without others gets a Vietnamese one for the test.
make_locale() {
    local version
    version=$(getconf GNU_LIBC_VERSION)
    if [ "$(printf '%s\n' 2.39 "${version##* }" | sort -V | head -n 1)" != 2.39 ]
    then
        return
    fi
    mkdir "$folder/locales"
    localedef -i vi_VN -f UTF-8 "$folder/locales/vi_VN.UTF-8" &&
        export LOCPATH="$folder/locales:/usr/lib/locale"
}
