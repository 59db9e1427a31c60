"""What sshd would let the registry's account do: by a key alone, and forward nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping

from tui_registry.cli.checks.finding import Finding, Level, Subject
from tui_registry.cli.checks.keys import count_ours

TITLE = "sshd"
_PLACES = "/usr/sbin:/usr/local/sbin:/sbin"
_SECONDS = 10
_PASSWORDS = ("passwordauthentication", "kbdinteractiveauthentication", "permitemptypasswords")
_FORWARDING = (
    "allowtcpforwarding",
    "allowstreamlocalforwarding",
    "allowagentforwarding",
    "x11forwarding",
    "permittunnel",
)


def check_sshd(subject: Subject) -> Iterator[Finding]:
    """No password and no forwarding, where keys let somebody in."""
    program = shutil.which("sshd", path=_PLACES)
    if program is None:
        yield Finding(Level.OK, TITLE, "not checked: there is no sshd here")
    elif not count_ours(subject.account):
        yield Finding(Level.OK, TITLE, f"not checked: nobody comes in to a registry through {subject.account.name}")
    elif os.geteuid() != 0:
        yield Finding(Level.OK, TITLE, "not checked: that takes root")
    else:
        yield from _ask(program, subject.account.name)


def judge_options(options: Mapping[str, str]) -> Iterator[Finding]:
    """Say whether sshd's options are safe, as `sshd -T` prints them; those it does not know it does not print."""
    on = [name for name in _PASSWORDS if options.get(name, "no") != "no"]
    to_do = "set it in a Match block of the account: tui-registry server init prints one"
    if on:
        yield Finding(Level.BAD, TITLE, f"passwords let in: {_listed(on, options)}", to_do)
    if options.get("pubkeyauthentication", "yes") == "no":
        yield Finding(Level.BAD, TITLE, "no key lets in: pubkeyauthentication no", to_do)
    open_ways = [name for name in _FORWARDING if options.get(name, "no") != "no"]
    if options.get("disableforwarding", "no") != "yes" and open_ways:
        found = (
            f"forwarding is on, and only the word restrict in each key's line forbids it: {_listed(open_ways, options)}"
        )
        yield Finding(Level.WARN, TITLE, found, "DisableForwarding yes in a Match block of the account")
    elif not on:
        yield Finding(Level.OK, TITLE, "no password, no forwarding")


def parse_options(text: str) -> dict[str, str]:
    """Return what `sshd -T` printed, by the options' names in lower case."""
    pairs = (line.partition(" ") for line in text.splitlines())
    return {name.casefold(): value.strip() for name, _, value in pairs}


def _ask(program: str, account: str) -> Iterator[Finding]:
    command = [program, "-T", "-C", f"user={account},host=localhost,addr=127.0.0.1"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        yield Finding(Level.WARN, TITLE, f"not checked: {error}")
        return
    if done.returncode:
        yield Finding(Level.BAD, TITLE, f"its configuration is faulty: {done.stderr.strip()}", "sshd -t says the same")
        return
    yield from judge_options(parse_options(done.stdout))


def _listed(names: list[str], options: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {options[name]}" for name in names)
