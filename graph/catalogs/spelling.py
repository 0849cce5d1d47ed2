"""Take a listing's id apart: the gateways, regions and tags around a name, and the name itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.catalogs.families import find_family
from graph.catalogs.labs import CARRIERS, SELLERS, find_lab
from graph.catalogs.paths import unwrap

REGION = re.compile(r"^(?:us|us-gov|eu|apac|global|au|jp|ca|in|sa|af|me)\.(?=[a-z0-9]+\.)")
DOTTED_LAB = re.compile(r"^([a-z][a-z0-9-]*)\.(?=[a-z])(.+)$")
DOUBLE_DASH = re.compile(r"^([a-z][a-z0-9-]*?)--(.+)$")
#: Prefixes that a gateway puts before the name of somebody else's model.
GATEWAY_PREFIX = re.compile(
    r"^(?:databricks|duo-chat|umans|coding|azure|alicloud|deep(?=-deepseek)|cerebras|alpha"
    r"|groq|intel(?=-qwen)|snowflake(?=-llama)|labs(?=-devstral)|xpersona(?=-gpt)|fw|cc(?=-glm)|spot"
    r"|system\.ai\.|meta-textgeneration(?=-llama))(?:-|(?<=\.))"
)
#: Venice's mark of end-to-end encryption, around the name.
ENCRYPTED = re.compile(r"^e2ee-(.+?)(?:-p)?$")
#: Bedrock's version of the listing: the first is not part of a name, later ones are.
FIRST_VERSION = re.compile(r"(?:-v1:\d+|-1:0)$")
LATER_VERSION = re.compile(r"(?<=-v)(\d):(\d)$")
SIZE_TAG = re.compile(r":(\d+(?:\.\d+)?[bm](?:-instruct)?)(?:-cloud)?$")
OTHER_TAG = re.compile(r"(?::[a-z0-9.-]+)+$")
MONTH_VERSION = re.compile(r"@(2\d\d\d)(?:-\d+)?$")
AT_VERSION = re.compile(r"@.*$")
POINT_AS_P = re.compile(r"(?<=\d)p(?=\d)")
POINT_AS_UNDERSCORE = re.compile(r"(?<=\d)_(?=\d)")
QUANTISED = re.compile(r"[-_]q\d_(?:\d|k(?:_[sml])?)$")
#: Words that say a publisher only packed somebody's weights anew.
PACKED = re.compile(r"-(?:awq|gptq|gguf|mlx|nvfp4(?:-mtp)?|fp8|fp4|int4|int8|exl2)(?=-|$)")


@dataclass(frozen=True, slots=True)
class Spelling:
    """The parts of one id.

    ``lab`` is the lab that a prefix names; ``publisher`` a path segment that names neither a lab
    nor a carrier (a community publisher, as a rule); ``name`` what is left, in lower case.
    """

    name: str
    lab: str | None = None
    publisher: str | None = None


#: More than the ids of all catalogs together: the review reads each eight times over.
MOST_KEPT = 32_768


@lru_cache(maxsize=MOST_KEPT)
def read_spelling(model_id: str, provider: str = "") -> Spelling:
    """The parts of a listing's id; ``provider`` tells a wrapping segment from a publisher.

    >>> read_spelling("us.anthropic.claude-sonnet-4-5-20250929-v1:0")
    Spelling(name='claude-sonnet-4-5-20250929', lab='anthropic', publisher=None)
    >>> read_spelling("accounts/fireworks/models/glm-5p3").name
    'glm-5.3'
    >>> read_spelling("huihui-ai/Some-Model").publisher
    'huihui-ai'
    """
    *path, name = unwrap(model_id, provider)
    lab, publisher = read_path(path)
    name, prefix_lab = strip_tags(name.replace(" ", "-")), None
    if publisher is not None and PACKED.search(name) and find_family(name):
        publisher = None
    if publisher is None:
        name, prefix_lab = strip_prefixes(name)
    name = QUANTISED.sub("", name)
    name = POINT_AS_UNDERSCORE.sub(".", POINT_AS_P.sub(".", name)).replace("_", "-")
    return Spelling(name, prefix_lab or lab, publisher)


def read_path(path: list[str]) -> tuple[str | None, str | None]:
    """The lab and the publisher that the segments before the name give, the nearest first."""
    for segment in reversed(path):
        segment = segment.rpartition(":")[2]
        if (lab := find_lab(segment)) is not None:
            return lab, None
        if segment and segment not in CARRIERS | SELLERS:
            return None, segment
    return None, None


def strip_tags(name: str) -> str:
    """The name without ``:tag`` and ``@version``; a size or a later version becomes part of it.

    >>> strip_tags("gpt-oss:20b-cloud"), strip_tags("glm-5:thinking:low"), strip_tags("x@default")
    ('gpt-oss-20b', 'glm-5', 'x')
    >>> strip_tags("claude-v2:1"), strip_tags("mistral-large@2407"), strip_tags("embed-v4:0")
    ('claude-v2.1', 'mistral-large-2407', 'embed-v4')
    """
    name = AT_VERSION.sub("", MONTH_VERSION.sub(r"-\1", name))
    name = LATER_VERSION.sub(join_version, FIRST_VERSION.sub("", name))
    name = SIZE_TAG.sub(r"-\1", name)
    return OTHER_TAG.sub("", name)


def join_version(match: re.Match[str]) -> str:
    """``2:1`` as ``2.1``, ``2:0`` as ``2``; the zero stays in ``0.x``."""
    return match[1] if match[2] == "0" else f"{match[1]}.{match[2]}"


def strip_prefixes(name: str) -> tuple[str, str | None]:
    """The name without region, gateway and lab prefixes, and the lab that a prefix named.

    >>> strip_prefixes("anthropic--claude-4.5-opus")
    ('claude-4.5-opus', 'anthropic')
    >>> strip_prefixes("databricks-gpt-5-4-mini")
    ('gpt-5-4-mini', None)
    """
    name = ENCRYPTED.sub(r"\1", REGION.sub("", name))
    for pattern in (DOTTED_LAB, DOUBLE_DASH):
        if (match := pattern.match(name)) and (lab := find_lab(match[1])):
            return match[2], lab
    stripped = GATEWAY_PREFIX.sub("", name)
    if stripped != name and find_family(strip_dashed_lab(stripped)[0]):
        name = stripped
    return strip_dashed_lab(name)


def strip_dashed_lab(name: str) -> tuple[str, str | None]:
    """Drop ``openai-`` from ``openai-gpt-5.1`` where the rest is a name of that same lab."""
    parts = name.split("-")
    for length in (2, 1):
        head, rest = "-".join(parts[:length]), "-".join(parts[length:])
        lab = find_lab(head) if rest else None
        if lab is not None and find_family(rest) == lab:
            return rest, lab
    return name, None
