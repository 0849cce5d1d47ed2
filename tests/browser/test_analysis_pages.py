"""A scenario built without dragging, shared, taken back; the thesis told with its figures."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

DAY = "as_of=2026-07-02"
MAIN_PATHS = (
    f"whatif?{DAY}&edit=close+codex+on+bedrock&edit=close+codx+on+bedrock",
    f"thesis?{DAY}",
)
PATHS = (
    *MAIN_PATHS,
    f"whatif?{DAY}",
    f"whatif/exits?name=mai-code-1-flash&{DAY}",
    f"whatif/exposure?names=openai&{DAY}",
    f"whatif/cover?names=codex;mai-code-1-flash&{DAY}",
    "whatif/cover?names=codx",
    "thesis?as_of=1990-01-01",
)
OPEN_ALL = "document.querySelectorAll('details').forEach(found => { found.open = true })"


def test_scenario_is_built_shared_and_taken_back(page: Page, address: str) -> None:
    page.goto(f"{address}whatif?{DAY}")
    page.locator("#close-asset").click()
    page.keyboard.type("codex")
    page.get_by_role("option", name="Codex").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#close-platform").fill("Amazon Bedrock")
    page.get_by_role("button", name="Close a road").click()
    expect(page.get_by_text("One asset moves on 2026-07-02")).to_be_visible()
    expect(page).to_have_url(re.compile(r"whatif\?edit=close\+codex\+on\+%22Amazon\+Bedrock%22"))

    page.locator("summary", has_text="Add an edit").click()
    page.locator("summary", has_text="Acquire").click()
    page.locator("#acquire-owner").fill("amazon")
    page.locator("#acquire-organisation").fill("anthropic")
    page.get_by_role("button", name="Acquire").click()
    expect(page.locator(".edits li")).to_have_count(2)
    summary = page.locator("main .lead").nth(1).inner_text()

    # The link restores the scenario for somebody else.
    shared = page.locator("#share").input_value()
    page.goto("about:blank")
    page.goto(shared)
    expect(page.locator(".edits li")).to_have_count(2)
    expect(page.locator("main .lead").nth(1)).to_have_text(summary)

    page.get_by_role("link", name=re.compile("^Remove close codex")).click()
    expect(page.locator(".edits li")).to_have_count(1)
    page.go_back()
    expect(page.locator(".edits li")).to_have_count(2)
    page.get_by_role("link", name="Start over").click()
    expect(page.get_by_text("Begin with an edit")).to_be_visible()


def test_faulty_line_of_text_leaves_the_page_usable(browser: Browser, address: str) -> None:
    # A page of its own: the console of the browser counts the status 422 as an error.
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}whatif?{DAY}")
        page.locator("summary", has_text="As lines of text").click()
        page.locator("#text").fill("close codex on bedrock\nclose codx on bedrock")
        page.get_by_role("button", name="Show what moves").click()
        expect(page.get_by_role("alert")).to_contain_text("Did you mean codex")
        expect(page.get_by_text("One asset moves")).to_be_visible()
        page.get_by_role("link", name="Remove close codx on bedrock").click()
        expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_axe_finds_nothing_and_pages_fit(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    ) as context:
        page = context.new_page()
        for path in MAIN_PATHS if scheme == "dark" else PATHS:
            page.goto(f"{address}{path}")
            page.evaluate(OPEN_ALL)
            found = Axe().run(page).response["violations"]
            assert [(path, v["id"], n["target"]) for v in found for n in v["nodes"]] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_every_link_of_a_drawing_stands_in_a_table(page: Page, address: str) -> None:
    page.goto(f"{address}thesis?{DAY}")
    for figure in ("closure", "stacks"):
        drawn = page.locator(f"#{figure} .chart-wide a").evaluate_all(
            "found => found.map(a => a.getAttribute('href'))"
        )
        told = page.locator(f"#{figure} table a").evaluate_all(
            "found => found.map(a => a.getAttribute('href'))"
        )
        assert drawn
        assert set(drawn) <= set(told)


def test_labels_of_the_figures_do_not_cover_each_other(page: Page, address: str) -> None:
    page.goto(f"{address}thesis?{DAY}")
    boxes = page.locator(".chart-wide svg").evaluate_all(
        """found => found.map(svg => [...svg.querySelectorAll('text')].map(text => {
             const box = text.getBoundingClientRect();
             return [box.left, box.top + 2, box.right, box.bottom - 2, text.textContent];
           }))"""
    )
    for texts in boxes:
        for number, one in enumerate(texts):
            for other in texts[number + 1 :]:
                apart = (
                    one[2] <= other[0] or other[2] <= one[0]
                    or one[3] <= other[1] or other[3] <= one[1]
                )  # fmt: skip
                assert apart, (one[4], other[4])
