"""Which canonical model is this listing? Ordered steps, each of which may decline.

A curated decision comes first, then the catalog's own statement, then the id, then the display
name. A listing that none of them resolves stays in its provider's own name space, where it can
be merged with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.catalogs.conventions import MAX_ROUNDS, apply_convention
from graph.catalogs.decisions import Key, load_decisions
from graph.catalogs.families import find_family
from graph.catalogs.labs import (
    SELLERS,
    SERVING_LABS,
    find_lab,
    load_labs,
    load_sellers,
)
from graph.catalogs.listing import Listing
from graph.catalogs.spelling import Spelling, read_spelling

CURATED, STATED, BY_ID, BY_NAME, UNRESOLVED = (
    "curated",
    "base-model",
    "id",
    "display-name",
    "unresolved",
)
#: How far a curator may trust each step, measured by spot checks; in [0, 1].
CONFIDENCE = {CURATED: 0.99, STATED: 0.95, BY_ID: 0.9, BY_NAME: 0.7, UNRESOLVED: 0.3}

#: Words that tell a community fine-tune from the model it was made from.
FINE_TUNE = re.compile(
    r"abliterated|derestricted|uncensored|unshackled|heretic|distilled|magnum|euryale|nevoria"
    r"|arliai|-fabled$|-gemopus$|-cognitive|nex-n1|swallow|-tenyxchat"
)
#: An open model's family and size, and what follows: words that we know, or a tuner's own name.
SIZED = re.compile(
    r"^(?:llama-?[\d.+]+|gemma-?\d|qwen[\d.]+|glm-[\d.]+|mistral-nemo)-\d+b-(?P<rest>.+)$"
)
PLAIN_WORDS = re.compile(
    r"^(?:instruct|it|chat|vision|base|turbo|lite|fast|versatile|instant|thinking|reasoning|hf"
    r"|fp\d+|nvfp\d|int\d|bf16|awq|gptq|gguf|mlx|\d+bit|bit|q\d.*|iq\d.*|m|k|xs|cs|tee|maas|tput"
    r"|free|original|dynamic|lora|basic|long|cloud|together|ultra|spot|us|e|specdec|preview"
    r"|a\d+b|\d+e|\d+k?|v?\d[\d.]*|0414|fc|r|text|p|128k|202k|f|b|captioner|mtp|flex|short)$"
)
UNSAFE = re.compile(r"[^a-z0-9.+_-]+")
#: Names that mean the instruct model at most hosts, though they do not say so.
BARE_SIZE = re.compile(
    r"^(?:(?:meta-)?llama-?v?3[\d.]*|qwen2\.5-coder|mi[sx]tral|gemma-?\d)-(?:\d+x)?[\d.]+b$"
)
OLLAMA_CHAT = re.compile(r"^llama-?2-\d+b$")
#: What Bedrock sells under an id that says less.
ON_BEDROCK = {"nemotron-nano-12b-v2": "nemotron-nano-12b-v2-vl", "v3": "v3.1"}
BEDROCK_ID = re.compile(r"^([a-z][a-z0-9]+)\.([a-z].*)$")
#: An id that points to whatever is newest: an alias, and no model of its own.
FLOATING = re.compile(r"(?:^~|/~)|[-@:](?:latest)(?=$|[-:@])")


@dataclass(frozen=True, slots=True)
class Identity:
    """The answer for one listing: ``model`` is the name within ``lab``; confidence in [0, 1].

    ``floating`` marks an alias: the id points to the newest model of a family and so to different
    models over time, while ``model`` is the name of the family.
    """

    lab: str
    model: str
    method: str
    confidence: float
    floating: bool = False

    @property
    def canonical(self) -> str:
        """The full name, ``<lab>/<model>``."""
        return f"{self.lab}/{self.model}"


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves listings, one at a time and in any order, with the curated decisions it was given.

    ``decisions`` maps (catalog, provider, model id) to a canonical name; ``*`` as the provider
    stands for every provider.
    """

    decisions: Mapping[Key, str] = field(default_factory=dict)

    def resolve(self, listing: Listing) -> Identity:
        """The identity of one listing: the first step that answers."""
        method, canonical = next(self.iter_answers(listing))
        lab, _, model = canonical.partition("/")
        return Identity(lab, model, method, CONFIDENCE[method], is_floating(listing.model_id))

    def iter_answers(self, listing: Listing) -> Iterator[tuple[str, str]]:
        """Yield every step that answers with its canonical name, in order; the last always does."""
        if (decided := self.find_decision(listing)) is not None:
            yield CURATED, canonicalise(decided) or decided
        if listing.base_model and (stated := canonicalise(listing.base_model)) is not None:
            yield STATED, stated
        for method, step in ((BY_ID, name_from_id), (BY_NAME, name_from_display)):
            if (answer := step(listing)) is not None:
                yield method, canonicalise(answer) or answer
        own = own_name(listing)
        yield UNRESOLVED, canonicalise(own) or own

    def find_decision(self, listing: Listing) -> str | None:
        """What a curator decided about this listing; None if nothing."""
        for provider in (listing.provider, "*"):
            decision = self.decisions.get((listing.catalog, provider, listing.model_id))
            if decision is not None:
                return decision
        return None


def is_floating(model_id: str) -> bool:
    """Whether an id points to whatever is newest, so to different models over time.

    >>> is_floating("gpt-5-chat-latest"), is_floating("~openai/gpt-mini-latest"), is_floating("o3")
    (True, True, False)
    """
    return FLOATING.search(model_id.lower()) is not None


def load_resolver(user_file: Path | None = None) -> Resolver:
    """A resolver with the curated decisions that ship, and those of the user's file on top."""
    decisions = load_decisions(user_file)
    return Resolver({key: decision.canonical_model for key, decision in decisions.items()})


