"""Names nobody planned for: very long, from right to left, of emoji. They fit and stay readable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

LONG = "Longname" * 25
NAMES = {
    "long": LONG,
    "words": "A name of many words " * 10,
    "arabic": "نموذج لغوي كبير " * 6,
    "emoji": "🤖🚀👩‍💻" * 40,
}
HEAD = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
:names-source a ctv:Source ; dcterms:title "LONG" .
:names-owner a ctv:Organization ; rdfs:label "LONG" .
"""
ENTRY = """
:names-{key} a ctv:Model ; rdfs:label "{name}" ; ctv:developedBy :names-owner .
:names-{key}-platform a ctv:ModelPlatform ; rdfs:label "{name}" ; ctv:operatedBy :names-owner .
:names-{key}-channel a ctv:Channel ; rdfs:label "{name}" ; ctv:asset :names-{key} ;
    ctv:platform :names-{key}-platform ; ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ;
    ctv:exclusivity ctv:NonExclusive ; ctv:validFrom "2026-01-01"^^xsd:date ;
    prov:hadPrimarySource :names-source .
"""
ROOM = """[...document.querySelectorAll('main *')].filter(found => {
  const box = found.getBoundingClientRect();
  const frame = found.closest('.scroll, pre, svg, .sr, details:not([open])');
  return box.width && !frame && box.right > document.documentElement.clientWidth + 1;
}).map(found => found.outerHTML.slice(0, 120))"""
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.fixture
def named(page: Page, address: str) -> Iterator[Page]:
    """The page, with the names in the graph as long as the test runs."""
    page.goto(f"{address}add")
    page.locator("#text").fill(
        HEAD.replace("LONG", LONG)
        + "".join(ENTRY.format(key=key, name=name) for key, name in NAMES.items())
    )
    page.locator("#format").select_option("turtle")
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="Add it to the graph").click()
    expect(page.get_by_role("status")).to_contain_text("Added")
    load = page.url
    yield page
    page.goto(load)
    page.get_by_role("button", name="Undo this load").click()
    expect(page.get_by_role("status")).to_contain_text("Taken out")


def test_nothing_sticks_out_of_the_page(named: Page, address: str, browser: Browser) -> None:
    paths = [f"id/names-{key}" for key in NAMES] + ["id/names-owner", "id/names-long-platform"]
    paths += ["rankings?q=name", "search?q=longname", named.url.removeprefix(address)]
    paths += ["sparql?question=opened-and-closed", ""]
    for width in (1280, 390):
        with browser.new_context(viewport={"width": width, "height": 900}) as context:
            page = context.new_page()
            for path in paths:
                page.goto(f"{address}{path}")
                content, window = page.evaluate(WIDTHS)
                assert (path, page.evaluate(ROOM)) == (path, [])
                assert content <= window, path
