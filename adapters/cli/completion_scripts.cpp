// The scripts are thin: which words may stand where is the program's to say, so that a shell never
// offers what the installed azwf does not know.
#include "adapters/cli/completion.hpp"

namespace azwf::cli {
namespace {

// Bash breaks words at = : @, but not within what bash-completion's helper puts together again; of
// such a word only what stands behind the last break is to be given back.
constexpr std::string_view bash_script = R"sh(# bash completion for azwf

_azwf() {
  local cur prev words cword line files kept
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n '=:@' cur prev words cword
  else
    words=("${COMP_WORDS[@]}") cword=$COMP_CWORD cur=${COMP_WORDS[COMP_CWORD]}
  fi
  COMPREPLY=()
  {
    IFS= read -r files
    while IFS= read -r line; do COMPREPLY+=("${line%%$'\t'*}"); done
  } < <("${words[0]}" __complete "${words[@]:1:cword}" 2>/dev/null)

  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
  kept=${cur%"${cur##*[=:]}"}
  if [[ -n $kept && $COMP_WORDBREAKS == *[=:]* ]]; then
    COMPREPLY=("${COMPREPLY[@]#"$kept"}")
  fi

  local IFS=$'\n'
  case $files in
    files) compopt -o filenames; COMPREPLY+=($(compgen -f -- "$cur")) ;;
    scripts) compopt -o filenames
      COMPREPLY+=($(compgen -f -X '!*.lua' -- "$cur") $(compgen -d -- "$cur")) ;;
    folders) compopt -o filenames; COMPREPLY+=($(compgen -d -- "$cur")) ;;
  esac
}

complete -F _azwf azwf
)sh";

constexpr std::string_view zsh_script = R"sh(#compdef azwf
# zsh completion for azwf

_azwf() {
  local -a typed lines described open
  local files line value
  typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  lines=("${(@f)$("${(Q)words[1]}" __complete "${(@)typed}" 2>/dev/null)}")
  files=$lines[1]
  for line in "${(@)lines[2,-1]}"; do
    value=${line%%$'\t'*}
    if [[ $value == *= ]]; then
      open+=("${value//:/\\:}:${line#*$'\t'}")
    else
      described+=("${value//:/\\:}:${line#*$'\t'}")
    fi
  done
  local found=1
  (( $#open )) && _describe -V -t keys 'azwf' open -S '' && found=0
  (( $#described )) && _describe -V -t values 'azwf' described && found=0
  case $files in
    files) _files && found=0 ;;
    scripts) _files -g '*.lua(-.)' && found=0 ;;
    folders) _files -/ && found=0 ;;
  esac
  return found
}

if [[ $funcstack[1] == _azwf ]]; then
  _azwf "$@"
else
  compdef _azwf azwf
fi
)sh";

constexpr std::string_view fish_script = R"sh(# fish completion for azwf

function __azwf_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    set -l files $lines[1]
    set -e lines[1]
    test (count $lines) -gt 0; and printf '%s\n' $lines
    switch $files
        case files
            __fish_complete_path $current
        case scripts
            __fish_complete_suffix .lua
        case folders
            __fish_complete_directories $current
    end
end

complete -c azwf -e
complete -c azwf -f -k -a '(__azwf_complete)'
)sh";

}  // namespace

std::string_view completion_script(std::string_view shell) {
  if (shell == "bash") return bash_script;
  if (shell == "zsh") return zsh_script;
  if (shell == "fish") return fish_script;
  return {};
}

}  // namespace azwf::cli
