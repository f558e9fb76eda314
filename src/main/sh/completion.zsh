#compdef oome_monitor oom_score_adj
# Completes oome_monitor and oom_score_adj in zsh, as a file _oome_monitor in a folder of fpath. The program itself says what
# may stand there, with the names of the processes that supervisord has; nothing, if it can't.
local -a candidates
candidates=("${(@f)$($words[1] __complete "${(Q@)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
candidates=(${candidates:#})
if [[ "$candidates[1]" = / ]]; then
  [[ $PREFIX != --*=* ]] || compset -P '*='
  _files
else
  compadd -- $candidates
fi
