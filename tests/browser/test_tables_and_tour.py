"""The matrix, the comparison, the tour, frames and hostile names, as a reader meets them."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hostile_names import NAMES, hostile_file
from playwright.sync_api import Browser, Page, expect

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_matrix_scrolls_by_keyboard_with_its_first_column_in_place(
    page: Page, address: str
) -> None:
    page.goto(f"{address}matrix?by=models&wide=40&as_of=2026-06-02")
    frame = page.get_by_role("region", name="Models against platforms")
    first = frame.get_by_role("rowheader").first
    before = first.bounding_box()
    frame.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert frame.evaluate("found => found.scrollLeft") > 0
    after = first.bounding_box()
    assert before
    assert after
    assert abs(before["x"] - after["x"]) < 2


def test_matrix_choice_is_an_address_and_back_works(page: Page, address: str) -> None:
    page.goto(f"{address}matrix?as_of=2026-06-02")
    page.get_by_label("Rows").select_option("models")
    page.wait_for_url("**by=models**")
    page.get_by_role("link", name="+75 more rows").click()
    page.wait_for_url("**top=100**")
    assert page.get_by_role("rowheader").count() == 101
    page.reload()
    assert page.get_by_role("rowheader").count() == 101
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Rows")).to_have_value("vendors")


def test_ticked_assets_are_compared(page: Page, address: str) -> None:
    page.goto(f"{address}rankings?q=code&as_of=2026-07-01")
    boxes = page.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Compare those ticked").click()
    page.wait_for_url("**/compare?**")
    assert page.locator(".versus").first.locator("thead th").count() == 2
    assert "as_of=2026-07-01" in page.url


def test_tour_goes_on_by_arrow_keys_and_is_not_offered_again(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Two moves of June 2026, in five steps").click()
    for number in range(2, 6):
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**/tour/{number}")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/tour/4")
    expect(page.locator("[aria-current=step]")).to_contain_text("What came of it")
    page.get_by_role("link", name="Skip the tour").click()
    expect(page.locator("[data-offer]")).to_have_count(0)


def test_offer_of_the_tour_can_be_sent_away(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="No, thanks").click()
    expect(page.locator("[data-offer]")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-offer]")).to_have_count(0)


@pytest.fixture
def elsewhere(tmp_path: Path, address: str) -> Iterator[str]:
    """A page of another site with two frames: one of ours that may be framed, one that may not."""
    frames = "".join(
        f'<iframe name="{name}" src="{address}{path}" width="600" height="400"></iframe>'
        for name, path in (("good", "embed/id/codex"), ("bad", "id/codex"))
    )
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Elsewhere</title>{frames}")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    handler = partial(Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("localhost", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_frame_works_in_another_site_and_its_links_open_a_tab(
    browser: Browser, elsewhere: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(elsewhere)
        frame = page.frame_locator("[name=good]")
        expect(frame.get_by_role("heading", name="How captive is Codex?")).to_be_visible()
        expect(page.frame_locator("[name=bad]").get_by_role("heading")).to_have_count(0)
        with context.expect_page() as opened:
            frame.locator("svg a >> visible=true").first.click()
        opened.value.wait_for_load_state()
        assert "/id/" in opened.value.url
        assert opened.value.url.partition("/id/")[0] not in elsewhere


@pytest.fixture
def poisoned(browser: Browser, address: str) -> Iterator[str]:
    """The address of a load with hostile names in it, which is in as long as the test runs."""
    with browser.new_context() as context:
        page = context.new_page()
        # Each of the two is examined and written, on a machine that may be busy.
        page.set_default_timeout(120_000)
        page.goto(f"{address}add")
        page.locator("#text").fill(hostile_file())
        page.locator("#format").select_option("turtle")
        page.get_by_role("button", name="Check it").click()
        page.get_by_role("button", name="Add it to the graph").click()
        page.get_by_role("status").filter(has_text="Added").wait_for()
        load = page.url
        yield load.removeprefix(address).partition("?")[0]
        page.goto(load)
        page.get_by_role("button", name="Undo this load").click()
        page.get_by_role("status").filter(has_text="Taken out").wait_for()


def test_hostile_names_run_nothing_and_fit_a_phone(
    browser: Browser, address: str, poisoned: str
) -> None:
    paths = [f"id/evil-{key}" for key in NAMES]
    paths += [
        "matrix?population=none&by=models&vendor=evil-long-org", poisoned, "",
        "rankings?q=evil&population=none", "rankings?q=strange&population=none",
        "compare?name=evil-markup&name=evil-long&name=evil-turned", "search?q=evil",
        "embed/id/evil-long", "rankings?table=vendors&population=none", "id/evil-markup-claim",
    ]  # fmt: skip
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: told.type == "error" and complaints.append(told.text))
        page.on("request", lambda r: r.url.startswith(address) or complaints.append(r.url))
        for path in paths:
            page.goto(f"{address}{path}")
            assert page.locator("h1").count() == 1, path
            assert page.evaluate(OVERFLOW) <= 0, path
        assert complaints == []
