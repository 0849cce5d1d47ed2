"""The ontology, its shapes, the named questions and the shipped market, as packaged files."""

from __future__ import annotations

from pathlib import Path

VERSION = "0.1.0"

FOLDER = Path(__file__).resolve().parent
VOCABULARY = FOLDER / "captivity.ttl"
SHAPES = FOLDER / "shapes.ttl"
ADVICE = FOLDER / "shapes-advice.ttl"
TEMPLATE = FOLDER / "template.ttl"
QUESTIONS = FOLDER / "questions"
DATA = FOLDER / "data"

#: The shipped market in the order in which it is loaded: later files may refer to earlier ones.
MARKET_FILES = tuple(
    DATA / name
    for name in (
        "article.ttl",
        "ownership.ttl",
        "platforms.ttl",
        "later-evidence.ttl",
        "catalog.ttl",
        "litellm.ttl",
        "copilot.ttl",
        "codex.ttl",
        "registry.ttl",
    )
)
