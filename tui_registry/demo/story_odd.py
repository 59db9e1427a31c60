"""A model whose every text tries to be something else than text: the desk shows it as it is."""

from __future__ import annotations

from tui_registry.demo.artifacts import LoggedModel
from tui_registry.demo.flavors import SKLEARN
from tui_registry.demo.personas import ALICE, BOB, CI_BOT
from tui_registry.demo.steps import Alias, Create, Move, Register, Say, Tag
from tui_registry.demo.story import Story, at
from tui_registry.domain.stages import Stage

ODD = LoggedModel(
    SKLEARN,
    inputs={"[red]x[/]": "double", "'; DROP TABLE model_version; --": "string?"},
    outputs={"": "float64"},
    params={"{{template}}": "${HOME}", "note": "[link=https://example.com]click[/link]"},
    metrics={"f1": 0.5},
)

ABOUT = """\
Made in the security review. [bold]Not bold[/], [@click=app.quit]not a button[/].

<script>alert('no')</script> \\x1b[31m $(reboot) `reboot` %s %n {0}
"""

EVENTS = (
    at("13d 7:30", ALICE, Create(ABOUT, {"review": "[reverse]seen[/]"})),
    at("13d 7:20", ALICE, Register(1, ODD, "[blink]A description that does not blink[/blink]")),
    at("13d 7:00", BOB, Say(1, "[bold red]ALARM[/] :warning: — no, only text. [/] [not closed")),
    at("13d 6:50", CI_BOT, Say(1, "Build 1262: 54 screens drawn, nothing obeyed. 𝕌𝕟𝕚 and 👩‍👩‍👧 keep theirs.")),
    at("13d 6:40", ALICE, Move(1, Stage.ARCHIVED, "Stays here, so that nobody forgets. [dim]really[/dim]")),
    at("13d 6:39", ALICE, Tag("x.y z", "]]>[/]", version=1)),
    at("13d 6:30", ALICE, Alias("keep", 1)),
    at("5d 2:00", CI_BOT, Say(1, "Build 1309: still nothing obeyed. [green]ok[/]")),
)

STORIES = (Story("[bold red]not-bold[@click=app.quit]", EVENTS),)
