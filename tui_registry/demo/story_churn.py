"""Who will leave: a changed signature waits for alice, and a model of the past is deleted."""

from __future__ import annotations

from tui_registry.demo.artifacts import LoggedModel
from tui_registry.demo.flavors import SKLEARN, XGBOOST
from tui_registry.demo.personas import ALICE, BOB, CI_BOT, DANA, ERIN
from tui_registry.demo.steps import (
    Approve,
    Ask,
    Cancel,
    Correct,
    Create,
    Delete,
    Describe,
    Grant,
    Move,
    Register,
    Reject,
    Revoke,
    Say,
    Tag,
)
from tui_registry.demo.story import Story, at
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

LOGREG = LoggedModel(
    SKLEARN,
    inputs={"tenure_months": "long", "monthly_charge": "double"},
    outputs={"": "int64"},
    params={"C": 0.1},
    metrics={"auc": 0.741, "logloss": 0.489},
)

OLD = (
    at("30d 6:30", DANA, Register(1, LOGREG, "Last year's logistic regression, imported for the record.")),
    at("29d 5:00", ALICE, Say(1, "Do we still need it? Nothing has read it for half a year.")),
    at("29d 4:30", DANA, Say(1, "I only imported it for the comparison. It can go once churn-xgb is in Production.")),
    at("23d 3:50", DANA, Delete()),
)

BOOSTED = LoggedModel(
    XGBOOST,
    inputs={"tenure_months": "long", "monthly_charge": "double", "contract": "string", "calls_90d": "long"},
    outputs={"": "float32"},
    params={"max_depth": 5, "eta": 0.1, "n_estimators": 240},
    metrics={"auc": 0.812, "logloss": 0.412, "precision_at_5pct": 0.53},
    weight_bytes=5_300,
)
DEEPER = BOOSTED.but({"max_depth": 7}, {"auc": 0.809, "logloss": 0.421, "precision_at_5pct": 0.55})
CALIBRATED = BOOSTED.but(
    {"n_estimators": 320, "calibration": "isotonic"}, {"auc": 0.823, "logloss": 0.391, "precision_at_5pct": 0.57}
)
TICKETS = CALIBRATED.but(
    {"n_estimators": 360},
    {"auc": 0.846, "logloss": 0.372, "precision_at_5pct": 0.62},
    inputs={"tenure_months": "double", "support_tickets_90d": "long", "payment_method": "string?"},
    weight_bytes=6_100,
)

ABOUT = """\
Likelihood that a customer leaves within 60 days.

| Version | What is new |
|---|---|
| v1 | XGBoost |
| v3 | calibrated |
| v4 | support tickets |

Scores are personal data: *do not* copy them into tickets.
"""
MIND_THE_SIGNATURE = (
    "AUC 0.846, up from 0.823. Mind the signature: `support_tickets_90d` is new and required, `payment_method` is "
    "optional, tenure is a double now. The CRM export has all three."
)

CHURN = (
    at("29d 7:20", ALICE, Create("Likelihood that a customer leaves within 60 days.", {"team": "crm", "pii": "yes"})),
    at("29d 7:18", ALICE, Grant(DANA, PermissionLevel.CAN_EDIT)),
    at("29d 7:17", ALICE, Grant(ERIN, PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS)),
    at("29d 3:10", DANA, Register(1, BOOSTED, "XGBoost, 240 trees of depth 5.")),
    at("29d 2:55", CI_BOT, Say(1, "Build 1186: 31 tests passed. Fairness report attached to the run.")),
    at("28d 6:40", DANA, Ask(1, Stage.STAGING, "AUC 0.812 against 0.741 for the old logistic regression.")),
    at("28d 5:50", ALICE, Approve(1, Stage.STAGING)),
    at("25d 4:00", BOB, Ask(1, Stage.PRODUCTION, "Marketing wants to start the retention campaign with it.")),
    at("25d 3:30", DANA, Ask(1, Stage.PRODUCTION, "Seconding bob; a week in staging was uneventful.")),
    at("23d 6:00", ALICE, Approve(1, Stage.PRODUCTION, "Go, for the campaign's 5 % only.")),
    at("23d 5:00", ALICE, Tag("campaign", "retention-5pct", version=1)),
    at("18d 5:30", DANA, Register(2, DEEPER, "Depth 7 instead of 5.")),
    at("18d 5:20", DANA, Ask(2, Stage.STAGING, "Better in the top 5 %, slightly worse over all.")),
    at("18d 4:00", ALICE, Reject(2, Stage.STAGING, "0.02 of precision is noise here, and log loss got worse.")),
    at("18d 3:30", DANA, Say(2, "Agreed after bootstrapping it: the interval is ± 0.03. Trying calibration instead.")),
    at("17d 3:00", DANA, Ask(2, Stage.ARCHIVED, "No use keeping it around.")),
    at("16d 6:00", ALICE, Cancel(2, Stage.ARCHIVED, "Let it stay until v3 is measured against it.", requester=DANA)),
    at("14d 5:45", DANA, Register(3, CALIBRATED, "Calibrated with isotonic regression.")),
    at("14d 5:30", CI_BOT, Say(3, "Build 1259: 33 tests passed. Calibration error 0.011, was 0.048.")),
    at("14d 4:50", BOB, Ask(3, Stage.STAGING, "Could we have this in staging? I need probabilities that add up.")),
    at("14d 3:40", ERIN, Move(3, Stage.STAGING, "Saw the calibration plot, no need to wait.")),
    at("13d 5:00", ALICE, Move(2, Stage.ARCHIVED, "v3 is better in every metric.")),
    at("12d 4:30", BOB, Say(3, "Probabilities add up: expected 412 leavers in the test set, counted 405.", "sum")),
    at("12d 4:24", BOB, Correct("sum", "Probabilities add up: expected 412 leavers in the hold-out, counted 405.")),
    at("9d 3:00", ALICE, Grant(BOB, PermissionLevel.CAN_EDIT)),
    at("7d 3:00", ALICE, Revoke(BOB)),
    at("2d 6:00", DANA, Register(4, TICKETS, "Knows how many support tickets a customer opened in 90 days.")),
    at("2d 5:44", CI_BOT, Say(4, "Build 1331: 35 tests passed, 1 warning: inputs differ from v3 (2 new, 1 changed).")),
    at("1d 7:40", ALICE, Describe(ABOUT)),
    at("1d 5:20", DANA, Ask(4, Stage.STAGING, MIND_THE_SIGNATURE)),
    at("1d 4:10", BOB, Say(4, "The batch job still sends tenure as a whole number. Does that break it?")),
    at("1d 3:35", DANA, Say(4, "No, long widens to double. Missing tickets would: a schema error, I tried.")),
)

STORIES = (Story("churn-logreg-2019", OLD), Story("churn-xgb", CHURN))
