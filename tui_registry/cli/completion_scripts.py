"""The scripts that shells run at every Tab; bash and zsh share all but the last lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

FILES = "<files>"
"""Stands among a place's values where the shell shall offer files."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option: its spellings, its help, and the values to offer, or None where it takes none."""

    words: tuple[str, ...]
    help: str
    values: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Place:
    """What can be said after some verbs."""

    path: tuple[str, ...]
    verbs: tuple[tuple[str, str], ...]
    """Names and helps."""
    options: tuple[Option, ...]
    values: tuple[tuple[str, ...], ...]
    """Of each argument in turn."""

    @property
    def key(self) -> str:
        """The path as the scripts spell it."""
        return "".join(f"/{verb}" for verb in self.path)


# Reads the words before the one at the cursor, then that one; sets what may stand there, a word each, and whether
# a file may. In the language that bash and zsh have in common. $1 is never expanded, only compared.
_CORE = """\
__tui_registry_offer() {
  local at="" place=0 waits=""
  offered="" offers_files=""
  while [ $# -gt 1 ]; do
    if [ -n "$waits" ]; then
      waits=""
    elif [ "$1" = ":" ] || [ "$1" = "=" ]; then
      place=$((place - 1))
    else
      case "$at $1" in
@TAKING@
      @VERBS@) at="$at/$1" place=0 ;;
      *" -"*) ;;
      *) place=$((place + 1)) ;;
      esac
    fi
    shift
  done
  if [ -n "$waits" ]; then
    case "$waits" in
@VALUES@
    esac
    return
  fi
  case "$1" in
  -*)
    case "$at" in
@OPTIONS@
    esac
    return ;;
  esac
  case "$at $place" in
@PLACES@
  esac
}
"""

_BASH = """\
_tui_registry() {
  local offered offers_files word="${COMP_WORDS[COMP_CWORD]}"
  __tui_registry_offer "${COMP_WORDS[@]:1:COMP_CWORD}"
  COMPREPLY=($(compgen -W "$offered" -- "$word"))
  if [ -n "$offers_files" ]; then compopt -o default 2>/dev/null; fi
}
complete -F _tui_registry tui-registry
"""

_ZSH = """\
_tui_registry() {
  local offered offers_files
  __tui_registry_offer "${(@)words[2,CURRENT]}"
  if [[ -n "$offered" ]]; then compadd -- ${=offered}; fi
  if [[ -n "$offers_files" ]]; then _files; fi
}
compdef _tui_registry tui-registry
"""


def bash_script(places: Sequence[Place]) -> str:
    """Return the script for bash."""
    return _core(places) + _BASH


def zsh_script(places: Sequence[Place]) -> str:
    """Return the script for zsh."""
    return _core(places) + _ZSH


def _core(places: Sequence[Place]) -> str:
    taking = [(place, option) for place in places for option in place.options if option.values is not None]
    parts = {
        "TAKING": _cases(
            ([f"{place.key} {word}" for word in option.words], f'waits="{place.key} {option.words[-1]}"')
            for place, option in taking
        ),
        "VERBS": "|".join(f'"{place.key} {name}"' for place in places for name, _ in place.verbs),
        "VALUES": _cases(([f"{place.key} {option.words[-1]}"], _offer(option.values)) for place, option in taking),
        "OPTIONS": _cases(
            ([place.key], _offer([word for option in place.options for word in option.words])) for place in places
        ),
        "PLACES": _cases(
            ([f"{place.key} {number}"], _offer(values)) for place in places for number, values in _arguments(place)
        ),
    }
    script = _CORE
    for name, text in parts.items():
        script = script.replace(f"@{name}@", text)
    return script


def _arguments(place: Place) -> Iterator[tuple[int, Sequence[str]]]:
    if place.verbs:
        yield 0, [name for name, _ in place.verbs]
    yield from enumerate(place.values)


def _cases(cases: Iterable[tuple[Sequence[str], str]]) -> str:
    return "\n".join(f"    {'|'.join(map(_quoted, words))}) {action} ;;" for words, action in cases if action)


def _offer(values: Sequence[str] | None) -> str:
    words = " ".join(value for value in values or () if value != FILES)
    files = "offers_files=1" if FILES in (values or ()) else ""
    return " ".join(filter(None, (f"offered={_quoted(words)}" if words else "", files)))


def _quoted(text: str) -> str:
    return f'"{text}"'


# `commandline -opc` are the words before the one at the cursor.
_FISH = """\
function __tui_registry_at
    set -l at ''
    set -l place 0
    set -l waits ''
    for word in (commandline -opc)[2..]
        if test -n "$waits"
            set waits ''
            continue
        end
        switch "$at $word"
            case @TAKING@
                set waits 1
            case @VERBS@
                set at "$at/$word"
                set place 0
            case '* -*'
            case '*'
                set place (math $place + 1)
        end
    end
    test "$at" = "$argv[1]"; and test (count $argv) -eq 1 -o "$place" = "$argv[2]"
end
complete -c tui-registry -f
"""


def fish_script(places: Sequence[Place]) -> str:
    """Return the script for fish."""
    taking = [
        f"{place.key} {word}"
        for place in places
        for option in place.options
        if option.values is not None
        for word in option.words
    ]
    verbs = [f"{place.key} {name}" for place in places for name, _ in place.verbs]
    script = _FISH.replace("@TAKING@", " ".join(map(_fish, taking))).replace("@VERBS@", " ".join(map(_fish, verbs)))
    everywhere = [option for option in places[0].options if all(option in place.options for place in places)]
    lines = [line for option in everywhere for line in _fish_option(option)]
    lines += [line for place in places for line in _fish_lines(place, everywhere)]
    return script + "".join(f"complete -c tui-registry {line}\n" for line in lines)


def _fish_lines(place: Place, but: Sequence[Option]) -> Iterator[str]:
    at = f"__tui_registry_at {_fish(place.key)}"
    for name, text in place.verbs:
        yield f"-n {_fish(f'{at} 0')} -a {_fish(name)} -d {_fish(text)}"
    for number, values in enumerate(place.values):
        if values:
            yield f"-n {_fish(f'{at} {number}')} {_fish_values(values)}"
    for option in place.options:
        if option not in but:
            for line in _fish_option(option):
                yield f"-n {_fish(at)} {line}"


def _fish_option(option: Option) -> Iterator[str]:
    spelled = " ".join(f"-l {word[2:]}" if word.startswith("--") else f"-s {word[1:]}" for word in option.words)
    # -x: a value and no file, -r: a value.
    flag = "-r" if FILES in (option.values or ()) else "-x"
    if option.values:
        # A line of their own, before the option's: fish would show its help beside each of them.
        yield f"{spelled} {flag} {_fish_values(option.values)}"
    yield f"{spelled} -d {_fish(option.help)}" + ("" if option.values is None else f" {flag}")


def _fish_values(values: Sequence[str]) -> str:
    words = " ".join(value for value in values if value != FILES)
    return "-F" if FILES in values else f"-a {_fish(words)}" if words else ""


def _fish(text: str) -> str:
    """Return a text as one word for fish."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
