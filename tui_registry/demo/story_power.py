"""The wind farm's power forecast: seven versions, one of which has to be taken back."""

from __future__ import annotations

from tui_registry.demo.artifacts import LoggedModel
from tui_registry.demo.flavors import SKLEARN
from tui_registry.demo.personas import ALICE, BOB, CI_BOT, DANA, ERIN
from tui_registry.demo.steps import (
    Alias,
    Approve,
    Ask,
    Cancel,
    Correct,
    Create,
    Describe,
    Grant,
    Move,
    Register,
    Reject,
    Say,
    Tag,
    Unsay,
)
from tui_registry.demo.story import Story, at
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

ABOUT = """\
Forecasts the hourly output of the wind farm for the next day, from the day-ahead weather forecast.

## Used by
- the day-ahead trading desk, every morning at 05:30
- the maintenance planner, which looks for calm hours

## Data
Two years of hourly output (`scada.turbine_hourly`) joined with the weather forecast as it was *issued*,
never as it was measured. Hold-out: the last eight weeks.

**On call:** erin. Runbook: https://wiki.example.com/energy/power-forecast
"""

RIDGE = LoggedModel(
    SKLEARN,
    inputs={"wind_speed_100m": "double", "wind_direction": "double", "temperature": "double", "hour": "long"},
    outputs={"": "float64"},
    params={"model": "Ridge", "alpha": 1.0, "train_hours": 17520},
    metrics={"mae": 0.231, "rmse": 0.318, "r2": 0.792, "latency_ms": 3.1},
    weight_bytes=1_850,
)
FOREST = RIDGE.but(
    {"model": "RandomForestRegressor", "n_estimators": 300, "max_depth": 14},
    {"mae": 0.204, "rmse": 0.279, "r2": 0.838, "latency_ms": 11.8},
    weight_bytes=9_400,
)
LEAKY = FOREST.but(
    {"model": "GradientBoostingRegressor", "learning_rate": 0.05},
    {"mae": 0.118, "rmse": 0.160, "r2": 0.951, "latency_ms": 5.9},
)
BOOSTED = FOREST.but(
    {"model": "HistGradientBoostingRegressor", "learning_rate": 0.06, "max_iter": 400},
    {"mae": 0.186, "rmse": 0.251, "r2": 0.869, "latency_ms": 4.4},
    weight_bytes=6_200,
)
HUMID = BOOSTED.but(
    {"max_iter": 600},
    {"mae": 0.174, "rmse": 0.240, "r2": 0.881, "latency_ms": 4.7},
    inputs={"humidity": "double"},
)
TWO_YEARS = BOOSTED.but(
    {"max_iter": 550, "learning_rate": 0.05, "monotonic_wind": True},
    {"mae": 0.171, "rmse": 0.233, "r2": 0.887, "latency_ms": 4.9},
    weight_bytes=7_100,
)

CAUSE = (
    "Found it: the provider sends humidity in percent, and we trained on a share from 0 to 1. "
    "The signature can't tell the two apart; a range check would have."
)
TAKEN_BACK = """\
v5 with humidity as a further input.

**Taken back:** humidity comes in percent, and this was trained on a share from 0 to 1.
"""
ABOUT_V7 = """\
Gradient boosting, 2 years of wind, monotonic in wind speed.

No humidity; inputs as in v5.
"""
WHY_V7 = (
    "MAE down 8 % on the hold-out, RMSE 7 %, and the shadow run agrees. Half a millisecond slower. "
    "Same signature as v5, so a rollback stays a rollback."
)

