"""The search box by keyboard alone: groups, what fits, where it leads, what was open lately."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_box_is_reached_searched_and_left_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}about")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search models, platforms and organisations")
    expect(box).to_be_focused()
    page.keyboard.type("antropic")
    group = page.get_by_role("group", name="Organisations")
    expect(group.get_by_role("option").first).to_contain_text("Anthropic")
    expect(group.locator("mark").first).to_have_text("Anthropic")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".search [aria-live]")).to_contain_text("suggestions in")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    chosen = first.get_attribute("id")
    assert chosen is not None
    expect(box).to_have_attribute("aria-activedescendant", chosen)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("antropic")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Nothing is called “antropic”")


def test_pages_that_were_open_lately_are_offered_in_the_empty_box(page: Page, address: str) -> None:
    page.goto(f"{address}id/codex")
    page.goto(f"{address}about")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("group", name="Open lately")).to_contain_text("Codex")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Codex")


def test_nothing_found_is_said(page: Page, address: str) -> None:
    page.goto(f"{address}about")
    page.keyboard.press("/")
    page.keyboard.type("qqqqxxxx")
    expect(page.get_by_role("listbox")).to_contain_text("Nothing has this in its name.")
    expect(page.get_by_role("option")).to_have_count(0)
