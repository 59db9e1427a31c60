"""What each process of a crowd of writers does, for some seconds, and what it tells afterwards."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from collections.abc import Callable
from itertools import count
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.registry.crowd import together
from tests.registry.support import write_model
from tui_registry import PermissionLevel, Registry
from tui_registry.registry.client import RegistryClient
from tui_registry.store.sqlite_turns import BUSY_SECONDS

MODEL = "churn"
VERBS = ("create version", "request", "transition, archive others")
COMMITS = {"create version": 2}
"""A version is registered in two transactions, every other verb is one."""
ALL_READY_SECONDS = 100
_INSERT = "INSERT INTO line (text) VALUES ('a line of some length, as one of the history has it')"

Told = dict[str, Any]
"""Of each process: began and ended (s, of one clock), and by name of what was done the ms that each took."""


def write_bare(url: str, processes: int, seconds: float) -> list[Told | str]:
    """Insert rows into a table that nothing else is in, each in a transaction of its own."""
    make = "CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT)"
    if url.startswith("sqlite"):
        with sqlite3.connect(_path(url)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute(make)
        return together(processes, _bare_sqlite, url, seconds, _barrier(processes))
    with psycopg.connect(url) as connection:
        connection.execute(make.replace("INTEGER", "SERIAL").encode())
    return together(processes, _bare_postgresql, url, seconds, _barrier(processes))


def write_registry(url: str, folder: Path, processes: int, seconds: float) -> list[Told | str]:
    """Make a registry, and let everybody add versions to one model, ask for Production, and move them there."""
    source = write_model(folder / "source")
    with Registry.open(url, artifacts=str(folder / "artifacts"), everyone=PermissionLevel.CAN_MANAGE) as registry:
        registry.acting_as("alice").create_registered_model(MODEL)
    return together(processes, _verbs, url, str(source), seconds, _barrier(processes))


def _bare_sqlite(_number: int, url: str, seconds: float, barrier: Barrier) -> Told:
    # As the registry opens it, but for SQLAlchemy.
    connection = sqlite3.connect(_path(url), timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")

    def insert(_round: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_INSERT)
        connection.execute("COMMIT")

    return _until(seconds, barrier, {"insert": insert})


def _bare_postgresql(_number: int, url: str, seconds: float, barrier: Barrier) -> Told:
    with psycopg.connect(url) as connection:

        def insert(_round: int) -> None:
            connection.execute(_INSERT)
            connection.commit()

        return _until(seconds, barrier, {"insert": insert})


def _verbs(number: int, url: str, source: str, seconds: float, barrier: Barrier) -> Told:
    with Registry.open(url, create=False) as registry:
        client = registry.acting_as(f"user{number}")
        _warm_up(client, source)
        made: list[int] = []

        def create(_round: int) -> None:
            made.append(client.create_model_version(MODEL, source).version)

        def request(turn: int) -> None:
            # The one for Production is overtaken by the next step, the other stays open.
            client.create_transition_request(MODEL, made[-1], ("Production", "Staging")[turn % 2], "please")

        def transition(_round: int) -> None:
            client.transition_model_version_stage(MODEL, made[-1], "Production", True, comment=f"v{made[-1]}")

        told = _until(seconds, barrier, dict(zip(VERBS, (create, request, transition), strict=True)))
        return told | {"made": made}


def _warm_up(client: RegistryClient, source: str) -> None:
    """Let SQLAlchemy compile every statement, on a model of one's own."""
    own = f"of-{client.user}"
    version = client.register_model(own, source).version
    client.create_transition_request(own, version, "Production")
    client.transition_model_version_stage(own, version, "Production", True)


def _until(seconds: float, barrier: Barrier, steps: dict[str, Callable[[int], None]]) -> Told:
    """Begin when everybody is ready, and do all steps again and again."""
    taken: dict[str, list[float]] = {title: [] for title in steps}
    barrier.wait(ALL_READY_SECONDS)
    began = now = time.monotonic()
    for turn in count():
        for title, step in steps.items():
            step(turn)
            last, now = now, time.monotonic()
            taken[title].append((now - last) * 1000)
        if now - began > seconds:
            break
    return {"began": began, "ended": now, "taken": taken}


def _barrier(processes: int) -> Barrier:
    return multiprocessing.get_context("fork").Barrier(processes)


def _path(url: str) -> str:
    return urlsplit(url).path
