"""The door in front of both layers of MLflow's server: the native routes, and the Flask app that has the others.

Each layer is wrapped as a whole, so that a route which a later MLflow adds is behind the door too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any

from tui_registry.mlflow_plugin.actor import answering, bearer
from tui_registry.mlflow_plugin.door import Door, Refusal

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
StartResponse = Callable[..., Any]
Environ = dict[str, Any]


class AsgiGuard:
    """Stands before every native route, the Flask app and whatever is mounted besides."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401, or pass a request on in the name of the token's user."""
        if scope["type"] == "lifespan" or (scope["type"] == "http" and self.door.is_open(scope["path"])):
            await self.app(scope, receive, send)
            return
        shown = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"authorization"]
        # The database is asked, in a thread: the loop answers others meanwhile.
        found = await asyncio.to_thread(self.door.let_in, shown)
        if isinstance(found, Refusal):
            await _refuse(scope, send, found)
            return
        with answering(found):
            await self.app(scope, receive, send)


class WsgiGuard:
    """Stands before the Flask app, which is all there is under gunicorn and waitress."""

    def __init__(self, app: Callable[[Environ, StartResponse], Iterable[bytes]], door: Door) -> None:
        self.app = app
        self.door = door

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer 401, or pass a request on in the name of the token's user."""
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        if bearer() is not None or self.door.is_open(path):
            return self.app(environ, start_response)
        shown = environ.get("HTTP_AUTHORIZATION")
        found = self.door.let_in([] if shown is None else [shown])
        if isinstance(found, Refusal):
            start_response(f"{found.status} {HTTPStatus(found.status).phrase}", list(found.headers))
            return [found.body]
        with answering(found):
            return self.app(environ, start_response)


async def _refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    if scope["type"] != "http":
        # Before it is accepted, closing a websocket refuses it.
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(name.encode(), value.encode()) for name, value in refusal.headers]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": refusal.body})
