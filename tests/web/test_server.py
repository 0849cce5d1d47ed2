"""The real command on a real port: ready line, signals, a taken port, many slow senders."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CAPTIVITY = str(Path(sys.executable).with_name("captivity"))


def start(*options: str, store: str = ":memory:") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [CAPTIVITY, "--store", store, "serve", "--no-browser", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address_of(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    line = server.stdout.readline()
    return next(word for word in line.split() if word.startswith("http"))


@pytest.fixture
def server(new_market: Callable[[], Path]) -> Iterator[subprocess.Popen[str]]:
    process = start("--port", "0", store=str(new_market()))
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_server_says_where_it_is_answers_and_stops_cleanly(
    server: subprocess.Popen[str], number: signal.Signals
) -> None:
    address = address_of(server)
    with urllib.request.urlopen(f"{address}api/counts") as answer:  # noqa: S310 - our own server
        assert json.load(answer)["by_class"]["Channel"] > 1000
        assert "Server" not in answer.headers
    server.send_signal(number)
    _, errors = server.communicate(timeout=20)
    assert server.returncode == 0
    assert errors == ""


def test_slow_senders_do_not_stop_the_others(server: subprocess.Popen[str]) -> None:
    address = address_of(server)
    port = int(address.rstrip("/").rpartition(":")[2])
    slow = []
    for _ in range(150):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(b"GET / HTTP/1.1\r\nHost: local")
        slow.append(connection)
    with urllib.request.urlopen(f"{address}api/counts", timeout=10) as answer:  # noqa: S310
        assert answer.status == 200
    for connection in slow:
        connection.close()


def test_taken_port_is_said_before_anything_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = start("--port", str(port))
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 7
    assert "port-in-use" in errors
    assert f"127.0.0.1:{port}" in errors
    assert "--port 0" in errors


def test_host_that_is_not_this_machine_is_said() -> None:
    process = start("--port", "0", "--host", "192.0.2.1")
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 7
    assert "Cannot serve at that address" in errors
