"""What a thing is, in one sentence made of what the graph says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.metrics.words import say_list
from web.kinds import in_words, kind_words

_VOWELS = "aeiou"


def say_what(page: Mapping[str, Any]) -> str:
    """The sentence: the kind, who makes and runs it, on what it stands, by what other names.

    Empty for records, whose page begins with what they say.
    """
    if not page["kinds"] or "operators" not in page:
        return ""
    kind = kind_words(page["kinds"])
    article = "an" if kind[0] in _VOWELS else "a"
    others = [in_words(name) for name in page["kinds"] if in_words(name) != kind]
    is_both = page["kind"] in ("Assistant", "Organization", "Vendor", "CloudProvider")
    also = f" and {say_list(others)}" if others and is_both else ""
    return f"{page['label']} is {article} {kind}{also}{_say_parties(page)}."


def _say_parties(page: Mapping[str, Any]) -> str:
    makers, operators = _labels(page["developers"]), _labels(page["operators"])
    if makers and makers == operators:
        said = f", developed and operated by {say_list(makers)}"
    else:
        said = f", developed by {say_list(makers)}" if makers else ""
        said += f", operated by {say_list(operators)}" if operators else ""
    grounds = _labels(page["runs_on"])
    return said + (f", and runs on {say_list(grounds)}" if grounds else "")


def _labels(nodes: Sequence[Mapping[str, str]]) -> list[str]:
    return [node["label"] for node in nodes]
