"""Writing a channel in the form: suggestions, what is wrong, the Turtle, the preview."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect


def fill_in(page: Page, address: str) -> None:
    """Fill in a channel by keyboard, names by their suggestions."""
    page.goto(f"{address}new/channel")
    for name, typed, option in (
        ("asset", "codex", "Codex"),
        ("platform", "vertex ai", "Vertex AI"),
        ("host", "google", "Google Cloud"),
    ):
        page.locator(f"#{name}").click()
        page.keyboard.type(typed)
        page.get_by_role("option", name=option).first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("listbox")).to_have_count(0)
    page.locator("#stage").select_option(label="generally available")
    page.locator("#access").select_option(label="raw API")
    page.locator("#confidence").fill("0.8")
    page.locator("#source").fill("src-seed")


def test_channel_is_written_shown_and_previewed(page: Page, address: str) -> None:
    fill_in(page, address)
    page.get_by_role("button", name="Write the Turtle").click()
    expect(page.locator("#text")).to_have_value(re.compile("ctv:asset :codex ;"))
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("nothing is written yet")).to_be_visible()
    expect(page.locator("h1")).to_have_text("ch-codex-vertex-ai.ttl")


def test_field_for_several_names_completes_the_last(page: Page, address: str) -> None:
    page.goto(f"{address}new/claim")
    about = page.locator("#about")
    about.fill("codex; vertex")
    about.press("End")
    page.keyboard.type(" ai")
    page.get_by_role("option", name="Vertex AI").first.click()
    expect(about).to_have_value("codex; vertex-ai")


def test_axe_finds_nothing_at_any_step(browser: Browser, address: str) -> None:
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light")):
        with browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=True,
        ) as context:
            page = context.new_page()
            page.goto(f"{address}new/channel")
            page.locator("#platform").click()
            page.keyboard.type("vert")
            page.get_by_role("option").first.wait_for()
            page.keyboard.press("ArrowDown")
            assert violations(page) == []
            page.goto(f"{address}new/channel?write=1&asset=codx&upstream=x&new_kind=Model")
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.goto(
                f"{address}new/claim?write=1&about=codex&statement=s&confidence=1&source=src-seed"
            )
            expect(page.locator("#text")).to_be_visible()
            assert violations(page) == []
            page.goto(f"{address}new/stake")
            assert violations(page) == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
