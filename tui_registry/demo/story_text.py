"""Models that read: support tickets, invoices, and reviews in Chinese."""

from __future__ import annotations

from tui_registry.demo.artifacts import LoggedModel
from tui_registry.demo.flavors import PYTORCH, TRANSFORMERS
from tui_registry.demo.personas import ALICE, BOB, CI_BOT, DANA, ERIN
from tui_registry.demo.steps import Alias, Approve, Ask, Cancel, Create, Grant, Move, Register, Say, Tag
from tui_registry.demo.story import Story, at
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

TRIAGE = LoggedModel(
    TRANSFORMERS,
    inputs={"text": "string"},
    outputs={"label": "string", "score": "double"},
    params={"base_model": "distilbert-base-multilingual-cased", "epochs": 3, "lr": 2e-05},
    metrics={"accuracy": 0.871, "f1_macro": 0.842},
    weight_bytes=16_000,
)
LANGUAGES = TRIAGE.but({"epochs": 4}, {"accuracy": 0.889, "f1_macro": 0.868})

TICKETS = (
    at("23d 7:30", ALICE, Create("Sends a support ticket to the team that can help.", {"team": "support"})),
    at("23d 7:28", ALICE, Grant(DANA, PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)),
    at("23d 6:50", DANA, Register(1, TRIAGE, "DistilBERT, nine queues.")),
    at("22d 5:30", DANA, Move(1, Stage.STAGING, "Suggests only, people still send.")),
    at("19d 7:20", BOB, Ask(1, Stage.PRODUCTION, "The support leads ask for it.")),
    at("19d 6:30", ALICE, Move(1, Stage.PRODUCTION, "Support lead confirmed on the phone.")),
    at("9d 7:10", DANA, Register(2, LANGUAGES, "Trained on Polish and Czech tickets as well.")),
    at("9d 6:40", CI_BOT, Say(2, "Build 1279: 40 tests passed. Polish accuracy 0.86, was 0.61.")),
    at("8d 7:00", DANA, Move(2, Stage.STAGING)),
    at("3d 6:30", ERIN, Say(2, "Night shift in Brno says thank you.")),
    at("2d 7:50", DANA, Tag("languages", "de, en, pl, cs", version=2)),
)

INVOICES = LoggedModel(
    PYTORCH,
    inputs={"page": "binary", "dpi": "long"},
    outputs={"field": "string", "value": "string", "score": "double"},
    params={"backbone": "resnet34", "epochs": 12},
    metrics={"f1": 0.913, "iou": 0.78},
    weight_bytes=15_000,
)

FIELDS = (
    at("17d 7:20", ALICE, Create("Reads number, date and total from a scanned invoice.", {"team": "finance"})),
    at("17d 7:18", ALICE, Grant(DANA, PermissionLevel.CAN_EDIT)),
    at("17d 6:50", DANA, Register(1, INVOICES, "ResNet-34, 4,000 labelled pages.")),
    at("16d 7:20", DANA, Ask(1, Stage.STAGING, "Accounting has 200 invoices to try it on.")),
    at("16d 6:40", DANA, Cancel(1, Stage.STAGING, "Accounting is closing the quarter; next week.")),
    at("6d 5:00", DANA, Ask(1, Stage.STAGING, "Accounting is ready now.")),
    at("6d 4:40", ALICE, Approve(1, Stage.STAGING)),
    at("4d 5:20", BOB, Say(1, "It reads 1.234,50 as 1.23. German invoices need their own number format.")),
    at("4d 4:35", DANA, Say(1, "Ouch. Parsing, not reading: I fix it in the post-processing.")),
)

SENTIMENT = LoggedModel(
    TRANSFORMERS,
    inputs={"评论": "string"},
    outputs={"情感": "string", "score": "double"},
    params={"base_model": "bert-base-chinese", "epochs": 2},
    metrics={"accuracy": 0.902, "f1": 0.897},
    weight_bytes=13_000,
)

REVIEWS = (
    at("15d 7:40", ALICE, Create("判断商品评论的情感。\n\n数据:四万条人工标注。", {"team": "shop"})),
    at("15d 6:40", ALICE, Register(1, SENTIMENT, "第一个版本,基于 BERT。")),
    at("14d 7:00", ALICE, Move(1, Stage.STAGING, "先给客服团队试用。")),
    at("11d 7:00", BOB, Say(1, "不错 👍 But “还行” comes out as negative; native speakers say it is neutral.")),
    at("11d 6:45", ALICE, Move(1, Stage.PRODUCTION, "“还行”算中评,已在后处理中修正。")),
    at("11d 6:44", ALICE, Alias("稳定", 1)),
)

STORIES = (
    Story("support-ticket-triage", TICKETS),
    Story("invoice-field-extraction", FIELDS),
    Story("评论情感模型", REVIEWS),
)
