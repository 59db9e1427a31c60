"""A real `mlflow server` with our app, in processes of its own, on loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

START_SECONDS = 180
APP = ("--app-name", "tui-registry")


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """MLflow's error code, or the empty text."""
        return "" if self.status == 200 else str(self.json["error_code"])


@dataclass
class Served:
    """A server that runs."""

    url: str
    folder: Path
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """Of each user who has a token."""

    def ask(
        self, method: str, path: str, body: object = None, *, user: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request, by default with nobody's token."""
        sent = dict(headers or {})
        if user:
            sent["Authorization"] = f"Bearer {self.secrets[user]}"
        data = None
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(self.url + path, data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())


@contextmanager
def serving(folder: Path, registry_uri: str, *options: str, workers: int = 2, runs_uri: str = "") -> Iterator[Served]:
    """Run a server whose runs, and their artifacts, are kept in a folder; the runs elsewhere if that is said."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)]
    command += [
        "--backend-store-uri",
        runs_uri or f"sqlite:///{folder}/mlflow.db",
        "--registry-store-uri",
        registry_uri,
    ]
    command += ["--artifacts-destination", str(folder / "run-artifacts"), "--workers", str(workers), *options]
    environment = os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        served = Served(f"http://127.0.0.1:{port}", folder)
        _wait(served, process)
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _wait(served: Served, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if served.ask("GET", "/health").status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError((served.folder / "server.log").read_text())
