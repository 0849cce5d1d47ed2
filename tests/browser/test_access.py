"""What axe-core finds on every page: nothing, in light, in dark and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

WIDE_QUERY = "SELECT ?a ?b ?c ?d ?e { ?a ?b ?c . ?c ?d ?e } LIMIT 5"
COUNTS = "SELECT ?p (COUNT(*) AS ?n) { ?c ctv:platform ?p } GROUP BY ?p LIMIT 5"
PAGES = [
    "", "?show=canvas", "?show=table", "?as_of=1990-01-01",
    "id/codex?as_of=2026-06-02", "id/openai/gpt-5.5", "id/bedrock", "id/microsoft",
    "id/ch-codex-bedrock", "id/nothing-here", "rankings", "rankings?q=nothing-has-this-name",
    "rankings?population=core", "changes", "changes?since=1990-01-01&until=1990-02-01", "review",
    "sparql", "sparql?question=assets-under-contract", "sparql?query=SELEC",
    f"sparql?query={quote(WIDE_QUERY)}", f"sparql?show=chart&query={quote(COUNTS)}",
    "sparql?question=how-captive",
    "add", "loads", "ns", "about", "search?q=gpt", "search?q=antropic",
    "search?q=nothing-has-this-name",
    "matrix", "matrix?by=models&against=owners&top=8", "rankings?table=owners",
    "rankings?table=vendors", "compare", "compare?name=codex&name=mai-code-1-flash",
    "compare?name=bedrock&name=foundry", "compare?name=openai&name=microsoft",
    "tour/1", "tour/3", "tour/4", "tour/5", "api", "embed/id/codex", "embed/matrix?top=5",
]  # fmt: skip
MODES = {"light": (1280, "light"), "dark": (1280, "dark"), "phone": (390, "light")}
OPEN_ALL = "document.querySelectorAll('details').forEach(found => { found.open = true })"


@pytest.fixture(scope="module", params=list(MODES))
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page into which axe-core can be put; the policy is switched off for that alone."""
    width, scheme = MODES[request.param]
    with browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    ) as context:
        yield context.new_page()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_the_page(reader: Page, address: str, path: str) -> None:
    reader.goto(f"{address}{path}")
    reader.evaluate(OPEN_ALL)
    assert violations(reader) == []


def test_axe_finds_nothing_on_a_preview_and_a_load(reader: Page, address: str) -> None:
    reader.goto(f"{address}add")
    reader.locator("#text").fill(
        '<https://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "a" .'
    )
    reader.locator("#format").select_option("turtle")
    reader.get_by_role("button", name="Check it").click()
    assert violations(reader) == []
    reader.goto(f"{address}loads")
    reader.locator("tbody a").first.click()
    assert violations(reader) == []


def test_axe_finds_nothing_while_names_are_suggested(reader: Page, address: str) -> None:
    reader.goto(address)
    reader.keyboard.press("/")
    reader.keyboard.type("gpt")
    reader.get_by_role("option").first.wait_for()
    reader.keyboard.press("ArrowDown")
    assert violations(reader) == []


def test_cards_of_a_phone_are_still_a_table_and_fit(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{address}rankings")
        table = page.get_by_role("table")
        assert table.get_by_role("columnheader").count() == 10
        assert table.get_by_role("rowheader").count() == 50
        assert table.get_by_role("cell").count() == 50 * 9
        content, window = page.locator(".scroll").evaluate(
            "found => [found.scrollWidth, found.clientWidth]"
        )
        assert content <= window
