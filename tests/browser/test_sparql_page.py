"""Asking in a browser: the editor and what it offers, ways to show a result, links, no scripts."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

COUNTS = (
    "SELECT ?platform (COUNT(*) AS ?channels) { ?c ctv:platform ?platform } "
    "GROUP BY ?platform ORDER BY DESC(?channels) LIMIT 5"
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PRESS_STOP = """() => {
  const [told, stop] = ["[data-running]", "[data-stop]"].map((s) => document.querySelector(s));
  const timer = setInterval(() => {
    if (told.textContent && stop.checkVisibility()) {
      clearInterval(timer);
      console.log(`ran ${told.textContent}`);
      stop.click();
    }
  }, 20);
}"""


def editor_of(page: Page) -> Locator:
    page.locator("[data-editor][data-ready]").wait_for()
    return page.get_by_role("textbox", name="Query")


def write(page: Page, text: str) -> None:
    """Replace what stands in the editor, as one paste would."""
    editor_of(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def take_completion(page: Page) -> None:
    """Take what is offered, as late as a person would: for 75 ms the editor takes Enter for a line.

    It guards so against keys that were meant for the text.
    """
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")


def test_query_is_written_with_completion_and_run_by_keyboard_alone(
    page: Page, address: str
) -> None:
    page.goto(f"{address}sparql")
    write(page, "SELECT ?x { ?x ")
    page.keyboard.type("ctv:operatedB")
    option = page.get_by_role("option", name=re.compile("ctv:operatedBy"))
    expect(option).to_be_visible()
    expect(page.locator(".cm-completionInfo")).to_contain_text("operated by")
    take_completion(page)
    page.keyboard.type(" ?y } LIMIT 2")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text("2 rows in")


def test_error_is_marked_where_it_stands(browser: Browser, address: str) -> None:
    """On a page of its own: the browser itself complains of the status 400."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}sparql")
        write(page, "SELECT ?x {\n?x ?p ?o } LIMT 3")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text("The query does not parse, line 2")
        expect(page.locator(".cm-lintRange-error")).to_have_count(1)


def test_thing_of_the_data_is_put_in_by_its_label(page: Page, address: str) -> None:
    page.goto(f"{address}sparql")
    write(page, "SELECT ?c { ?c ctv:platform ")
    page.keyboard.type("bedrok")
    expect(page.get_by_role("option").first).to_contain_text("Amazon Bedrock")
    take_completion(page)
    page.keyboard.type(" } LIMIT 3")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text("3 rows in")
    assert "%3Abedrock" in page.url


def test_ways_to_show_a_result_are_addresses_that_reload_and_back_restore(
    page: Page, address: str
) -> None:
    page.goto(f"{address}sparql?query={quote(COUNTS)}")
    page.get_by_role("link", name="Chart", exact=True).click()
    expect(page.locator(".chart-svg").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Chart", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    expect(editor_of(page)).to_contain_text("SELECT ?platform")
    page.go_back()
    expect(page.get_by_role("region", name="Result", exact=True)).to_be_visible()
    head = page.get_by_role("button", name="channels")
    head.press("Enter")
    cells = page.locator("#result tbody td.num")
    found = [int(text) for text in cells.all_text_contents()]
    assert found == sorted(found)
    assert len(found) == 5


def test_graph_of_a_result_has_a_link_for_each_thing(page: Page, address: str) -> None:
    page.goto(f"{address}sparql?show=graph&query={quote('DESCRIBE :codex')}")
    graph = page.locator(".result-graph svg[role=group]")
    expect(graph.get_by_role("link", name="Amazon Bedrock")).to_have_attribute(
        "href", "/id/bedrock"
    )
    table = page.get_by_role("region", name="Result", exact=True)
    expect(table).to_contain_text("ctv:captivePlatform")


def test_endless_query_shows_its_time_and_is_stopped(browser: Browser, address: str) -> None:
    """The button is pressed from within: the driver waits for the next page as soon as one is due.

    On a page of its own: the browser itself complains of the status 503.
    """
    with browser.new_context() as context:
        page = context.new_page()
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.goto(f"{address}sparql")
        write(page, ENDLESS)
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()
        page.evaluate(PRESS_STOP)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#result")).to_contain_text("cancelled")
        assert re.fullmatch(r"ran \d\.\d s", told[0])
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_short_link_is_made_copied_from_and_opened(page: Page, address: str) -> None:
    page.goto(f"{address}sparql?query={quote(COUNTS)}&show=chart")
    page.get_by_role("button", name="Make a short link").click()
    link = page.get_by_label("Short link").input_value()
    assert link.startswith(f"{address}q/")
    page.goto(link)
    expect(page.locator("#result")).to_contain_text("5 rows in")
    page.get_by_text("curl", exact=True).click()
    expect(page.locator("#snippet-1")).to_contain_text("ctv:platform")
    expect(page.get_by_role("button", name="Copy").first).to_be_visible()


def test_question_is_found_asked_and_its_name_completed(page: Page, address: str) -> None:
    page.goto(f"{address}sparql")
    page.get_by_role("link", name="How captive is an asset").click()
    field = page.get_by_role("combobox", name="The model or assistant")
    field.fill("mai-code")
    page.get_by_role("option").first.click()
    expect(field).to_have_value("mai-code-1-flash")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#result")).to_contain_text("MAI-Code-1-Flash")


def test_everything_can_be_asked_without_scripts(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}sparql")
        page.get_by_label("Query").fill(COUNTS)
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#result")).to_contain_text("5 rows in")
        page.get_by_role("link", name="Chart", exact=True).click()
        expect(page.locator(".chart-svg").first).to_be_visible()
        page.get_by_role("button", name="Make a short link").click()
        assert "/q/" in page.get_by_label("Short link").input_value()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_the_editor_offers_words(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    ) as context:
        page = context.new_page()
        page.goto(f"{address}sparql?show=graph&query={quote('DESCRIBE :codex')}")
        write(page, "SELECT ?x { ?x ")
        page.keyboard.type("ctv:platf")
        page.get_by_role("option").first.wait_for()
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [n["target"] for n in rule["nodes"]]) for rule in found] == []
