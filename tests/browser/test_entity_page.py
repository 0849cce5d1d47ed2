"""The page of an entity in a browser: its history, an exit to try, editing, and paper."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
OPEN_ALL = "document.querySelectorAll('details').forEach(found => { found.open = true })"
DAY = "as_of=2026-06-02"
#: One page of every kind that other tests do not look at.
KINDS = ("mai-code-1-flash", "copilot", "aws", "stake-ms-github", "claim-up4", "src-seed")


def test_reader_goes_from_the_number_to_an_earlier_day_and_back(page: Page, address: str) -> None:
    page.goto(f"{address}id/codex?{DAY}")
    expect(page.locator(".big")).to_have_text("1/2")
    picture = page.locator(".columns.wide svg[role=group]")
    expect(picture.get_by_role("link")).to_have_count(4)
    # The first bar of the strip is a link to the day before the preview opened.
    page.locator(".strip a").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("as_of=2026-04-27"))
    expect(page.locator(".big")).to_have_text("1")
    page.go_back()
    expect(page.locator(".big")).to_have_text("1/2")
    page.get_by_role("link", name="What would free it").click()
    expect(page.locator("#exits")).to_be_in_viewport()
    tried = page.locator("#exits tbody a.tryit").first
    assert "edit=open+codex+on+" in (tried.get_attribute("href") or "")


def test_every_gate_of_the_picture_is_in_the_table(page: Page, address: str) -> None:
    page.goto(f"{address}id/openai/gpt-5.5?as_of=2026-06-15")
    drawn = page.locator(".columns.wide a.gated").evaluate_all(
        "found => found.map(a => a.getAttribute('href'))"
    )
    listed = page.locator("#channels .group a").evaluate_all(
        "found => found.map(a => a.getAttribute('href'))"
    )
    assert len(set(drawn)) == 8
    assert set(drawn) <= set(listed)


def test_edit_leads_to_a_filled_form_without_scripts(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}id/codex?{DAY}")
        page.get_by_role("link", name="Edit this").click()
        expect(page.locator("#text")).to_have_value(re.compile(":codex a ctv:Assistant"))
        page.get_by_role("button", name="Check it").click()
        expect(page.locator("main")).to_contain_text("nothing is written yet")


def test_paper_has_the_reading_and_no_navigation(page: Page, address: str) -> None:
    page.goto(f"{address}id/codex?{DAY}")
    page.set_viewport_size({"width": 690, "height": 980})
    page.emulate_media(media="print")
    for gone in (".top", ".foot", ".contents-line", ".viewpoint", ".tryit"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".columns.wide").first).to_be_visible()
    expect(page.locator("#channels thead").first).to_be_visible()
    after = page.locator("#channels a[rel~=noreferrer]").first.evaluate(
        "a => getComputedStyle(a, '::after').content"
    )
    assert "http" in after


def test_pages_of_every_kind_fit_a_phone_and_please_axe(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True) as context:
        page = context.new_page()
        for slug in KINDS:
            page.goto(f"{address}id/{slug}?{DAY}")
            content, window = page.evaluate(WIDTHS)
            assert content <= window, slug
            page.evaluate(OPEN_ALL)
            found = Axe().run(page).response["violations"]
            assert [(slug, rule["id"], rule["nodes"][0]["target"]) for rule in found] == []
