/** The scripts of the shells. Each asks `sobolev complete SHELL -- WORDS` for candidates, a line each: text, tab, words. */
const bash = String.raw`# bash completion for sobolev
_sobolev() {
  local line IFS=$'\n'
  local word="\${COMP_LINE:0:COMP_POINT}"
  COMPREPLY=()
  # Bash breaks words at = and :, which are part of values here; words are read anew from the line.
  local words=()
  IFS=$' \t\n' read -r -a words <<< "$word"
  [[ "$word" == *[[:space:]] ]] && words+=("")
  local current="\${words[\${#words[@]}-1]}"
  local before=""
  [[ "$current" == *[=:]* ]] && before="\${current%"\${current##*[=:]}"}"
  while IFS= read -r line; do
    line="\${line%%$'\t'*}"
    COMPREPLY+=("\${line#"$before"}")
  done < <("\${words[0]}" complete bash -- "\${words[@]:1}" 2>/dev/null)
  [[ "\${#COMPREPLY[@]}" -gt 0 && "\${COMPREPLY[0]}" == *[/=.] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _sobolev sobolev
`.replaceAll('\\$', '$')

const zsh = String.raw`#compdef sobolev
_sobolev() {
  local line text
  local -a texts descriptions open
  while IFS= read -r line; do
    text="\${line%%$'\t'*}"
    if [[ "$text" == *[/=.] ]]; then
      open+=("$text")
    else
      texts+=("$text")
      descriptions+=("\${line/$'\t'/  -- }")
    fi
  done < <("\${words[1]}" complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#texts} )) && compadd -l -d descriptions -a texts
  (( \${#open} )) && compadd -S '' -a open
  return 0
}
if [ "\${funcstack[1]}" = "_sobolev" ]; then _sobolev "$@"; else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _sobolev sobolev
fi
`.replaceAll('\\$', '$')

const fish = `# fish completion for sobolev
function __sobolev_complete
    set -l words (commandline -opc)
    set -l command $words[1]
    set -e words[1]
    $command complete fish -- $words (commandline -ct) 2>/dev/null
end
complete -c sobolev -f -k -a '(__sobolev_complete)'
`

const powershell = `# PowerShell completion for sobolev
Register-ArgumentCompleter -Native -CommandName sobolev -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() } | Select-Object -Skip 1)
  if ($wordToComplete -eq '') { $words += '""' }
  sobolev complete powershell -- @words 2>$null | ForEach-Object {
    $text, $words = $_ -split [char]9, 2
    if (-not $words) { $words = $text }
    [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $words)
  }
}
`

/** Completion scripts by the names of shells. */
export const scripts: ReadonlyMap<string, string> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
  ['powershell', powershell],
])

export const shellNames: readonly string[] = [...scripts.keys()]
