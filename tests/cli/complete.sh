#!/bin/bash
# What shells complete: the words of the program's own tables, all of them, and
# each where the program takes it.
. "$(dirname "$0")/cli.bash"
root=$(realpath "$here/../..")
export REPORTGEN_PATH=$root
words() { # WORD...: what the last one may become
    "$program" complete "$@" | cut -f 1
}

# ---- the words ----------------------------------------------------------------

"$program" --help > help
is "commands: those of the help" "$(words "" | sort)" \
    "$(sed -n 's/^  reportgen \([a-z]*\) .*/\1/p' help | sort -u)"
is "options: those of the help" "$(words -- | sed 's/=$//' | sort)" \
    "$(grep -o -e '^  .\{4\}--[a-z-]*' help | sed 's/.*--/--/' | sort)"
is "options have their help" "$("$program" complete --quie)" \
    "--quiet	print errors only"
wrong=
for command in $(words ""); do
    for option in $(words "$command" --); do
        value=x
        [ "${option%=}" = "$option" ] && value=
        "$program" "$command" "$option$value" 2>&1 | grep option-not-here &&
            wrong="$wrong $command $option"
    done
    for option in $(words --); do
        words "$command" -- | grep -qxF -e "$option" && continue
        value=x
        [ "${option%=}" = "$option" ] && value=
        "$program" "$command" "$option$value" x 2>&1 |
            grep -q option-not-here || wrong="$wrong not: $command $option"
    done
done
is "an option is completed where the command takes it, nowhere else" "$wrong" ""
wrong=
for word in $(words period ""); do
    "$program" period "$word" > /dev/null || wrong="$wrong $word"
done
is "each period word is one" "$wrong" ""
is "period words: those of the help" "$(words period "" | sort)" \
    "$(tail -n 5 help | grep -oE '(last|this)-[a-z]+' | sort)"
is "behind --period too" "$(words run --period=this-m; words run --period this-m)" \
    "--period=this-month
this-month"
is "layouts" "$(words init d --layout "" | sort)" \
    "$(cd "$root/layouts" && ls */layout.ini | cut -d / -f 1 | sort)"
mkdir -p office/layouts/own
cp "$root/layouts/annual-report/layout.ini" office/layouts/own
is "a layout of the office's own" \
    "$(REPORTGEN_PATH=$folder/office:$root words describe ow)" own
is "schemas to describe and to enter" "$(words describe khuyen; words entry kh)" \
    "khuyen-cong
khuyen-cong"
is "stages" "$(words dump do; words dump pages '')" "document
:files .ini"
is "kinds" "$(words list f)" "forms
fonts"
is "choices" "$(words run --log j)$(words --log=j)" "json--log=json"
is "formats, also behind a comma" "$(words run --only pdf,x)" "pdf,xlsx"
is "configurations, folders" \
    "$(words run ''; words run -o ''; words verify a; words run -- -)" \
    ":files .ini
:folders
:folders
:files .ini"
is "nothing where nothing fits" "$(words nonsense; words run --none; words run -j '')" ""

# ---- shells -------------------------------------------------------------------

ln -s "$program" reportgen
PATH=$folder:$PATH
touch one.ini other.txt
mkdir ones
. "$root/completion/reportgen.bash"
bash_completes() { # LINE
    COMP_LINE=$1 COMP_POINT=${#1}
    _reportgen
    printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
}
is "bash: a command" "$(bash_completes "reportgen che")" "check "
is "bash: options" "$(bash_completes "reportgen list --q")" "--quiet "
is "bash: behind an equals sign" "$(bash_completes "reportgen run --log=h")" \
    "human "
is "bash: files and folders" "$(bash_completes "reportgen check on")" \
    "one.ini ones "
is "bash: files behind an equals sign" \
    "$(bash_completes "reportgen entry x --from=on")" "one.ini ones "
is "bash: folders" "$(bash_completes "reportgen verify on")" "ones "

if ! command -v zsh > /dev/null; then
    echo "ok - zsh # SKIP zsh is not installed"
    exit 0
fi
zsh_completes() { # LINE
    # shellcheck disable=SC2016
    zsh -f -c '
        compset() { : }
        _files() { print -r -- files $* }
        _describe() { print -rl -- ${(P)4} }
        complete_it() {
            local -a words=("${(@)argv}")
            local CURRENT=$#
            source "$0"
        }
        functions[complete_it]=${functions[complete_it]/\"\$0\"/$SCRIPT}
        complete_it "$@"' zsh "$@"
}
export SCRIPT=$root/completion/_reportgen
is "zsh: a command" "$(zsh_completes reportgen che)" "check"
is "zsh: options with their help" "$(zsh_completes reportgen list --q)" \
    "--quiet:print errors only"
is "zsh: an option with an argument" \
    "$(zsh_completes reportgen run --jo | sed 's/:.*//')" "--jobs="
is "zsh: files" "$(zsh_completes reportgen check on)" "files -g *.ini"
is "zsh: folders" "$(zsh_completes reportgen verify on)" "files -/"
