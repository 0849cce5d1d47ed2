"""The main job in a browser: look, search, ask, add a file, see it, take it back."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from layout_shifts import find_shifts
from playwright.sync_api import Browser, Page, expect

NEW_CHANNEL = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:ch-codex-journey a ctv:Channel ; rdfs:label "Codex through Vertex AI, for a journey" ;
    ctv:asset :codex ; ctv:platform :google-ai ;
    ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ; ctv:exclusivity ctv:NonExclusive ;
    ctv:validFrom "2026-06-02"^^xsd:date .
:claim-codex-journey a ctv:Claim ; ctv:about :ch-codex-journey ;
    ctv:claimKind ctv:Fact ; ctv:polarity ctv:Asserts ; ctv:confidence 0.9 ;
    ctv:statement "Codex can be had on Vertex AI." ; prov:hadPrimarySource :src-codex-journey .
:src-codex-journey a ctv:Source ; dcterms:title "A page for a journey" .
"""
ADDRESSES = [
    "", "?show=canvas", "?show=table", "id/codex", "id/microsoft", "id/openrouter", "rankings",
    "rankings?population=closed-listings", "changes", "review",
    "sparql", "sparql?question=opened-and-closed", "add", "loads", "ns", "about", "search?q=gpt",
]  # fmt: skip
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


def test_journey_from_the_picture_to_an_added_file_and_back(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}?show=canvas")
    expect(page.locator("h1")).to_contain_text("One owner can shut every road")
    # Drawn: the canvas says how many roads it shows, and it is as many as the table has.
    drawn = page.locator("[data-drawn]")
    expect(drawn).to_have_count(1)
    assert int(drawn.get_attribute("data-drawn") or 0) == page.locator("tbody tr").count()

    page.keyboard.press("/")
    page.keyboard.type("codex")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Codex")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Codex")
    page.goto(f"{address}id/codex?as_of=2026-06-02")
    expect(page.locator(".big")).to_have_text("1/2")

    page.goto(f"{address}sparql")
    page.locator("[data-editor][data-ready]").wait_for()
    page.get_by_role("textbox", name="Query").fill("SELECT ?x { ?x a ctv:Hypothesis }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text("1 row in")
    expect(page.locator("#result tbody a")).to_have_attribute("href", "/id/hyp-capture")

    file = tmp_path / "journey.ttl"
    file.write_text(NEW_CHANNEL, encoding="utf-8")
    page.goto(f"{address}add")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("main")).to_contain_text("nothing is written yet")
    page.get_by_role("button", name="Add it to the graph").click()
    expect(page.get_by_role("status")).to_contain_text("Added")
    load = page.url
    expect(page.locator("main")).to_contain_text("1/2")

    page.goto(f"{address}id/codex?as_of=2026-06-02")
    expect(page.locator(".big")).to_have_text("1/3")
    expect(page.locator("main")).to_contain_text("for a journey")

    page.goto(load)
    page.get_by_role("button", name="Undo this load").click()
    expect(page.get_by_role("status")).to_contain_text("Taken out")
    page.goto(f"{address}id/codex?as_of=2026-06-02")
    expect(page.locator(".big")).to_have_text("1/2")
    expect(page.locator("main")).not_to_contain_text("for a journey")


def test_choice_of_a_view_is_an_address_that_back_leaves(page: Page, address: str) -> None:
    page.goto(f"{address}id/codex?as_of=2026-06-02")
    page.get_by_label("As seen by").select_option("procurement")
    expect(page).to_have_url(re.compile("view=procurement"))
    expect(page.get_by_label("On this day")).to_have_value("2026-06-02")
    page.reload()
    expect(page.get_by_label("As seen by")).to_have_value("procurement")
    page.go_back()
    expect(page.get_by_label("As seen by")).to_have_value("developer")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_page_fits_a_phone_and_breaks_no_policy(
    browser: Browser, watch: object, address: str, path: str, scheme: str
) -> None:
    with browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
    ) as context:
        page = context.new_page()
        watch.attach(page)  # type: ignore[attr-defined]
        page.goto(f"{address}{path}")
        content, window = page.evaluate(WIDTHS)
        assert content <= window


@pytest.mark.parametrize("path", ADDRESSES)
def test_nothing_moves_when_scripts_and_typeface_come_late(
    browser: Browser, address: str, path: str
) -> None:
    for width in (1280, 390):
        with browser.new_context(viewport={"width": width, "height": 900}) as context:
            assert (width, find_shifts(context.new_page(), f"{address}{path}")) == (width, [])


def test_market_can_be_read_without_scripts(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        assert page.locator("svg a").count() > 30
        # What only a script can do is not offered.
        expect(page.get_by_role("button", name="No, thanks")).to_have_count(0)
        expect(page.get_by_role("button", name="PNG")).to_have_count(0)
        page.locator("#q").fill("codex")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("Codex")


def test_exported_page_works_alone(
    browser: Browser, tmp_path: Path, new_market: Callable[[], Path]
) -> None:
    file = tmp_path / "market.html"
    captivity = str(Path(sys.executable).with_name("captivity"))
    subprocess.run(
        [captivity, "--store", str(new_market()), "export", "--html", str(file)],
        check=True,
        capture_output=True,
    )
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        expect(page.locator("[data-drawn]")).to_have_count(1)
        assert complaints == []
