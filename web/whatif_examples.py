"""Ready-made scenarios: the questions that a strategist, a buyer or a founder begins with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from graph.market.columns import slug_of
from graph.market.market import Market
from graph.terms import ID_BASE
from graph.whatif.exposure import assets_through
from graph.whatif.statements import join_words
from web.state import State
from web.viewpoint import Viewpoint

#: An example closes at most so many roads, so that its address stays one.
MOST = 60


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the address that answers it; ``who`` asks it."""

    question: str
    who: str
    url: str


def list_examples(state: State, at: Viewpoint) -> list[Example]:
    """The examples that say something on that day."""
    return state.kept(("examples", at), lambda: list(_iter_examples(state.market(at), at)))


def _iter_examples(market: Market, at: Viewpoint) -> Iterable[Example]:
    args = list(at.args().items())
    for question, maker, platform in (
        ("If Microsoft closed Copilot to OpenAI models, what would move?", "openai",
         "copilot"),
        ("What did the launch on Bedrock buy OpenAI? Take it back and see.", "openai", "bedrock"),
    ):  # fmt: skip
        if edits := close_all(market, maker, platform):
            yield Example(question, "strategist", _address("", [*edits, *args]))
    known = market.records.entities
    for owner, vendor in (("amazon", "anthropic"), ("alphabet", "anysphere")):
        if ID_BASE + owner in known and ID_BASE + vendor in known:
            names = market.label(ID_BASE + owner), market.label(ID_BASE + vendor)
            edit = ("edit", f"acquire {owner} {vendor}")
            question = f"If {names[0]} acquired {names[1]}, whose captivity would rise?"
            yield Example(question, "strategist", _address("", [edit, *args]))
    for question, who, path, slugs in (
        ("Which single new road would free MAI-Code-1-Flash, and whose would not?", "strategist",
         "/exits", ["mai-code-1-flash"]),
        ("Who can cut off the models of GitHub Copilot?", "founder", "/exposure",
         ["copilot"]),
        ("What does OpenAI lose if an owner refuses?", "strategist", "/exposure", ["openai"]),
        ("Which contracts cover Codex and MAI-Code-1-Flash?", "procurement", "/cover",
         ["codex", "mai-code-1-flash"]),
    ):  # fmt: skip
        if all(ID_BASE + slug in known for slug in slugs):
            given = ("name", slugs[0]) if path == "/exits" else ("names", "; ".join(slugs))
            yield Example(question, who, _address(path, [given, *args]))


def close_all(market: Market, maker: str, platform: str) -> list[tuple[str, str]]:
    """An edit for every asset of a developer that is live on a platform; empty if too many."""
    entities = market.records.entities
    found = [
        ("edit", join_words(["close", slug_of(asset), "on", platform]))
        for asset in assets_through(market, ID_BASE + platform)
        if asset in entities and ID_BASE + maker in entities[asset].developers
    ]
    return found if len(found) <= MOST else []


def _address(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"/whatif{path}?{urlencode(pairs)}"
