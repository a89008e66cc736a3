# A bare root of a Debian release, and tests in it.  Sourced with SUITE FOLDER
# [PROCESSOR] by scripts that then call `inside` and `is`; the root goes to
# FOLDER and stays there for the next run, a bare one of the release to
# ~/.cache/reportgen.  One that cannot be had within ten minutes (no network, no
# root, no debootstrap) is one skipped test.
suite=$1
mkdir -p "$2"
root=$(cd "$2" && pwd)/root
log=$(dirname "$root")/log
processor=${3:-}
name="Debian $suite${processor:+ $processor}"
began=$SECONDS
passed=0
failed=0
: > "$log"

finish() {
    echo "$passed passed, $failed failed, ${1:-0} skipped"
    [ "$failed" -eq 0 ]
    exit
}
skip() { # WHY
    echo "ok - $name # SKIP $1"
    tail -n 3 "$log" | sed 's/^/# /'
    finish 1
}
# Runs a command with what is left of the ten minutes.
within() {
    local left=$((began + 600 - SECONDS))
    [ "$left" -gt 0 ] || return 124
    timeout "$left" "$@" < /dev/null >> "$log" 2>&1
}
is() { # NAME COMMAND...: a test
    local what=$1 begin=$SECONDS
    shift
    if "$@" < /dev/null > "$log" 2>&1; then
        echo "ok - $name: $what ($((SECONDS - begin)) s)"
        passed=$((passed + 1))
    else
        echo "not ok - $name: $what"
        tail -n 40 "$log" | sed 's/^/# /'
        failed=$((failed + 1))
    fi
}

# Mounts are those of a name space of their own: nothing of the machine's lies
# below a folder that somebody may remove.
isolated=(unshare --mount --propagation private)
# The word behind it is for the shell in the root, in the source's folder.
inside=("${isolated[@]}" sh -c '
    mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" || exit
    exec chroot "$1" sh -c "cd /src && $2"' - "$root")

# ---- a bare root ------------------------------------------------------------

exec 9> "$(dirname "$root")/lock"
flock -n 9 || skip "another run is at work in $(dirname "$root")"
[ "$(id -u)" -eq 0 ] || skip "only root can make one"
scripts/install-packages.sh debootstrap >> "$log" 2>&1 ||
    skip "debootstrap is not there"
"${isolated[@]}" true 2>> "$log" || skip "the system allows no mounts"

# Where this machine has its packages from.
mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
        'Origin: Debian' 'Label: Debian' 2>> "$log" | head -n 1
}
# Making a root takes minutes: a bare one of each release is kept, and copied.
if [ ! -e "$root/.made" ]; then
    rm -rf "$root"
    kept=${XDG_CACHE_HOME:-$HOME/.cache}/reportgen
    bare=$kept/debian-$suite.tar
    mkdir -p "$kept"
    exec 8> "$bare.lock"
    flock 8
    if [ ! -e "$bare" ]; then
        echo "# $name: making the root"
        from=$(mirror)
        [ -n "$from" ] || skip "this machine's apt names no mirror of Debian"
        rm -rf "$bare.making"
        within "${isolated[@]}" debootstrap --variant=minbase --include=make \
            "$suite" "$bare.making" "$from" ||
            skip "debootstrap did not finish"
        tar -c --numeric-owner --xattrs -f "$bare.tmp" -C "$bare.making" . &&
            mv "$bare.tmp" "$bare" || skip "the root could not be kept"
        rm -rf "$bare.making"
    fi
    exec 8>&-
    mkdir "$root"
    tar -x --numeric-owner --xattrs -f "$bare" -C "$root" ||
        skip "the root could not be unpacked"
    touch "$root/.made"
fi
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>> "$log"

# The source, as git knows it, in /src.
rm -rf "$root/src"
mkdir "$root/src"
git ls-files -z | tar c --null --files-from - | tar x -C "$root/src"

export DEBIAN_FRONTEND=noninteractive
