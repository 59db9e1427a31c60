"""Texts that a careless program would obey, crash on or be fooled by, and a registry that is full of one of them."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

HOSTILE = {
    "bold": "[bold]x",
    "closing tag": "[/]",
    "closing other": "x[/foo] y",
    "action": "[@click=app.quit]q[/]",
    "link": "[link=http://x]y[/link]",
    "variable": "[$primary]x[INFO] $name",
    "backslash": "path\\[b]\\",
    "osc": "\x1b]0;owned\x07t\x1b]52;c;ZXZpbA==\x1b\\",
    "csi": "\x1b[2J\x1b[31mred\x1b[0m",
    "c1": "\x9b31mred\x9d0;owned\x9c",
    # Without NUL, which PostgreSQL can't keep: nothing can be looked for by it, so no page of it opens.
    "c0": "a\x01b\x08c\x7fd\x0be",
    "bidi": "safe\u202egnp.exe\u2066x\u200f",
    "lines": "one\ntwo\r\nthree\tfour\u2028five\x85six",
    "long": "[x" * 50_000,
    "arabic": "مودل",
    "chinese": "模型模型",
    "zwj": "👩‍💻 family 👨‍👩‍👧‍👦 flag 🇩🇪",
    "variation": "❤️ 1️⃣ ⚠️",
    "combining": "e\u0301\u0301\u0301 n\u0303 a\u0338",
}

_MARKUP = ("closing tag", "closing other", "bold", "action", "link", "variable", "backslash")
_CONTROLS = ("osc", "csi", "c1", "c0", "bidi", "lines")
_WIDTHS = ("arabic", "chinese", "zwj", "variation", "combining")

MIXTURES = {
    "markup": " ".join(HOSTILE[name] for name in _MARKUP),
    "controls": " ".join(HOSTILE[name] for name in (*_CONTROLS, *_WIDTHS)),
    "long": HOSTILE["long"],
}
"""All of them in few texts, for walks through the whole desk."""
EACH_MIXTURE = [
    # What is long takes long to draw: it is looked at after the suite.
    pytest.param(text, id=name, marks=[pytest.mark.slow] if name == "long" else [])
    for name, text in MIXTURES.items()
]

SHOWN = {name: HOSTILE[name] for name in (*_MARKUP, "arabic", "chinese")}
"""Those that are shown as they are."""

OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no terminal may be sent as a text."""

MODEL = "power-forecasting"
"""The model that keeps its name, so that its pages can be opened; all else about it is hostile."""
NAMED = "churn"
"""The model whose name becomes hostile; it stays the first of the list."""


def poison(database: Path, text: str) -> None:
    """Write a text behind the registry's back wherever one can stand."""
    with closing(sqlite3.connect(database)) as raw, raw:
        _poison_models(raw, text)
        _poison_versions(raw, text)
        raw.execute("update comment set author = ?, text = ?", (text, text))
        # Each user has one open request for a target.
        raw.execute("update transition_request set requester = ?, comment = ?", (text, text))
        _decide_one(raw, text)
        _tell(raw, text)


def _poison_models(raw: sqlite3.Connection, text: str) -> None:
    raw.execute("update registered_model set description = ?, created_by = ?", (text, text))
    raw.execute("update registered_model set name = ? where name = ?", (text, NAMED))
    raw.execute("insert into model_tag select id, ?, ? from registered_model", (text, text))


def _poison_versions(raw: sqlite3.Connection, text: str) -> None:
    evidence = {
        "flavors": {text: text},
        "signature": {
            "inputs": [{"name": text, "required": False, "type": text}],
            "outputs": [{"name": text, "required": True, "type": text}],
            "params": [],
        },
        "model_size_bytes": 1,
        "mlflow_version": text,
        "logged_at": text,
        "requirements": [text],
        "params": {text: text},
        "metrics": {text: 0.5, "mae": 0.25},
        "run_id": text,
    }
    raw.execute(
        "update model_version set description = ?, status_message = ?, created_by = ?, run_id = ?, run_link = ?,"
        " source = ?, evidence = ?, manifest = ?",
        (*[text] * 6, json.dumps(evidence), json.dumps([[text, 7, text]])),
    )
    raw.execute("insert into version_tag select id, ?, ? from model_version", (text, text))
    raw.execute(
        "insert into alias select model_id, ?, id from model_version where number = 2"
        " and model_id = (select id from registered_model where name = ?)",
        (text, MODEL),
    )
    # Version 4 could not be registered.
    raw.execute("update model_version set status = 'FAILED_REGISTRATION' where number = 4")


def _decide_one(raw: sqlite3.Connection, text: str) -> None:
    raw.execute(
        "insert into transition_request (model_id, version_id, from_stage, to_stage, requester, comment, created_at,"
        " status, decided_by, decided_at, decision_comment)"
        " select model_id, id, 'None', 'Staging', ?, ?, created_at, 'rejected', ?, created_at, ?"
        " from model_version where number = 1",
        (text, text, text, text),
    )


def _tell(raw: sqlite3.Connection, text: str) -> None:
    """Add to the history, which can't be changed."""
    for kind in ("NEW_COMMENT", "REJECTED_REQUEST", "SYSTEM_TRANSITION", "SET_TAG"):
        raw.execute(
            "insert into activity (type, user_name, acting_user, created_at, model_id, model_name, version, from_stage,"
            " to_stage, comment, system_comment) select ?, ?, ?, updated_at, id, ?, 3, 'None', 'Staging', ?, ?"
            " from registered_model where name = ?",
            (kind, text, text, text, text, text, MODEL),
        )
