"""Erin's models: others may ask here, and she decides."""

from __future__ import annotations

from tui_registry.demo.artifacts import LoggedModel
from tui_registry.demo.flavors import LIGHTGBM, XGBOOST
from tui_registry.demo.personas import ALICE, BOB, CI_BOT, DANA, ERIN
from tui_registry.demo.steps import Approve, Ask, Cancel, Create, Grant, Move, Register, Reject, Say, Tag
from tui_registry.demo.story import Story, at
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

CARDS = LoggedModel(
    XGBOOST,
    inputs={"amount": "double", "merchant_category": "string", "country": "string", "seconds_since_last": "long"},
    outputs={"": "float32"},
    params={"max_depth": 6, "scale_pos_weight": 180},
    metrics={"auc": 0.962, "recall_at_1pct": 0.71, "latency_ms": 6.2},
    weight_bytes=8_000,
)
VELOCITY = CARDS.but(
    {"window_minutes": 60}, {"auc": 0.968, "recall_at_1pct": 0.75, "latency_ms": 9.8}, inputs={"spend_1h": "double"}
)
PRUNED = VELOCITY.but({"max_depth": 5}, {"auc": 0.967, "recall_at_1pct": 0.76, "latency_ms": 5.1})

ABOUT_FRAUD = """\
Scores card payments while the customer waits: within 20 ms, or the payment goes through unscored.

Rules for changes:
1. never without a shadow run
2. never on a Friday
"""

FRAUD = (
    at("28d 7:30", ERIN, Create(ABOUT_FRAUD, {"team": "risk", "tier": "gold", "budget": "20 ms"})),
    at("28d 7:00", ERIN, Register(1, CARDS, "XGBoost on the payment alone.")),
    at("27d 6:30", ERIN, Move(1, Stage.PRODUCTION, "As in the old system, so nothing changes today.")),
    at("19d 6:00", ERIN, Register(2, VELOCITY, "Knows how much was spent in the last hour.")),
    at("19d 5:30", CI_BOT, Say(2, "Build 1240: 67 tests passed. p99 latency 18.9 ms, budget 20 ms.")),
    at("18d 6:50", ALICE, Ask(2, Stage.PRODUCTION, "Chargebacks are up; four points of recall would help now.")),
    at("18d 2:20", ERIN, Reject(2, Stage.PRODUCTION, "p99 leaves 1 ms to spare. One slow disk and we score nothing.")),
    at("18d 2:00", ALICE, Say(2, "Understood. What would make it fit?")),
    at("17d 6:40", ERIN, Say(2, "Shallower trees. I try depth 5.")),
    at("15d 5:20", ERIN, Register(3, PRUNED, "Depth 5: as good as v2, at half its latency.")),
    at("15d 5:00", CI_BOT, Say(3, "Build 1251: 67 tests passed. p99 latency 11.2 ms, budget 20 ms.")),
    at("14d 6:10", ERIN, Move(3, Stage.STAGING, "Shadow run begins.")),
    at("6d 5:30", CI_BOT, Say(3, "Shadow run, day 8: 1.9 million payments, 0 timeouts, recall at 1 % 0.758.")),
    at("2d 7:20", BOB, Ask(3, Stage.PRODUCTION, "The dashboard waits for the new scores. Shadow run looks clean.")),
    at("1d 2:40", ALICE, Ask(3, Stage.PRODUCTION, "Chargebacks again. Could it go in this week, if the run is done?")),
    at("0d 6:30", ERIN, Say(3, "Shadow run ends tonight. If it stays clean I approve tomorrow morning, not before.")),
)

LENDING = LoggedModel(
    LIGHTGBM,
    inputs={"income": "double", "debt_ratio": "double", "age_of_account": "long"},
    outputs={"": "float64"},
    params={"num_leaves": 15, "monotone": "income,-debt_ratio"},
    metrics={"auc": 0.774, "brier": 0.081},
    weight_bytes=2_600,
)
WIDER = LENDING.but({"num_leaves": 31}, {"auc": 0.781, "brier": 0.079})

ABOUT_CREDIT = "Probability of default within a year. **Audited**: every move needs a comment."

CREDIT = (
    at("26d 7:00", ERIN, Create(ABOUT_CREDIT, {"team": "risk", "audited": "yes"})),
    at("26d 6:58", ERIN, Grant(DANA, PermissionLevel.CAN_EDIT)),
    at("26d 6:20", DANA, Register(1, LENDING, "Monotone in income and debt.")),
    at("25d 7:00", DANA, Ask(1, Stage.PRODUCTION, "Validation report 7 signed by audit.")),
    at("24d 7:40", ERIN, Approve(1, Stage.PRODUCTION, "Report checked, signatures complete.")),
    at("11d 6:30", DANA, Register(2, WIDER, "31 leaves instead of 15.")),
    at("11d 6:00", BOB, Ask(2, Stage.PRODUCTION, "Better on both metrics.")),
    at("11d 5:40", DANA, Say(2, "It has no validation report yet, bob. Staging first.")),
    at("11d 5:30", BOB, Cancel(2, Stage.PRODUCTION, "Too early, sorry.")),
    at("7d 6:40", BOB, Ask(2, Stage.STAGING, "For the validation report. I write it this week.")),
    at("5d 4:50", ERIN, Say(2, "Which customers does it treat differently from v1? I need the list before I decide.")),
    at("4d 3:30", BOB, Say(2, "On it: 212 of 40,000 change sides, mostly young accounts. List follows.")),
    at("3d 7:00", DANA, Ask(2, Stage.ARCHIVED, "Unless the list comes this week; it blocks the audit.")),
    at("2d 5:00", ERIN, Tag("validation", "open", version=2)),
)

STORIES = (Story("fraud-detector", FRAUD), Story("credit-scoring", CREDIT))
