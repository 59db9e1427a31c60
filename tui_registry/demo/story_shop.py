"""The shop's models: recommendations, delivery times, prices, and one that is only planned."""

from __future__ import annotations

from tui_registry.demo.artifacts import LoggedModel
from tui_registry.demo.flavors import LIGHTGBM, PYTORCH, SKLEARN
from tui_registry.demo.personas import ALICE, BOB, CI_BOT, DANA, ERIN
from tui_registry.demo.steps import Alias, Approve, Ask, Create, Describe, Grant, Move, Register, Rename, Say, Tag
from tui_registry.demo.story import Story, at
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

FACTORS = LoggedModel(
    PYTORCH,
    inputs={"user_id": "string", "recent_items": "string"},
    outputs={"items": "string", "scores": "double"},
    params={"factors": 64, "epochs": 20},
    metrics={"ndcg_at_10": 0.281, "coverage": 0.34},
    weight_bytes=14_000,
)
SESSIONS = FACTORS.but({"session_window": 30}, {"ndcg_at_10": 0.304, "coverage": 0.41})

UNDER_OLD_NAME = (
    at("22d 7:30", ALICE, Create("What to show under “you may also like”.")),
    at("22d 7:28", ALICE, Grant(DANA, PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)),
    at("22d 6:50", DANA, Register(1, FACTORS, "Matrix factorisation, 64 factors.")),
    at("21d 7:00", ALICE, Rename("product-recommender")),
)
RECOMMENDER = (
    at("21d 6:58", ALICE, Tag("team", "shop")),
    at("21d 6:00", DANA, Move(1, Stage.STAGING, "For the employees' shop.")),
    at("20d 5:40", ALICE, Move(1, Stage.PRODUCTION, "A tenth of the visitors.")),
    at("15d 7:00", DANA, Register(2, SESSIONS, "Looks at the session, too.")),
    at("15d 6:20", DANA, Move(2, Stage.STAGING)),
    at("13d 6:20", BOB, Say(2, "It recommends what people just bought. A second washing machine is a hard sell.")),
    at("13d 5:30", DANA, Say(2, "True. I filter bought items after scoring, that needs no new version.")),
    at("12d 7:10", DANA, Ask(2, Stage.PRODUCTION, "nDCG 0.304 against 0.281; bought items are filtered.")),
    at("12d 6:20", ALICE, Approve(2, Stage.PRODUCTION, "For half of the visitors, v1 keeps the other half.")),
    at("12d 6:10", ALICE, Alias("half-b", 2)),
    at("5d 7:30", CI_BOT, Say(2, "A/B, day 7: clicks +6.1 % (± 1.9), basket +0.4 % (± 0.6).")),
    at("5d 6:00", ALICE, Alias("half-b", None)),
    at("5d 5:58", ALICE, Tag("experiment", "7 of 14 days", version=2)),
    at("5d 5:50", ALICE, Say(2, "Clicks yes, money not yet. One more week.")),
)

ETA = LoggedModel(
    LIGHTGBM,
    inputs={"distance_km": "double", "stops_before": "long", "departure": "datetime"},
    outputs={"minutes": "double"},
    params={"num_leaves": 31, "quantile": 0.8},
    metrics={"mae": 11.4, "late_share": 0.19},
    weight_bytes=3_100,
)
TRAFFIC = ETA.but({"num_leaves": 47}, {"mae": 9.7, "late_share": 0.16}, inputs={"traffic_index": "double?"})

DELIVERY = (
    at("20d 7:00", DANA, Register(1, ETA, "Minutes until the parcel is there, 80 % quantile.")),
    at("20d 6:55", DANA, Grant(ALICE, PermissionLevel.CAN_MANAGE)),
    at("20d 6:54", DANA, Grant(ERIN, PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS)),
    at("19d 7:00", DANA, Describe("Minutes until a parcel is at the door. Customers see it, so rather late.")),
    at("19d 4:30", ERIN, Move(1, Stage.PRODUCTION, "Replaces “between 8 and 18 o'clock”.")),
    at("8d 6:30", DANA, Register(2, TRAFFIC, "With the traffic index where there is one.")),
    at("8d 6:00", BOB, Ask(2, Stage.STAGING, "The traffic index is what I built it for.")),
    at("7d 7:00", DANA, Move(2, Stage.STAGING, "Had it on my list as well.")),
    at("6d 6:30", ERIN, Say(2, "Without a traffic index it is exactly v1, checked on 500 parcels. Good.")),
    at("5d 3:40", ERIN, Move(2, Stage.PRODUCTION, archive=True)),
    at("5d 3:38", DANA, Alias("champion", 2)),
)

ELASTICITY = LoggedModel(
    SKLEARN,
    inputs={"preis": "double", "menge": "double", "région": "string"},
    outputs={"": "float64"},
    params={"alpha": 0.3},
    metrics={"r2": 0.61, "mape": 0.142},
)
SOUTH = ELASTICITY.but({"alpha": 0.2}, {"r2": 0.64, "mape": 0.137})

PRICES = (
    at("18d 7:10", ALICE, Create("Preiselastizität, süddeutsche Läden.", {"team": "finance"})),
    at("18d 7:08", ALICE, Grant(BOB, PermissionLevel.CAN_EDIT)),
    at("18d 6:30", BOB, Register(1, ELASTICITY, "Elastic net.")),
    at("10d 6:30", BOB, Register(2, SOUTH, "Weniger Regularisierung, über München hinaus.")),
    at("10d 6:00", BOB, Ask(2, Stage.STAGING, "Finance would like to try it.")),
    at("9d 5:30", ALICE, Approve(2, Stage.STAGING, "Für die Testläden.")),
)

PLAN = """\
Expected margin of a customer over three years. **Nothing registered yet.**

1. dana: features from the order history
2. bob: survival model, then a boosted one
3. decide with finance which discount rate counts
"""
LIFETIME = (
    at("6d 7:30", ALICE, Create("Planned.", {"team": "crm", "status": "planned"})),
    at("6d 7:10", ALICE, Describe(PLAN)),
    at("6d 7:00", ALICE, Tag("status", None)),
)

STORIES = (
    Story("recsys-als", UNDER_OLD_NAME),
    Story("product-recommender", RECOMMENDER),
    Story("delivery-time-eta", DELIVERY),
    Story("Preis & Menge+Süd", PRICES),
    Story("customer-lifetime-value", LIFETIME),
)
