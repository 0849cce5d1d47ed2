"""The marketed names of Anthropic's models, whose version moved from before to after the tier."""

from __future__ import annotations

import re

TIERS = ("opus", "sonnet", "haiku", "fable", "mythos", "instant")
DATE = re.compile(r"^20\d{6}$")
VERSION = re.compile(r"^v?\d{1,2}(?:\.\d)?$")
GLUED_VERSION = re.compile(rf"\b({'|'.join(TIERS)})(?=\d)")
#: Two figures that are a version without its point; no version has reached ten.
GLUED_MINOR = re.compile(r"^([1-9])(\d)$")
IGNORED = frozenset(
    "claude thinking think thought reasoner reasoning fast low medium high max xhigh latest june"
    " 1m preview".split()
)
#: The first tier of all was marketed tier first, claude-instant-1; then only
#: from this version on the tier comes first: claude-3.5-sonnet, but claude-sonnet-4.5.
TIER_FIRST_FROM = 4


def name_claude(name: str) -> str:
    """The marketed name of any spelling of a Claude model.

    >>> name_claude("claude-3-5-sonnet-20240620"), name_claude("claude-4.5-opus")
    ('claude-3.5-sonnet', 'claude-opus-4.5')
    >>> name_claude("claude-opus-4-0"), name_claude("claude-v1"), name_claude("claude-code")
    ('claude-opus-4', 'claude-1', 'claude-code')
    """
    tier = ""
    digits: list[str] = []
    rest: list[str] = []
    for word in split_words(name):
        if word in TIERS and not tier:
            tier = word
        elif VERSION.match(word) and not (tier and digits and word.startswith("v")):
            digits.append(GLUED_MINOR.sub(r"\1.\2", word.removeprefix("v")))
        elif word not in IGNORED and not DATE.match(word) and not VERSION.match(word):
            rest.append(word)
    return "-".join(["claude", *order_parts(tier, join_version(digits)), *rest])


def split_words(name: str) -> list[str]:
    """The words of a name, a tier and the version glued to it taken apart."""
    return GLUED_VERSION.sub(r"\1-", name).split("-")


def join_version(digits: list[str]) -> str:
    """One version from its numbers: at most two, a zero at the end dropped."""
    parts = ".".join(digits).split(".")
    return ".".join(parts[:2]).removesuffix(".0")


def order_parts(tier: str, version: str) -> list[str]:
    """Tier and version in the order in which that generation was marketed."""
    if version and tier and (tier == "instant" or float(version) >= TIER_FIRST_FROM):
        return [tier, version]
    return [part for part in (version, tier) if part]
