"""Who trained a model: the table of labs, their spellings and the organisations behind them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TABLES = Path(__file__).resolve().parent / "tables"

#: Path segments that say how a model is packed or routed and name nobody.
CARRIERS = frozenset(
    """
    @cf accounts chat-completion completion hf main models pro public route routers stealth tee
    workers-ai vertex vertex_ai unsloth neuralmagic lmstudio-community mlx-community intel
    thebloke lukealonso bartowski speech preset decision-models google-ai-studio
    replicate-internal
    """.split()
)
#: Path segments that name a seller of other people's models; its own products stay its own.
SELLERS = frozenset(
    """
    azure baseten cerebras chutesai clarifai cortecs empiriolabs evroc fal-ai featherless-ai
    fireworks fireworks-ai fireworks_ai groq huggingface mancer novita openrouter orcarouter
    siliconflow azure_ai bedrock bedrock_mantle together together_ai togethercomputer deepinfra
    replicate perplexity-ai databricks openinfer litellm featherless
    """.split()
)

#: Labs that also serve other people's models under their own name.
SERVING_LABS = frozenset(
    "perplexity mistral nvidia alibaba amazon microsoft tencent snowflake runwayml databricks "
    "cloudflare fireworks-ai poolside venice morph deepgram".split()
)


@dataclass(frozen=True, slots=True)
class Lab:
    """One lab in the naming of models.dev and the organisation that it is."""

    name: str
    organisation: str
    aliases: tuple[str, ...]


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of one of the curated tables beside this module, as text cells by column."""
    with (TABLES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=1)
def load_labs() -> dict[str, Lab]:
    """Every curated lab by its name."""
    rows = read_table("labs.csv")
    return {
        row["lab"]: Lab(row["lab"], row["organisation"], tuple(row["aliases"].split()))
        for row in rows
    }


@lru_cache(maxsize=1)
def spellings() -> dict[str, str]:
    """Every way in which catalogs write a lab, and the lab's own name."""
    known = {lab.name: lab.name for lab in load_labs().values()}
    for lab in load_labs().values():
        known.update(dict.fromkeys(lab.aliases, lab.name))
    return known


def find_lab(segment: str) -> str | None:
    """The lab that a path segment names; None if it names no known lab.

    >>> find_lab("zai-org"), find_lab("Meta-Llama"), find_lab("openrouter")
    ('zhipuai', 'meta', None)
    """
    return spellings().get(segment.lower())


@lru_cache(maxsize=1)
def load_sellers() -> dict[str, str]:
    """The lab of a seller's own products, by the seller's key in any catalog."""
    return {row["seller"]: row["lab"] for row in read_table("sellers.csv")}
