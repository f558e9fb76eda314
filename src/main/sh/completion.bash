# Completes oome_monitor and oom_score_adj in bash; zsh and fish have files of their own. The program itself lists the
# candidates, including the names of supervised processes; on any error it lists none.
_oome_monitor() {
    local program word typed=""
    for program in "${COMP_WORDS[@]:0:1}"; do :; done
    for typed in "${COMP_WORDS[@]:1:$COMP_CWORD}"; do :; done
    COMPREPLY=()
    while IFS= read -r word; do
        if [ "$word" = / ]; then
            [ "${typed#[:=]}" ] || typed=""
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$typed")
            return
        fi
        # Quotes shell metacharacters in a name; zsh does that itself.
        [ -z "${BASH_VERSION-}" ] || printf -v word %q "$word"
        COMPREPLY+=("$word")
    done < <("$program" __complete "${COMP_WORDS[@]:1:$COMP_CWORD}" 2>/dev/null)
}
complete -F _oome_monitor oome_monitor oom_score_adj
