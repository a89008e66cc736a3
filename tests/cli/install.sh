#!/bin/bash
# What `make install` puts in place works from any folder, for any user, when
# moved too.
. "$(dirname "$0")/cli.bash"
cd "$here/../.." || exit 2
build=$(dirname "$program")

good() { # NAME WORD...: the command succeeds
    local name=$1
    shift
    if "$@" > "$folder/output" 2>&1; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        tail -n 20 "$folder/output" | sed 's/^/# /'
    fi
}

# Nothing is built again: this build may be one with the sanitizers.
install_all() {
    umask 077
    make -s -o all B="$build" DESTDIR="$folder/thư mục" PREFIX=/usr install
}
good "make install, into a folder with a blank, under umask 077" install_all
usr="$folder/thư mục/usr"
no_file_is_hidden() {
    ! find "$usr" ! -perm -444 -o -type d ! -perm -111 | grep .
}
good "all may read what is installed" no_file_is_hidden
for page in doc/*.[1-8]; do
    good "$page is installed" \
        test -s "$usr/share/man/man${page##*.}/${page##*/}"
done

# shellcheck disable=SC1090
completes() {
    # bash-completion looks for a file of the command's name.
    (PATH=$usr/bin:$PATH
        . "$usr/share/bash-completion/completions/reportgen"
        COMP_LINE="reportgen descr" COMP_POINT=15
        _reportgen
        [ "${COMPREPLY[*]}" = describe ])
}
good "bash completes the commands of the installed program" completes
good "zsh's completion is installed" \
    test -s "$usr/share/zsh/vendor-completions/_reportgen"

# Elsewhere: no source tree is found from here.
mv "$usr" "$folder/moved"
cp -R samples/kien-giang-2017 "$folder/sample"
cd "$folder/sample" || exit 2
good "an installed program makes a report" \
    "$folder/moved/bin/reportgen" run report.ini -o "$folder/out"
make_locale
vietnamese() {
    LC_ALL='' LANG=vi_VN.UTF-8 LANGUAGE=vi "$folder/moved/bin/reportgen" |&
        grep -q 'thiếu'
}
good "and speaks Vietnamese" vietnamese

# A layout that is taken away is missed: it was the installed one.
rm -r "$folder/moved/share/reportgen/layouts/annual-report"
misses_its_layout() {
    "$folder/moved/bin/reportgen" check report.ini |&
        grep -q 'error: layout-not-found'
}
good "and has read the installed layout" misses_its_layout
