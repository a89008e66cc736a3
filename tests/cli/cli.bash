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
