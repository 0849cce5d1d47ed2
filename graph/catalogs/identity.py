"""Which canonical model is this listing? Ordered steps, each of which may decline.

A curated decision comes first, then the catalog's own statement, then the id, then the display
name. A listing that none of them resolves stays in its provider's own name space, where it can
be merged with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.catalogs.conventions import MAX_ROUNDS, apply_convention
from graph.catalogs.labs import SELLERS, SERVING_LABS, find_family, find_lab, load_labs, read_table
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
    r"|solidity|infracelestial|rprmax|darkidol|storybreaker|celeste|hanami|bluestar|evayale"
    r"|-anko$|-musica|-queen$|-fabled$|-garnet|-gemopus$|-larkspur|-meromero|-vivid|-cognitive"
    r"|-k1-v5$|nex-n1|chimera|-eva-|-writer|-marvin|sea-lion|swallow|-tenyxchat"
)
UNSAFE = re.compile(r"[^a-z0-9.+_-]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """The answer for one listing: ``model`` is the name within ``lab``; confidence in [0, 1]."""

    lab: str
    model: str
    method: str
    confidence: float

    @property
    def canonical(self) -> str:
        """The full name, ``<lab>/<model>``."""
        return f"{self.lab}/{self.model}"


Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves listings, one at a time and in any order, with the curated decisions it was given.

    ``decisions`` maps (catalog, provider, model id) to a canonical name; ``*`` as the provider
    stands for every provider.
    """

    decisions: Mapping[Key, str] = field(default_factory=dict)

    def resolve(self, listing: Listing) -> Identity:
        """The identity of one listing."""
        for method, canonical in (
            (CURATED, self.find_decision(listing)),
            (STATED, canonicalise(listing.base_model) if listing.base_model else None),
            (BY_ID, name_from_id(listing)),
            (BY_NAME, name_from_display(listing)),
            (UNRESOLVED, own_name(listing)),
        ):
            if canonical is not None:
                lab, _, model = (canonicalise(canonical) or canonical).partition("/")
                return Identity(lab, model, method, CONFIDENCE[method])
        raise AssertionError("the last step always answers")

    def find_decision(self, listing: Listing) -> str | None:
        """What a curator decided about this listing; None if nothing."""
        for provider in (listing.provider, "*"):
            decision = self.decisions.get((listing.catalog, provider, listing.model_id))
            if decision is not None:
                return decision
        return None


def load_resolver() -> Resolver:
    """A resolver with the curated decisions shipped beside this module."""
    rows = read_table("identity.csv")
    return Resolver(
        {(row["catalog"], row["provider"], row["model_id"]): row["canonical_model"] for row in rows}
    )


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
    spelling = read_spelling(listing.model_id)
    if spelling.publisher is not None and spelling.lab is None:
        return name_publisher(spelling, listing)
    family = find_family(spelling.name)
    if spelling.lab is None:
        return join(family, spelling.name) if family and not is_fine_tune(spelling.name) else None
    if family is not None and family != spelling.lab and spelling.lab in SERVING_LABS:
        return join(family, spelling.name)
    if family is None and spelling.lab != find_lab(listing.provider):
        return name_from_display(listing) or join(spelling.lab, spelling.name)
    return join(spelling.lab, spelling.name)


def name_publisher(spelling: Spelling, listing: Listing) -> str | None:
    """The name of a community publisher's model; a gateway's own prefix names no publisher."""
    assert spelling.publisher is not None  # noqa: S101 - tells the type checker
    publisher, provider = clean(spelling.publisher), clean(listing.provider)
    if publisher.replace("-", "") == provider.replace("-", ""):
        bare = read_spelling(listing.model_id.rpartition("/")[2])
        family = bare.lab or find_family(bare.name)
        return join(family, bare.name) if family and not is_fine_tune(bare.name) else None
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
    """Whether a name without a publisher says that somebody changed the weights."""
    return FINE_TUNE.search(name) is not None and not name.startswith("venice-")


def own_name(listing: Listing) -> str:
    """The listing's name within its seller's own name space: merged with nothing else."""
    path = [part.lower() for part in listing.model_id.split("/")[:-1]]
    seller = next((part for part in reversed(path) if part in SELLERS), listing.provider)
    return join(find_lab(seller) or clean(seller), read_spelling(listing.model_id).name)


def join(lab: str, name: str) -> str:
    """The canonical ``lab/model`` by the lab's naming convention."""
    public = apply_convention(lab, name) if lab in load_labs() else name
    return f"{lab}/{clean(public)}"


def clean(text: str) -> str:
    """The text with everything but letters, digits, dots, plus, underscores as single dashes."""
    return UNSAFE.sub("-", text.lower()).strip("-.") or "unnamed"
