"""What the market page says of itself: what is shown, what is hidden, what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graph.market.gates import View
from graph.market.support import DEFAULT_FLOOR
from web.filters import Filters
from web.kinds import in_words
from web.market.address import Address
from web.market.picture import MarketPicture

Label = Callable[[str], str]

NOUNS = {"vendor": "vendor", "group": "group", "platform": "platform", "owner": "owner"}
VIEWS = {View.VENDOR: "as the vendor sees it", View.PROCUREMENT: "as procurement sees it"}


def summarise(picture: MarketPicture, address: Address, label: Label) -> str:
    """What is drawn, what is not, and by which filters, in a few short sentences."""
    chosen = describe_filters(address.filters, label)
    limits = f" Only {join_words(chosen)}." if chosen else ""
    if picture.is_empty:
        whose = "that fits has" if chosen else "has"
        return f"No model {whose} a live channel on this day, so there is nothing to draw.{limits}"
    counts = [len(column) for column in picture.columns]
    shown = [count_of(n, NOUNS[role]) for role, n in zip(NOUNS, counts, strict=True) if n]
    if address.unfolding.only:
        text = f"Listed: {join_words(shown)}, the busiest first."
    else:
        text = (
            f"Drawn: {join_words(shown)} with {count_of(len(picture.ties), 'road')}, which carry "
            f"{picture.drawn:,} of {picture.total:,} models."
        )
    return f"{text}{_describe_hidden(picture)}{limits}"


def _describe_hidden(picture: MarketPicture) -> str:
    columns = dict(zip(NOUNS, picture.columns, strict=True))
    hidden = [
        count_of(picture.hidden[role], NOUNS[role])
        for role in ("vendor", "platform", "owner")
        if columns[role] and picture.hidden[role]
    ]
    if picture.thin:
        hidden.append(count_of(picture.thin, "thin road"))
    return f" Hidden, because fewer models use them: {join_words(hidden)}." if hidden else ""


def describe_filters(filters: Filters, label: Label) -> list[str]:
    """Each filter in words that follow "only"."""
    words = {
        "kind": f"{in_words(filters.kind)}s",
        "population": f"the population {filters.population}",
        "owner": f"roads that {label(filters.owner)} can close" if filters.owner else "",
        "vendor": f"models of {label(filters.vendor)}" if filters.vendor else "",
        "access": f"access by {in_words(filters.access)}",
        "stage": f"channels with {in_words(filters.stage)}"
        if filters.stage == "StageUnstated"
        else f"channels that are {in_words(filters.stage)}",
        "roads": {"captive": "captive models", "open": "models that can leave"}.get(
            filters.roads, ""
        ),
    }
    return [words[name] for name in filters.args()]


def list_chips(address: Address, label: Label) -> list[dict[str, str]]:
    """The choices that are not the usual ones, each with the address that takes it back."""
    names = list(address.filters.args())
    words = describe_filters(address.filters, label)
    chips = [
        {"words": text, "url": address.url(**{name: ""})}
        for name, text in zip(names, words, strict=True)
    ]
    at = address.at
    if at.view in VIEWS:
        chips.append({"words": VIEWS[at.view], "url": address.url(view="")})
    if at.resale:
        chips.append({"words": "resale and apps counted", "url": address.url(resale="")})
    if at.floor != DEFAULT_FLOOR:
        words_of_floor = f"confidence from {at.floor}"
        chips.append({"words": words_of_floor, "url": address.url(floor="")})
    if (only := address.unfolding.only) != "":
        chips.append({"words": f"{only}s as a list", "url": address.url(only="")})
    return chips


def count_of(number: int, noun: str) -> str:
    """The number with its noun.

    >>> count_of(1, "road"), count_of(1200, "owner")
    ('1 road', '1,200 owners')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def join_words(parts: Sequence[str]) -> str:
    """The parts as people list them.

    >>> join_words(["a", "b", "c"]), join_words([])
    ('a, b and c', '')
    """
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
