"""The whole journey of each of the five who come: from their question to what they take away.

Who they are and what they ask stands in the competency questions. Each journey reloads its last
view, which must restore it, and goes back. The curator works by keyboard alone.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Download, Page, expect

DAY = "as_of=2026-06-02"
#: Presses of Tab after which something is out of reach.
REACH = 400
FOCUSED = """() => {
  let found = document.activeElement;
  while (found && found.shadowRoot && found.shadowRoot.activeElement) {
    found = found.shadowRoot.activeElement;
  }
  return found ? (found.getAttribute("aria-label") || found.innerText || found.value || "") : "";
}"""


def search(page: Page, text: str, name: str) -> None:
    """Go to the page of something by its name, with the key that focuses the search."""
    page.keyboard.press("/")
    with page.expect_response(lambda answer: f"q={quote(text)}" in answer.url):
        page.keyboard.type(text)
    expect(page.get_by_role("option").first).to_contain_text(name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)


def expect_reload_restores(page: Page, *texts: str) -> None:
    page.reload()
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


def read(download: Download) -> str:
    return Path(download.path()).read_text(encoding="utf-8-sig")


def test_strategist_sees_what_the_bedrock_road_is_worth(page: Page, address: str) -> None:
    page.goto(f"{address}?{DAY}")
    expect(page.locator("h1")).to_contain_text("One owner can shut every road to")
    page.locator('.map .knot[data-key="platform:bedrock"]').click()
    expect(page.locator("#told-name")).to_have_text("Amazon Bedrock")
    search(page, "codex", "Codex")
    page.goto(f"{address}id/codex?{DAY}")
    expect(page.locator(".big")).to_have_text("1/2")

    # What if that road closed? The row of the channel asks just that.
    row = page.locator("#channels tr", has=page.get_by_role("rowheader", name="Amazon Bedrock"))
    row.get_by_role("link", name=re.compile("closed")).click()
    expect(page.locator(".edits li")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("Codex: 1/2")
    expect_reload_restores(page, "One asset moves on 2026-06-02", "close codex on bedrock")

    page.goto(page.locator("#share").input_value())
    expect(page.locator(".edits li")).to_have_count(1)
    page.go_back()
    page.go_back()
    expect(page.locator(".big")).to_have_text("1/2")


def test_procurement_finds_assets_under_a_contract_and_the_fewest_contracts(
    page: Page, address: str
) -> None:
    page.goto(f"{address}sparql")
    page.get_by_role("link", name=re.compile("assets can be bought under a contract")).click()
    page.get_by_label("On this day").fill("2026-06-02")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#result")).to_contain_text("Codex")
    with page.expect_download() as started:
        page.locator("main").get_by_role("link", name="CSV").first.click()
    rows = list(csv.reader(read(started.value).splitlines()))
    assert any("Codex" in row or any("codex" in cell for cell in row) for row in rows[1:])
    expect_reload_restores(page, "Codex")

    page.goto(f"{address}whatif")
    page.get_by_role("link", name="Contracts", exact=True).click()
    page.get_by_label("Models and assistants").fill("codex\nmai-code-1-flash")
    page.get_by_label("On this day").fill("2026-06-02")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("Two billers cover two assets")
    expect_reload_restores(page, "Two billers cover two assets", "GitHub and OpenAI")
    page.get_by_label("Sign with").select_option(label="owners behind the billers")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("Two owners cover two assets")
    page.go_back()
    expect(page.locator("main")).to_contain_text("Two billers cover two assets")


def test_founder_learns_who_can_cut_off_the_supply_and_whether_an_aggregator_helps(
    page: Page, address: str
) -> None:
    page.goto(f"{address}whatif/exposure?names=copilot&{DAY}")
    expect(page.locator("main")).to_contain_text("GitHub Copilot")
    expect(page.get_by_role("row", name=re.compile("Microsoft")).first).to_be_visible()

    search(page, "openroter", "OpenRouter")
    page.get_by_role("link", name="What if").first.click()
    page.get_by_role("link", name="New roads", exact=True).click()
    page.get_by_role("combobox", name="Model or assistant").fill("mai-code-1-flash")
    page.get_by_label("On this day").fill("2026-06-02")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("Microsoft")
    tried = page.locator("main a[href*='edit=open']").first
    tried.click()
    expect(page.get_by_text("One asset moves on 2026-06-02")).to_be_visible()
    expect_reload_restores(page, "One asset moves on 2026-06-02")
    page.go_back()
    expect(page.get_by_role("link", name="New roads", exact=True)).to_have_attribute(
        "aria-current", "true"
    )

    page.goto(f"{address}compare?name=codex&name=mai-code-1-flash&{DAY}")
    expect(page.locator("main")).to_contain_text("1/2")
    expect(page.locator("main")).to_contain_text("self-captive")


def test_researcher_tests_the_thesis_and_takes_figures_with_their_population(
    page: Page, address: str
) -> None:
    page.goto(f"{address}thesis?as_of=2026-07-02")
    expect(page.locator("main")).to_contain_text("Owner-closed reading")
    page.get_by_label("Population").select_option("closed-core")
    page.wait_for_url("**population=closed-core**")
    expect(page.locator("#closure")).to_contain_text("closed-core")
    with page.expect_download() as started:
        page.locator("a[href*='figure=closure'][href*='format=csv']").click()
    table = list(csv.reader(read(started.value).splitlines()))
    assert len(table) > 12
    expect_reload_restores(page, "closed-core")
    page.go_back()
    expect(page.get_by_label("Population").locator("option:checked")).to_have_text("core")

    page.get_by_role("link", name="Matrix").click()
    page.get_by_label("Rows").select_option("models")
    page.wait_for_url("**by=models**")
    page.goto(f"{address}api/score?name=codex&{DAY}")
    row = json.loads(page.locator("body").inner_text())[0]
    assert row["captivity"] == "1/2"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus, and see that it shows."""
    for _ in range(REACH):
        page.keyboard.press("Tab")
        if re.match(name, page.evaluate(FOCUSED)):
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(outline) != "none", f"the focus on {name} does not show"
            return
    pytest.fail(f"{name} cannot be reached by keyboard")


def test_curator_corrects_an_entity_by_keyboard_alone(browser: Browser, own_address: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(own_address)
        search(page, "codex", "Codex")
        tab_to(page, "Edit this")
        page.keyboard.press("Enter")
        expect(page.locator("#text")).to_have_value(re.compile(":codex a ctv:Assistant"))
        tab_to(page, "# Codex: what the graph says")
        page.keyboard.press("Control+End")
        page.keyboard.insert_text(
            "\n:codex <http://www.w3.org/2004/02/skos/core#altLabel> "
            '"Codex agent of the curator" .\n'
        )
        tab_to(page, "Check it")
        page.keyboard.press("Enter")
        # A file is examined in a process of its own, which a busy machine keeps waiting.
        expect(page.locator("main")).to_contain_text("nothing is written yet", timeout=60_000)
        tab_to(page, "Add it to the graph")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Added", timeout=60_000)

        # Found by its new name at once, and told by the log of changes.
        search(page, "agent of the curator", "Codex")
        expect(page.locator("main")).to_contain_text("Codex agent of the curator")
        page.go_back()
        page.reload()
        tab_to(page, "Undo this load")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Taken out", timeout=60_000)
        page.goto(f"{own_address}id/codex")
        expect(page.locator("main")).not_to_contain_text("Codex agent of the curator")
