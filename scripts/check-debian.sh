#!/bin/bash
# Builds the program in a bare Debian of another release, with what its own
# packages are, and runs the samples and the stage cases there.
#
#   scripts/check-debian.sh SUITE FOLDER [arm64]
#
# SUITE is "trixie"; the root goes to FOLDER and stays there for the next run.
# With arm64 the program is cross-compiled and run under qemu.  With FULL=1 in
# the environment "make test" runs there as well.  Prints TAP lines and
# "N passed, N failed, N skipped".  A root that cannot be had within ten minutes
# (no network, no root, no debootstrap) is one skipped test.
set -u
cd "$(dirname "$0")/.." || exit 2
. scripts/debian-root.sh

echo "# $name: installing packages"
if [ "$processor" = arm64 ]; then
    # Libraries are those of arm64, all else runs here.
    within "${inside[@]}" 'dpkg --add-architecture arm64 && apt-get update &&
        apt-get install -y --no-install-recommends qemu-user-static binutils \
        $(make -s list-packages | tr " " "\n" | sed -e "s/.*|//" \
        -e "s/-dev$/-dev:arm64/" -e "s/^gcc$/gcc-aarch64-linux-gnu/")' ||
        skip "its packages could not be installed"
    make="make CC=aarch64-linux-gnu-gcc AR=aarch64-linux-gnu-ar"
    program=build/reportgen-arm64
    printf '#!/bin/sh\nexec qemu-aarch64-static /src/build/reportgen "$@"\n' \
        > "$root/src/reportgen-arm64"
    chmod +x "$root/src/reportgen-arm64"
    samples='set -e; mv reportgen-arm64 build; for ini in samples/*/*.ini; do
        build/reportgen-arm64 run "$ini" -o out; done'
else
    within "${inside[@]}" 'apt-get update && make deps-build' ||
        skip "its packages could not be installed"
    make=make
    program=build/reportgen
    samples="make samples"
fi

# ---- the program there ---------------------------------------------------------

is "builds with default flags and without a warning" \
    "${inside[@]}" "$make -j2 WERROR=-Werror"
is "all samples are written" "${inside[@]}" "$samples"
# Prints what fails only.
is "stage cases" "${inside[@]}" "tests/regress/run.sh $program > /cases
    grep -A 8 \"^not ok\" /cases
    grep -q \"^ok\" /cases && ! grep -q \"^not ok\" /cases"

# What it prints is shown as it comes; its last line counts its tests.
if [ "${FULL:-}" = 1 ] && [ -z "$processor" ]; then
    echo "# $name: make test"
    "${inside[@]}" "make deps && git init -q . && git add -A && make test" \
        < /dev/null 2>&1 | tee "$log"
    if counts=$(tail -n 1 "$log" | grep -x '[0-9]* passed, [0-9]* failed.*')
    then
        read -r n_passed _ n_failed _ n_skipped _ <<< "$counts"
        passed=$((passed + n_passed))
        failed=$((failed + n_failed))
    else
        echo "not ok - $name: make test ends with its count"
        failed=$((failed + 1))
    fi
fi
finish "${n_skipped:-0}"
