"""The nightly demand forecast: a model of many versions, most of them made by nobody."""

from __future__ import annotations

from collections.abc import Iterator

from tui_registry.demo.artifacts import LoggedModel
from tui_registry.demo.flavors import LIGHTGBM
from tui_registry.demo.personas import ALICE, BOB, CI_BOT, DANA, ERIN
from tui_registry.demo.steps import Alias, Approve, Ask, Create, Grant, Move, Register, Reject, Say, Tag
from tui_registry.demo.story import Event, Story, at
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

WAPE = (
    0.1412, 0.1398, 0.1405, 0.1371, 0.1377, 0.1369, 0.1352, 0.1358, 0.1349, 0.1422, 0.1344, 0.1331,
    0.1336, 0.1327, 0.1318, 0.1322, 0.1309, 0.1297, 0.1301, 0.1288, 0.1240, 0.1312,
)  # fmt: skip
"""Of the version of each night: the share of demand that was forecast wrong."""

FIRST_NIGHT = 23
"""Days before the end of the story."""

BASE = LoggedModel(
    LIGHTGBM,
    inputs={"sku": "string", "store": "string", "week": "long", "price": "double", "is_promo": "boolean"},
    outputs={"": "float64"},
    params={"num_leaves": 63, "learning_rate": 0.08, "objective": "tweedie"},
    weight_bytes=4_000,
)


def _nights() -> Iterator[Event]:
    for number, wape in enumerate(WAPE, start=1):
        day = FIRST_NIGHT - number + 1
        metrics = {"wape": wape, "rmse": round(wape * 151, 2), "bias": round((number % 5 - 2) / 200, 3)}
        logged = BASE.but({"train_days": 364 + number, "night": number}, metrics)
        yield at(f"{day}d 10:00", CI_BOT, Register(number, logged, f"Nightly retraining, night {number}."))


ABOUT = "Units sold per article, shop and week. Retrained every night by `ci-bot`."
YOUR_CALL = (
    "Worse over all (wape 0.1312 against 0.1240), but 5 points better on promo articles, and the promo runs for nine "
    "more days. Your call."
)

PEOPLE = (
    at("24d 7:30", ALICE, Create(ABOUT, {"team": "supply", "schedule": "nightly"})),
    at("24d 7:28", ALICE, Grant(CI_BOT, PermissionLevel.CAN_EDIT)),
    at("24d 7:26", ALICE, Grant(DANA, PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)),
    at("22d 9:30", DANA, Move(2, Stage.STAGING, "First night that finished in time.")),
    at("21d 5:00", ALICE, Move(2, Stage.PRODUCTION, "Replaces the spreadsheet.")),
    at("20d 9:20", CI_BOT, Ask(4, Stage.STAGING, "Gate passed: wape 0.1371, limit 0.1400.")),
    at("20d 7:00", DANA, Approve(4, Stage.STAGING)),
    at("17d 9:20", CI_BOT, Ask(7, Stage.STAGING, "Gate passed: wape 0.1352, limit 0.1400.")),
    at("17d 7:10", DANA, Approve(7, Stage.STAGING, "Better than v4 in every region.", archive=True)),
    at("16d 6:00", DANA, Ask(7, Stage.PRODUCTION, "Beats v2 by half a point, in every region.")),
    at("16d 5:10", ALICE, Approve(7, Stage.PRODUCTION, "Thanks. Archiving v2.", archive=True)),
    at("14d 9:50", CI_BOT, Say(10, "Gate **failed**: wape 0.1422, limit 0.1400. 11 shops sent no sales last night.")),
    at("14d 7:40", BOB, Say(10, "Shop import was down from 01:00 to 03:00. Not the model's fault.")),
    at("14d 7:35", ALICE, Move(10, Stage.ARCHIVED, "Trained on half a night's data; never use it.")),
    at("12d 9:20", CI_BOT, Ask(12, Stage.STAGING, "Gate passed: wape 0.1331, limit 0.1400.")),
    at("12d 6:30", DANA, Reject(12, Stage.STAGING, "Stock count in the shops today, we keep staging still.")),
    at("9d 9:20", CI_BOT, Ask(15, Stage.STAGING, "Gate passed: wape 0.1318, limit 0.1400.")),
    at("9d 7:30", DANA, Approve(15, Stage.STAGING)),
    at("8d 5:00", ALICE, Move(15, Stage.PRODUCTION, "A week ahead of the promo.", archive=True)),
    at("6d 9:20", CI_BOT, Ask(18, Stage.STAGING, "Gate passed: wape 0.1297, limit 0.1400.")),
    at("4d 9:20", CI_BOT, Ask(20, Stage.STAGING, "Gate passed: wape 0.1288, limit 0.1400.")),
    at("4d 8:00", DANA, Approve(20, Stage.STAGING, "Straight to the newest.")),
    at("4d 7:50", DANA, Reject(18, Stage.STAGING, "v20 went instead.")),
    at("3d 9:45", CI_BOT, Say(21, "Gate passed: wape 0.1240, the best so far.")),
    at("3d 6:10", DANA, Move(21, Stage.STAGING, "Best so far.", archive=True)),
    at("3d 4:00", ALICE, Move(21, Stage.PRODUCTION, "In time for the promo.", archive=True)),
    at("3d 3:58", ALICE, Alias("champion", 21)),
    at("2d 9:40", CI_BOT, Say(22, "Gate passed: wape 0.1312, limit 0.1400. Note: worse than v21 (0.1240).")),
    at("2d 6:20", DANA, Move(22, Stage.STAGING, "It has the promo's first day in its data, so let us look.")),
    at("2d 6:18", DANA, Tag("promo", "first day", version=22)),
    at("2d 5:00", ALICE, Say(22, "I pause the nightly retraining until we know what to do with this one.")),
    at("1d 7:15", BOB, Say(22, "Promo articles: wape 0.171 against 0.224 for v21. All others: 0.127 against 0.113.")),
    at("0d 5:40", DANA, Ask(22, Stage.PRODUCTION, YOUR_CALL)),
    at("0d 4:30", ERIN, Say(22, "Shops complain about empty promo shelves, not about the others. I would take it.")),
)

STORIES = (Story("demand-forecast-nightly", (*_nights(), *PEOPLE)),)
