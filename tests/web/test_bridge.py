"""The framework behind the asynchronous server: bodies are bounded, headers are the client's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from flask import Flask, Response, request

from web.bridge import IN_MEMORY, Bridge

MOST = 4 * IN_MEMORY


def ask(app: Flask, **given: Any) -> httpx.Response:
    """One answer of the app through the bridge."""

    async def run() -> httpx.Response:
        with ThreadPoolExecutor(2) as threads:
            transport = httpx.ASGITransport(app=Bridge(app.wsgi_app, threads, MOST))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                return await client.request(**given)

    return asyncio.run(run())


def make_app() -> Flask:
    app = Flask("bridged")
    app.config["MAX_CONTENT_LENGTH"] = MOST

    @app.post("/length")
    def length() -> str:
        return str(len(request.get_data()))

    @app.get("/headers/<name>")
    def headers(name: str) -> dict[str, str]:
        return {**request.headers, "path": name, "client": request.remote_addr or ""}

    return app


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield bytes(IN_MEMORY)


def test_body_of_unknown_length_is_read_whole() -> None:
    assert ask(make_app(), method="POST", url="/length", content=pieces(3)).text == str(
        3 * IN_MEMORY
    )


def test_body_of_unknown_length_that_is_too_long_is_refused() -> None:
    assert ask(make_app(), method="POST", url="/length", content=pieces(9)).status_code == 413


def test_body_that_says_it_is_too_long_is_not_read() -> None:
    answer = ask(make_app(), method="POST", url="/length", content=bytes(MOST + 1))
    assert answer.status_code == 413


def test_nobody_says_a_header_in_the_name_of_another_or_of_a_proxy() -> None:
    sent = {"X_Real": "a", "X-Forwarded-For": "1.2.3.4", "Forwarded": "for=1.2.3.4", "X-Own": "b"}
    said = ask(make_app(), method="GET", url="/headers/G%C3%BCte", headers=sent).json()
    assert said["path"] == "Güte"
    assert said["client"] == "127.0.0.1"
    assert said["X-Own"] == "b"
    assert not {"X-Real", "X-Forwarded-For", "Forwarded"} & said.keys()


def test_stream_is_closed_when_it_ends_and_when_it_fails() -> None:
    closed: list[str] = []
    app = make_app()

    @app.get("/stream/<int:fails>")
    def stream(fails: int) -> Response:
        def parts() -> Iterator[bytes]:
            yield b"one "
            if fails:
                raise OSError("broken off")
            yield b"two"

        answer = Response(parts())
        answer.call_on_close(lambda: closed.append("closed"))
        return answer

    assert ask(app, method="GET", url="/stream/0").text == "one two"
    assert closed == ["closed"]
    try:
        ask(app, method="GET", url="/stream/1")
    except OSError as error:
        closed.append(str(error))
    assert closed == ["closed", "closed", "broken off"]