EVENTS = (
    at("30d 7:40", ALICE, Create(ABOUT, {"team": "energy", "tier": "gold"})),
    at("30d 7:35", ALICE, Grant(BOB, PermissionLevel.CAN_EDIT)),
    at("30d 7:34", ALICE, Grant(DANA, PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)),
    at("30d 7:33", ALICE, Grant(ERIN, PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS)),
    at("30d 5:10", BOB, Register(1, RIDGE, "Baseline: ridge regression on wind speed and its cube.")),
    at("30d 4:52", CI_BOT, Say(1, "Build 1180: 48 tests passed. Loads in 0.8 s, scores 1,000 rows in 41 ms.")),
    at("30d 4:10", DANA, Move(1, Stage.STAGING, "Good enough to wire up the pipeline with.")),
    at("29d 6:00", ALICE, Move(1, Stage.PRODUCTION, "First model for the desk. Expect little, watch everything.")),
    at("28d 5:20", BOB, Register(2, FOREST, "Random forest, 300 trees.", {"seed": "7"})),
    at("28d 5:05", CI_BOT, Say(2, "Build 1192: 48 tests passed. Loads in 1.9 s, scores 1,000 rows in 160 ms.")),
    at("28d 4:50", BOB, Ask(2, Stage.STAGING, "MAE 0.204 against 0.231, on the same hold-out as v1.")),
    at("28d 2:10", DANA, Approve(2, Stage.STAGING, "Deployed to the staging desk. Thanks for keeping the hold-out.")),
    at("26d 6:30", BOB, Ask(2, Stage.PRODUCTION, "Two days in staging without a gap. MAE down 12 %.")),
    at("26d 5:00", ERIN, Say(2, "How does it do in the ramp hours, 05:00 to 08:00? That is where v1 costs us money.")),
    at("26d 4:20", BOB, Say(2, "Ramp hours: MAE 0.243 against 0.291 for v1. Table in the run, `ramp_hours.csv`.")),
    at("26d 3:45", ERIN, Approve(2, Stage.PRODUCTION, "Ramp hours convinced me.", archive=True)),
    at("24d 7:00", BOB, Register(3, LEAKY, "Gradient boosting. Best result so far by a wide margin!")),
    at("24d 6:50", BOB, Ask(3, Stage.STAGING, "MAE 0.118. I don't quite believe it myself, please look.")),
    at("24d 5:30", ALICE, Say(3, "Too good. Do you join the weather as issued, or as measured?")),
    at("24d 4:40", BOB, Say(3, "As measured, since the loader changed. That is the leak. Withdrawing it.")),
    at("24d 4:38", BOB, Cancel(3, Stage.STAGING, "Trained on measured weather, so the numbers mean nothing.")),
    at("24d 4:30", ALICE, Move(3, Stage.ARCHIVED, "Kept as an example of a leak.")),
    at("24d 4:28", ALICE, Tag("leak", "measured weather", version=3)),
    at("22d 6:15", BOB, Register(4, BOOSTED, "Gradient boosting again, on the weather as issued.")),
    at("22d 6:05", BOB, Ask(4, Stage.PRODUCTION, "Leak fixed. MAE 0.186, honest this time.")),
    at("22d 3:20", ALICE, Reject(4, Stage.PRODUCTION, "Lovely, but nothing goes past Staging. And pin the seed.")),
    at("22d 3:00", BOB, Say(4, "Fair. I pin the seed and come back with a v5.")),
    at("20d 6:40", BOB, Register(5, BOOSTED, "Boosting on the weather as issued, seed pinned.", {"seed": "11"})),
    at("20d 6:22", CI_BOT, Say(5, "Build 1231: 51 tests passed. Two trainings gave the same model, byte for byte.")),
    at("20d 4:00", DANA, Move(5, Stage.STAGING, "For the rest of the week.", archive=True)),
    at("17d 5:50", BOB, Ask(5, Stage.PRODUCTION, "Three days in staging: MAE 0.188 live, 0.186 on the hold-out.")),
    at("17d 4:15", ALICE, Approve(5, Stage.PRODUCTION, "Live and hold-out agree. Ship it.", archive=True)),
    at("17d 4:10", ALICE, Alias("champion", 5)),
    at("13d 6:30", BOB, Register(6, HUMID, "v5 with humidity as a further input.", {"seed": "11"})),
    at("13d 6:10", CI_BOT, Say(6, "Build 1264: 51 tests passed. Note: the signature has a new input, `humidity`.")),
    at("13d 3:30", DANA, Move(6, Stage.STAGING)),
    at("11d 5:00", BOB, Ask(6, Stage.PRODUCTION, "MAE down another 6 %, and the desk's loader knows humidity now.")),
    at("11d 4:25", ERIN, Approve(6, Stage.PRODUCTION, "OK. I watch it tonight.", archive=True)),
    at("11d 4:20", ALICE, Alias("champion", 6)),
    at("10d 8:05", CI_BOT, Say(6, "Live check 05:30: **FAILED**. MAE 0.402 over the last 12 hours, limit 0.250.")),
    at("10d 7:58", ERIN, Say(6, "Seeing it on the desk as well: forecasts far too high since midnight.")),
    at("10d 7:50", ALICE, Move(5, Stage.PRODUCTION, "Roll back to v5 while we look into v6.", archive=True)),
    at("10d 7:49", ALICE, Alias("champion", 5)),
    at("10d 7:05", CI_BOT, Say(5, "Live check after the rollback: passed. MAE 0.189 over the last hour.")),
    at("10d 5:10", BOB, Say(6, "Found it: the provider sends humidity in percent, we trained on a share.", "cause")),
    at("10d 5:02", BOB, Correct("cause", CAUSE)),
    at("10d 4:40", ALICE, Say(6, "Nobody's fault, the check was missing. dana, could staging replay a live day?")),
    at("10d 4:21", DANA, Say(6, "Yes. From now on staging scores yesterday's live inputs before anything moves on.")),
    at("10d 4:00", ERIN, Say(6, "test comment, please ignore", "oops")),
    at("10d 3:59", ERIN, Unsay("oops")),
    at("9d 6:00", ALICE, Describe(TAKEN_BACK, version=6)),
    at("4d 6:20", BOB, Register(7, TWO_YEARS, ABOUT_V7, {"seed": "11"})),
    at("4d 6:02", CI_BOT, Say(7, "Build 1317: 54 tests passed. Replay of a live day: passed, MAE 0.173.")),
    at("3d 5:30", DANA, Move(7, Stage.STAGING, "Smoke test and replay passed.")),
    at("3d 5:28", DANA, Alias("challenger", 7)),
    at("1d 4:45", CI_BOT, Say(7, "Live check, 48 hours in the shadow of v5: passed. MAE 0.172, v5 had 0.187.")),
    at("0d 3:05", BOB, Ask(7, Stage.PRODUCTION, WHY_V7)),
    at("0d 2:10", ERIN, Say(7, "Fine with me. alice, the desk would like it before tomorrow's auction.")),
    at("0d 0:06", CI_BOT, Say(7, "Live check, 72 hours in the shadow of v5: passed. MAE 0.171, v5 had 0.188.")),
)

STORIES = (Story("scikit-learn-power-forecasting", EVENTS),)
