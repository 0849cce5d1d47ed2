"""Unwrap a listing's id: drop the segments that price, place or route a model and name nothing.

What is left is the path that a lab or a publisher would write: ``lab/model`` or ``model``.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from graph.catalogs.labs import find_lab

#: Sizes, qualities and steps of an image, and terms of a contract: keys of a price.
PRICE = re.compile(
    r"^(?:\d+-x-\d+|max-x-max|(?:\d+|max)-steps|\d+-month-commitment"
    r"|low|medium|high|xhigh|max|hd|standard)$"
)
#: Where a model runs: a cloud's region or a zone of several.
PLACE = re.compile(
    r"^(?:\*|us|eu|apac|au|jp|ca|in|us-gov|global|global-standard|data-?zone(?:-standard)?"
    r"|[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d)$"
)
#: By which interface or account the model is called.
ROUTE = frozenset(
    "invoke converse claude_platform streaming ranking regions tts stt @oi ps @hf".split()
)
#: What is asked of the model: the last or a middle segment of hosts of media models.
ACTIONS = frozenset(
    """
    edit query community text-to-image image-to-image text-to-video image-to-video
    reference-to-video video-to-video text-to-speech
    """.split()
)
#: A family whose variant is written as a segment of its own.
SPLIT_NAME = re.compile(
    r"(?:^|(?<=/))(flux(?:-pro)?|imagen\d|gpt-image-[\d.]+|recraft|ideogram|bria|dreamina|seedream"
    r"|minimax(?=/h\d))/(?!\1)(.+)$"
)
#: Remarks that a product adds to a model's name.
REMARK = re.compile(r"\s*\([^)]*\)")
#: What a file system adds to a folder that was copied.
COPY = re.compile(r" \d$")
FINE_TUNE_PRICE = re.compile(r"^ft:")
PLAIN = re.compile(r"[^a-z0-9]+")


def unwrap(model_id: str, provider: str = "") -> list[str]:
    """The segments of the id, in lower case, that name publisher and model.

    >>> unwrap("bedrock/us-gov-west-1/6-month-commitment/anthropic.claude-v1", "bedrock")
    ['anthropic.claude-v1']
    >>> unwrap("fal_ai/low/2560-x-1440/openai/gpt-image-2.5/sunburst/edit", "fal_ai")
    ['openai', 'gpt-image-2.5-sunburst']
    >>> unwrap("ft:gpt-4o-mini-2024-07-18"), unwrap("azure/eu/gpt-5", "azure")
    (['gpt-4o-mini-2024-07-18'], ['gpt-5'])
    """
    text = REMARK.sub("", unquote(model_id)).strip().lower()
    *path, name = [FINE_TUNE_PRICE.sub("", part.lstrip("~")) for part in text.split("/")]
    path = [COPY.sub("", part) for part in path]
    path = [part for part in path if not (is_wrapping(part) or wraps(part, provider))]
    if name in ACTIONS and path:
        name = path.pop()
    path = [part for part in path if part not in ACTIONS]
    return SPLIT_NAME.sub(join_variant, "/".join([*path, name])).split("/")


def is_wrapping(segment: str) -> bool:
    """Whether a segment before the name prices, places or routes the model."""
    return PRICE.match(segment) is not None or PLACE.match(segment) is not None or segment in ROUTE


def wraps(segment: str, provider: str) -> bool:
    """Whether a segment before the name is only the provider again, and no lab.

    >>> wraps("vertex_ai", "vertex_ai-anthropic_models"), wraps("deepseek", "deepseek")
    (True, False)
    """
    plain, seller = PLAIN.sub("", segment), PLAIN.sub("", provider.lower())
    is_seller = plain == seller or (len(plain) > 3 and seller.startswith(plain))
    return bool(plain) and is_seller and not find_lab(segment)


def join_variant(match: re.Match[str]) -> str:
    """A family and the segments of its variant as one name."""
    return f"{match[1]}-{match[2].replace('/', '-')}"