def canonicalise(name: str) -> str | None:
    """The canonical form of a ``lab/model`` name; a canonical name gives itself.

    >>> canonicalise("anthropic/claude-3-5-haiku-20241022")
    'anthropic/claude-3.5-haiku'
    >>> canonicalise("anthropic/claude-3.5-haiku")
    'anthropic/claude-3.5-haiku'
    """
    if not name.partition("/")[2]:
        return None
    for _ in range(MAX_ROUNDS):
        again = respell(name)
        if again == name:
            break
        name = again
    return name


def respell(name: str) -> str:
    """The ``lab/model`` name with lab and model in the spelling of the convention."""
    lab, _, model = name.partition("/")
    lab = find_lab(lab) or clean(lab)
    return join(lab, read_spelling(model).name if lab in load_labs() else model.lower())


def name_from_id(listing: Listing) -> str | None:
    """What the id says; None where it does not name a known family or a publisher."""
    spelling = read_spelling(listing.model_id, listing.provider)
    if spelling.publisher is not None and spelling.lab is None:
        return name_publisher(spelling, listing)
    name = name_on_platform(spelling.name, listing)
    family = find_family(spelling.name)
    if spelling.lab is None:
        if family is None or is_fine_tune(spelling.name):
            return name_bedrock(spelling, listing)
        return join(family, name)
    if family is not None and family != spelling.lab and spelling.lab in SERVING_LABS:
        return None if is_fine_tune(spelling.name) else join(family, name)
    if family is None and spelling.lab != find_lab(listing.provider):
        return name_from_display(listing) or join(spelling.lab, name)
    return join(spelling.lab, name)


def name_bedrock(spelling: Spelling, listing: Listing) -> str | None:
    """The publisher before the point of a Bedrock id, where it is no lab that we know."""
    match = BEDROCK_ID.match(spelling.name)
    if match is None or "bedrock" not in listing.provider:
        return None
    return join(match[1], match[2])


def name_on_platform(name: str, listing: Listing) -> str:
    """The name with what this platform means and does not write.

    Bedrock's ids can say less than what is sold. Most hosts drop ``-instruct`` from the names of
    instruct models; a few list both and mean the weights before tuning, here ``-base``.

    >>> name_on_platform("llama-v3.2-1b", Listing("litellm", "fireworks_ai", "llama-v3p2-1b"))
    'llama-v3.2-1b-base'
    """
    if "bedrock" in listing.provider:
        return ON_BEDROCK.get(name, name)
    if listing.provider.startswith("snowflake") and name == "gemma-7b":
        return "gemma-7b-it"
    if listing.provider == "ollama" and OLLAMA_CHAT.match(name):
        return f"{name}-chat"
    if BARE_SIZE.match(name) is None:
        return name
    hugging_face = listing.catalog == "litellm" and "meta-llama/" in listing.model_id
    means_base = listing.provider.startswith(("fireworks", "replicate")) or hugging_face
    return f"{name}-base" if means_base else name


def name_publisher(spelling: Spelling, listing: Listing) -> str | None:
    """The name of a community publisher's model; a gateway's own prefix names no publisher."""
    assert spelling.publisher is not None  # noqa: S101 - tells the type checker
    publisher, provider = clean(spelling.publisher), clean(listing.provider)
    if publisher.replace("-", "") == provider.replace("-", ""):
        bare = read_spelling(listing.model_id.rpartition("/")[2])
        lab = bare.lab or find_family(bare.name)
        return join(lab, bare.name) if lab and not is_fine_tune(bare.name) else None
    if publisher.startswith(f"{provider}-"):
        return join(provider, f"{publisher}-{spelling.name}")
    return join(publisher, spelling.name)


def name_from_display(listing: Listing) -> str | None:
    """What the display name says; None where it names no known family or the id a fine-tune."""
    if is_fine_tune(listing.model_id.lower()):
        return None
    text = re.sub(r"\([^)]*\)|[\[\]]", " ", listing.name.rpartition(": ")[2])
    spelling = read_spelling("-".join(text.split()))
    family = find_family(spelling.name)
    if family is None or is_fine_tune(spelling.name):
        return None
    return join(family, spelling.name)


def is_fine_tune(name: str) -> bool:
    """Whether a name without a publisher says that somebody changed the weights.

    >>> is_fine_tune("llama-3.3-70b-aurora-borealis"), is_fine_tune("llama-3.3-70b-instruct-fp8")
    (True, False)
    """
    if name.startswith("venice-"):
        return False
    sized = SIZED.match(name)
    return FINE_TUNE.search(name) is not None or (
        sized is not None
        and not all(PLAIN_WORDS.match(word) for word in re.split("[-_]", sized["rest"]))
    )


def own_name(listing: Listing) -> str:
    """The listing's name within its seller's own name space: merged with nothing else."""
    path = [part.lower() for part in listing.model_id.split("/")[:-1]]
    seller = next((part for part in reversed(path) if part in SELLERS), listing.provider)
    key = clean(seller).replace("_", "-")
    lab = load_sellers().get(key) or find_lab(seller) or find_lab(key) or key
    return join(lab, read_spelling(listing.model_id, listing.provider).name)


def join(lab: str, name: str) -> str:
    """The canonical ``lab/model`` by the lab's naming convention."""
    public = apply_convention(lab, name) if lab in load_labs() else name.removesuffix("-latest")
    return f"{lab}/{clean(public)}"


def clean(text: str) -> str:
    """The text with everything but letters, digits, dots, plus, underscores as single dashes."""
    return UNSAFE.sub("-", text.lower()).strip("-.") or "unnamed"
