"""Real Chromium against a real server with the shipped market."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@dataclass
class Watch:
    """What must not happen while a page is open."""

    address: str
    complaints: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on(
            "console",
            lambda message: message.type == "error" and self.complaints.append(message.text),
        )
        page.on(
            "request",
            lambda request: (
                request.url.startswith(self.address)
                or self.complaints.append(f"went out to {request.url}")
            ),
        )


@contextmanager
def serve(store: str) -> Iterator[str]:
    """A server of its own process over that store; its address."""
    captivity = str(Path(sys.executable).with_name("captivity"))
    server = subprocess.Popen(
        [captivity, "--store", store, "serve", "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    line = server.stdout.readline()
    yield next(word for word in line.split() if word.startswith("http"))
    server.terminate()
    server.communicate(timeout=30)


@pytest.fixture(scope="session")
def address(new_market: Callable[[], Path]) -> Iterator[str]:
    with serve(str(new_market())) as found:
        yield found


@pytest.fixture
def own_address(new_market: Callable[[], Path]) -> Iterator[str]:
    """A server of the test's own, which may write to its store and decide beside it."""
    with serve(str(new_market())) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Ubuntu has another name for Debian's program.
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("Chromium is not installed; scripts/test installs it")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def watch(address: str) -> Iterator[Watch]:
    """Collects violations of the policy, script errors and requests that leave the server."""
    found = Watch(address)
    yield found
    assert found.complaints == []


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        opened = context.new_page()
        watch.attach(opened)
        yield opened
