"""A curator decides about a listing in a browser."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect


def test_curator_decides_and_the_listing_leaves_the_queue(
    browser: Browser, own_address: str
) -> None:
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{own_address}review?kind=unresolved")
        first = page.locator("section").first
        name = first.locator("h2").inner_text()
        first.locator("summary").click()
        first.get_by_label("It is the model").fill("nonsense")
        first.get_by_label("Who decides").fill("Ada")
        first.get_by_role("button", name="Take that name").click()
        expect(page.get_by_role("alert")).to_contain_text("Not the name of a model")
        assert Axe().run(page).response["violations"] == []

        # What was typed is still there.
        expect(first.get_by_label("Who decides")).to_have_value("Ada")
        first.get_by_label("It is the model").fill("openai/gpt-5.5")
        first.get_by_label("Why").fill("a test")
        first.get_by_role("button", name="Take that name").click()
        expect(page.get_by_role("status")).to_contain_text(f"{name} is openai/gpt-5.5")
        expect(page.locator("section h2").first).not_to_have_text(name)
        page.get_by_text("Decided here").click()
        expect(page.locator("main")).to_contain_text("edit: a test; Ada")
