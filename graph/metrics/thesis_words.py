"""The thesis as a report to read: both verdicts, their grounds, and how closed the market is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from graph.metrics.words import say_list, say_number

Node = Mapping[str, Any]

SHOWN = 8
MODES = {"RawAPI": "raw API", "OpenWeights": "open weights"}
STATES = {
    "not-made": "not yet made on that day",
    "holding": "holding: nothing denies it so far",
    "denied": "denied",
    "condition-met": "condition met: the horizon came and nothing had denied it",
}


def write_thesis(thesis: Node) -> str:
    """The report of what :meth:`graph.metrics.thesis.Thesis.to_dict` gives."""
    return "\n".join([*_verdict_lines(thesis), *_closing_lines(thesis), *_note_lines(thesis)])


def _verdict_lines(thesis: Node) -> Iterator[str]:
    if thesis["hypothesis"] is None:
        yield f"No hypothesis in the data; the market on {thesis['as_of']}, {thesis['view']} view"
        return
    yield f"Thesis: {thesis['label']}, on {thesis['as_of']}, {thesis['view']} view"
    if thesis["predicts"]:
        yield f"  It predicts: {thesis['predicts']}"
    yield f"  {_say_time(thesis)}"
    yield f"  Literal:      {STATES[thesis['literal']]}"
    yield f"  Owner-closed: {STATES[thesis['owner_closed']]}"
    yield "\nCaptive sets"
    for captive in thesis["captive_sets"]:
        basis = "as a source states" if captive["basis"] == "stated" else "live when it was made"
        platforms = say_list(captive["platform_labels"]) or "no platform"
        yield f"  - {captive['asset_label']}: {platforms} ({basis})"
    yield "\nWhat denies it"
    yield from map(_say_breach, thesis["evidence"])
    if not thesis["evidence"]:
        yield "  Nothing."
    yield "\nWhat would deny it"
    yield from (f"  {condition}" for condition in thesis["deny_if"])
    yield from _short_lines(thesis["would_deny"])


def _say_time(thesis: Node) -> str:
    made = f"Made on {thesis['made_on']}" if thesis["made_on"] else "Made on an unknown day"
    if thesis["horizon"] is None:
        return f"{made}, without a horizon."
    left = thesis["days_left"]
    rest = f"{left} day{'' if left == 1 else 's'} left" if left else "the horizon has come"
    return f"{made}, horizon {thesis['horizon']}: {rest}."


def _say_breach(breach: Node) -> str:
    until = f" until {breach['valid_to']}" if breach["valid_to"] else ""
    moved = "owners moved" if breach["denies_owner_closed"] else "no owner moved"
    within = breach["captivity_within"] or "undefined"
    numbers = f"captivity {within} by the captive set alone, {breach['captivity_joined']} with it"
    days = f"from {breach['denied_from']}{until}"
    lines = [
        f"  - {breach['label']}: {MODES[breach['access_mode']]}, {days}",
        f"    {moved}: {numbers} (on {breach['measured_on']})",
        *_claim_lines(breach),
    ]
    return "\n".join(lines)


def _claim_lines(node: Node) -> Iterator[str]:
    titles = {source["name"]: source["title"] for source in node["sources"]}
    for claim in node["claims"][:3]:
        against = "against: " if claim["polarity"] == "Denies" else ""
        cited = say_list([titles[source] for source in claim["sources"]])
        said = f"{against}{claim['statement'].rstrip('.')}"
        yield f"    Evidence: {said} (confidence {claim['confidence']}; {cited})"
    if not node["claims"]:
        yield f"    Source: {say_list(list(titles.values())) or 'none'}"


def _short_lines(channels: Sequence[Node]) -> Iterator[str]:
    """Channels that fall short; those that are no API come last and only as a count of many."""
    ordered = sorted(channels, key=lambda node: (node["code"] == "no-api", node["label"]))
    for node in ordered[:SHOWN]:
        yield f"  - falls short: {node['label']}: {node['reason']}"
    if (more := len(ordered) - SHOWN) > 0:
        yield f"    and {more} more"


def _closing_lines(thesis: Node) -> Iterator[str]:
    live, closed = thesis["live_count"], thesis["closed_count"]
    population = thesis["population"]
    yield f"\nHow closed the market is (population {population}: {thesis['population_definition']})"
    index = thesis["closure_index"]
    shown = "undefined: nothing is live" if index is None else f"{index} ({_percent(index)})"
    yield f"  Closure index {shown}: one owner can close {closed:,} of {live:,} live"
    yield f"  {say_number(thesis['stacks'], 'stack').capitalize()} of closed assets by veto owners"
    for stack in thesis["stack_members"][:SHOWN]:
        yield f"  - {say_list(stack['owner_labels'])}: {_say_members(stack)}"
    if (more := thesis["stacks"] - SHOWN) > 0:
        yield f"    and {more} more"
    billers = say_number(thesis["billing_stacks"], "billing stack").capitalize()
    yield f"  {billers} (ultimate billers of live channels)"
    for stack in thesis["billing_stack_members"][:SHOWN]:
        yield f"  - {stack['biller_label']}: {_say_members(stack)}"
    if (more := thesis["billing_stacks"] - SHOWN) > 0:
        yield f"    and {more} more"
    yield f"  {_say_met(thesis)}"


def _say_members(stack: Node) -> str:
    return f"{say_number(stack['count'], 'asset')}, {say_list(stack['assets'])}"


def _say_met(thesis: Node) -> str:
    rule = (
        f"closure index at least {thesis['threshold_index']} and at most "
        f"{say_number(thesis['max_stacks'], 'billing stack')}"
    )
    if thesis["prediction_met"] is None:
        return f"The closing cannot be judged ({rule})."
    return f"The market has {'' if thesis['prediction_met'] else 'not '}closed ({rule})."


def _percent(fraction: str) -> str:
    """A fraction text in per cent.

    >>> _percent("1/3")
    '33.3 %'
    """
    return f"{100 * float(Fraction(fraction)):.1f} %"


def _note_lines(thesis: Node) -> Iterator[str]:
    yield ""
    yield from (f"Note: {note}" for note in thesis["notes"])
