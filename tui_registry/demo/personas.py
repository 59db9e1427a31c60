"""Who works in the demo registry."""

from __future__ import annotations

from collections.abc import Mapping

ALICE = "alice"
BOB = "bob"
DANA = "dana"
ERIN = "erin"
CI_BOT = "ci-bot"

DEFAULT = ALICE

PERSONAS: Mapping[str, str] = {
    ALICE: "team lead: Can Manage on most models, three requests wait for her",
    BOB: "data scientist: Can Read on most models, asks for transitions",
    DANA: "machine learning engineer: edits models and looks after Staging",
    ERIN: "on-call lead: manages the risk models, and Production on some others",
    CI_BOT: "the pipeline: registers the nightly model and comments test results",
}
"""Each persona's name and who that is, in one line; the first is the default."""
