"""Two more from the wind farm: bob's own nowcast, and a fault detector whose weights went missing."""

from __future__ import annotations

from dataclasses import replace

from tui_registry.demo.artifacts import LoggedModel
from tui_registry.demo.flavors import PROPHET, PYTORCH
from tui_registry.demo.personas import ALICE, BOB, CI_BOT, DANA, ERIN
from tui_registry.demo.steps import Ask, Create, Delete, Grant, Move, Register, Say, Tag
from tui_registry.demo.story import Story, at
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

NOWCAST = LoggedModel(
    PROPHET,
    inputs={"ds": "datetime", "wind_speed_100m": "double"},
    outputs={"yhat": "double", "yhat_lower": "double", "yhat_upper": "double"},
    params={"changepoint_prior_scale": 0.05, "horizon_hours": 6},
    metrics={"mae": 0.164, "coverage": 0.81},
    weight_bytes=3_200,
)
BANDS = NOWCAST.but({"interval_width": 0.9}, {"mae": 0.166, "coverage": 0.89})
SHORTER = BANDS.but({"horizon_hours": 3}, {"mae": 0.121, "coverage": 0.9})

FORECASTING = (
    at("27d 6:00", BOB, Create("Nowcast of the farm's output, six hours ahead, with a band.", {"team": "energy"})),
    at("27d 5:40", BOB, Register(1, NOWCAST, "Prophet with wind speed as a regressor.")),
    at("26d 7:10", BOB, Move(1, Stage.STAGING, "For the control room to look at.")),
    at("21d 5:00", BOB, Register(2, BANDS, "Wider band: 90 % instead of 80 %.")),
    at("20d 5:15", ERIN, Say(2, "The control room likes the wider band. They ignored the narrow one.")),
    at("19d 5:45", BOB, Move(2, Stage.PRODUCTION, "On the control room's wall from today.")),
    at("19d 5:40", BOB, Move(1, Stage.ARCHIVED)),
    at("6d 4:30", BOB, Register(3, SHORTER, "Three hours ahead instead of six.")),
    at("5d 6:10", DANA, Say(3, "MAE 0.121 is for three hours; v2's 0.166 is for six. Not the same question, is it?")),
    at("5d 5:20", BOB, Say(3, "It is not. On the first three hours v2 has 0.133, so it is still a little better.")),
    at("1d 6:05", DANA, Ask(3, Stage.PRODUCTION, "The control room asks for three hours. Please keep v2 beside it.")),
)

AUTOENCODER = LoggedModel(
    PYTORCH,
    inputs={"vibration_rms": "float", "bearing_temperature": "float", "rotor_rpm": "float"},
    outputs={"": "float32"},
    params={"hidden": 32, "epochs": 40, "threshold": 0.37},
    metrics={"precision": 0.71, "recall": 0.64, "f1": 0.673},
    weight_bytes=12_000,
)
DEEPER = AUTOENCODER.but({"hidden": 64}, {"precision": 0.74, "recall": 0.69, "f1": 0.714}, weight_bytes=16_000)

FAULTS = (
    at("25d 6:00", ALICE, Create("Flags turbines that vibrate unlike themselves. An autoencoder per turbine type.")),
    at("25d 5:58", ALICE, Grant(BOB, PermissionLevel.CAN_EDIT)),
    at("25d 5:56", ALICE, Grant(DANA, PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)),
    at("25d 5:20", BOB, Register(1, AUTOENCODER, "One hidden layer of 32.")),
    at("24d 6:40", DANA, Move(1, Stage.STAGING, "Runs beside the threshold alarms for two weeks.")),
    at("16d 5:00", BOB, Register(2, DEEPER, "Wrong folder, this is the notebook's checkpoint.")),
    at("16d 4:48", ALICE, Delete(2)),
    at("8d 5:10", BOB, Register(3, replace(DEEPER, missing_weights=True), "One hidden layer of 64.")),
    at("8d 4:55", CI_BOT, Say(3, "Build 1288: not run, the version has no artifacts.")),
    at("8d 4:30", BOB, Say(3, "The weights were a link into the training box's DVC cache. `dvc pull` first.")),
    at("8d 4:00", BOB, Register(4, DEEPER, "One hidden layer of 64, with its weights this time.")),
    at("8d 3:45", CI_BOT, Say(4, "Build 1289: 22 tests passed.")),
    at("7d 6:00", ERIN, Say(4, "Two false alarms a day on turbine 14 with v1. Does v4 know its new gearbox?")),
    at("7d 5:12", BOB, Say(4, "Not yet: the new gearbox has nine days of data. I would wait for thirty.")),
    at("7d 5:00", ALICE, Tag("blocked-by", "30 days of gearbox data", version=4)),
)

STORIES = (Story("wind-farm-forecasting", FORECASTING), Story("turbine-fault-detection", FAULTS))
