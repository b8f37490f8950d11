"""The completion scripts, one a shell. Each asks ``kgwctl __complete`` and does what its directive says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASH = """\
# bash completion for kgwctl. Load it with: source <(kgwctl completion bash)
_kgwctl() {
    local answer directive line
    COMPREPLY=()
    answer=$("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return 0
    directive=${answer##*:}
    while IFS= read -r line; do
        [[ -n $line && $line != :* ]] && COMPREPLY+=("${line%%$'\\t'*}")
    done <<<"$answer"
    case $directive in
        0) ((${#COMPREPLY[@]})) || compopt -o default ;;
        16) compopt -o dirnames ;;
    esac
}
complete -F _kgwctl kgwctl
"""
_ZSH = """\
#compdef kgwctl
# zsh completion for kgwctl. Load it with: source <(kgwctl completion zsh)
_kgwctl() {
    local -a lines candidates
    local line directive
    lines=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    directive=${lines[-1]#:}
    for line in "${(@)lines[1,-2]}"; do
        candidates+=("${${line//:/\\\\:}/$'\\t'/:}")
    done
    if (( ${#candidates} )); then
        _describe 'kgwctl' candidates
    elif [[ $directive == 16 ]]; then
        _files -/
    elif [[ $directive == 0 ]]; then
        _files
    fi
}
if [[ $funcstack[1] == _kgwctl ]]; then
    _kgwctl "$@"
else
    compdef _kgwctl kgwctl
fi
"""
_FISH = """\
# fish completion for kgwctl. Load it with: kgwctl completion fish | source
function __kgwctl_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] 2>/dev/null)
    or return
    set -l directive $lines[-1]
    set -e lines[-1]
    if test (count $lines) -gt 0
        printf '%s\\n' $lines
    else if test "$directive" = :16
        __fish_complete_directories (commandline -ct)
    else if test "$directive" = :0
        __fish_complete_path (commandline -ct)
    end
end
complete -c kgwctl -f -a '(__kgwctl_complete)'
"""
_POWERSHELL = """\
# PowerShell completion for kgwctl. Load it with: kgwctl completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName kgwctl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
    if ($wordToComplete -eq '') { $words += '""' }
    $lines = @(& kgwctl __complete @words 2>$null)
    foreach ($line in $lines) {
        if ($line.StartsWith(':')) { continue }
        $word, $about = $line -split "`t", 2
        if (-not $about) { $about = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
    }
}
"""

SCRIPTS: Mapping[str, str] = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL}
