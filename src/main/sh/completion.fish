# Completes oome_monitor and oom_score_adj in fish. The program itself says what may stand there, with the names of the
# processes that supervisord has; nothing, if it can't.
function __oome_monitor_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct | string unescape)
    for candidate in ($words[1] __complete $words[2..-1] "$typed" 2>/dev/null)
        if test "$candidate" = /
            # A word --exec=FILE is completed as a whole.
            set -l option (string match -r -- '^--[^=]*=' "$typed")
            printf '%s\n' "$option"(__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$typed"))
        else
            printf '%s\n' $candidate
        end
    end
end
complete -c oome_monitor -f -a '(__oome_monitor_complete)'
complete -c oom_score_adj -f -a '(__oome_monitor_complete)'
