# bash completion of reportgen(1); the program itself knows the words.
_reportgen() {
    local line=${COMP_LINE:0:COMP_POINT} typed word name
    local -a words
    # As they are typed: bash parts words at "=" too, and wants back only what
    # stands behind it.
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    typed=${words[${#words[@]} - 1]}
    [[ $typed == -*=* ]] && typed=${typed#*=}
    COMPREPLY=()
    while IFS=$'\t' read -r word _; do
        case $word in
        :*)
            compopt -o filenames 2> /dev/null
            while IFS= read -r name; do
                COMPREPLY+=("$name")
            done < <(compgen -d -- "$typed"
                [[ $word == :folders ]] ||
                    compgen -f -X "!*${word#:files }" -- "$typed")
            ;;
        --*=)
            compopt -o nospace 2> /dev/null
            COMPREPLY+=("$word")
            ;;
        --*=*) COMPREPLY+=("${word#*=}") ;;
        *) COMPREPLY+=("$word") ;;
        esac
    done < <("${words[0]}" complete "${words[@]:1}" 2> /dev/null)
}
complete -F _reportgen reportgen
