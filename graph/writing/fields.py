"""What can be said of a channel, a stake and a claim, field by field, as people fill it in.

The command line takes its options from these tables and the web page its form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from pyoxigraph import NamedNode

from graph.terms import CTV, DCTERMS, RDFS, SCHEMA


class Type(Enum):
    """How the text of a field is read."""

    NAME = "name"
    CODE = "code"
    DAY = "day"
    FRACTION = "fraction"
    AMOUNT = "amount"
    SHARE = "share"
    FLAG = "flag"
    TEXT = "text"
    URL = "url"
    SLUG = "slug"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what it is called and asks for, and what it is written as.

    ``target`` is the class of things that a NAME may name (``"Record"`` for anything) or the code
    list of a CODE. A SHARE is written as two predicates, its bounds. ``about`` says which node of
    the file it describes: ``"subject"``, ``"claim"`` or ``"source"``.
    """

    name: str
    label: str
    type: Type
    help: str
    predicates: tuple[NamedNode, ...] = ()
    target: str = ""
    about: str = "subject"
    required: bool = False
    many: bool = False
    default: str = ""

    @property
    def option(self) -> str:
        """The field as an option of the command line."""
        return f"--{self.name.replace('_', '-')}"


def _name(
    name: str,
    label: str,
    predicate: NamedNode,
    target: str,
    help: str,
    required: bool = False,
    many: bool = False,
) -> Field:
    return Field(name, label, Type.NAME, help, (predicate,), target, required=required, many=many)


def _code(
    name: str,
    label: str,
    predicate: NamedNode,
    target: str,
    help: str,
    required: bool = False,
    many: bool = False,
) -> Field:
    return Field(name, label, Type.CODE, help, (predicate,), target, required=required, many=many)


PERIOD = (
    Field("valid_from", "From", Type.DAY, "First day on which it holds.", (CTV.validFrom,)),
    Field("valid_to", "Until", Type.DAY, "First day on which it no longer holds.", (CTV.validTo,)),
    _code("precision", "Dates are", CTV.datePrecision, "Precisions", "How well they are known."),
)
OWN = (
    Field("label", "Label", Type.TEXT, "What to call it. Default: made from the names.",
          (RDFS.label,)),
    Field("id", "Identifier", Type.SLUG, "Its slug. Default: made from the names."),
)  # fmt: skip
CHANNEL = (
    _name("asset", "Asset", CTV.asset, "Asset", "The model or assistant.", required=True),
    _name("platform", "Platform", CTV.platform, "Platform", "What it goes through.", required=True),
    _code("stage", "Stage", CTV.stage, "Stages", "How far it has come.", required=True),
    _code("access", "Access", CTV.accessMode, "AccessModes", "How it can be used.", required=True),
    _name("biller", "Billed by", CTV.billedBy, "Organization",
          "Who invoices. Default: the operator."),
    _name("host", "Hosted on", CTV.hostedOn, "Cloud", "The cloud on which inference runs."),
    _name("seller", "Sold by", CTV.sellerOfRecord, "Organization", "The party to the contract."),
    _name("surface", "Met on", CTV.surface, "Surface",
          "The only place it can be used; a gate, so mostly left out."),
    *PERIOD,
    _code("exclusivity", "Exclusivity", CTV.exclusivity, "Exclusivities",
          "Whether it may be offered elsewhere; leave out what no source says."),
    _code("function", "Function", CTV.function, "Functions", "What it does there.", many=True),
    _name("upstream", "Rests on channel", CTV.upstream, "Channel",
          "A channel without which this one does not work.", many=True),
    _name("contract", "Bought under", CTV.procuredUnder, "ProcurementVehicle",
          "A contract by which it can be bought.", many=True),
    _name("compliance", "Accepted under", CTV.compliance, "CompliancePosture",
          "Assurances that cover it.", many=True),
    Field("weight", "Weight of use", Type.AMOUNT, "Realised use, not negative.", (CTV.weight,)),
    *OWN,
)  # fmt: skip
STAKE = (
    _name("holder", "Holder", CTV.holder, "Organization", "Who owns.", required=True),
    _name("issuer", "In", CTV.issuer, "Organization", "Who is owned.", required=True),
    Field("votes", "Share of votes", Type.SHARE, "From 0 to 1: 0.27, or a range 0.25-0.3.",
          (CTV.votingShareMin, CTV.votingShareMax)),
    Field("profits", "Share of profits", Type.SHARE, "From 0 to 1: 0.27, or a range 0.25-0.3.",
          (CTV.economicShareMin, CTV.economicShareMax)),
    Field("control", "Confers control", Type.FLAG, "True when a source says that it decides.",
          (CTV.confersControl,)),
    *PERIOD,
    _code("verification", "Verification", CTV.verification, "Verifications",
          "Whether somebody checked it."),
    *OWN,
)  # fmt: skip
SAID = (
    Field("statement", "Statement", Type.TEXT, "What the source says, in your own words.",
          (CTV.statement,), about="claim"),
    Field("confidence", "Confidence", Type.FRACTION, "How sure you are that it is so, 0 to 1.",
          (CTV.confidence,), about="claim", required=True),
    Field("claim_kind", "Kind of claim", Type.CODE, "Fact, inference, opinion ...",
          (CTV.claimKind,), "ClaimKinds", about="claim", default="Fact"),
    Field("polarity", "Speaks", Type.CODE, "For it or against it.",
          (CTV.polarity,), "Polarities", about="claim", default="Asserts"),
    Field("recorded_on", "Said on", Type.DAY, "The day on which the source said it.",
          (CTV.recordedOn,), about="claim"),
    Field("locator", "Where in the source", Type.TEXT, "A page, paragraph or section.",
          (CTV.locator,), about="claim"),
    Field("contests", "Contests", Type.NAME, "A claim that it speaks against.",
          (CTV.contests,), "Claim", about="claim", many=True),
    Field("note", "Your note", Type.TEXT, "How you read, dated or judged it.",
          (CTV.curatorNote,), about="claim"),
)  # fmt: skip
SOURCE = (
    Field("source", "Known source", Type.NAME, "A source that is in the graph.",
          target="Source", about="source"),
    Field("source_title", "Title", Type.TEXT, "Of a source that is not in the graph.",
          (DCTERMS.title,), about="source"),
    Field("source_url", "Address", Type.URL, "Its web address.", (SCHEMA.url,), about="source"),
    Field("source_date", "Issued", Type.DAY, "The day it came out.", (DCTERMS.issued,),
          about="source"),
)  # fmt: skip
ABOUT = Field(
    "about", "About", Type.NAME, "The channel, stake, event or thing it speaks of.",
    (CTV.about,), "Record", about="claim", required=True, many=True,
)  # fmt: skip
CLAIM_ID = Field("id", "Identifier", Type.SLUG, "Its slug. Default: made from the names.",
                 about="claim")  # fmt: skip

#: What can be written -> its fields, in the order in which they are asked for.
FORMS: Mapping[str, tuple[Field, ...]] = {
    "channel": (*CHANNEL, *SAID, *SOURCE),
    "stake": (*STAKE, *SAID, *SOURCE),
    "claim": (ABOUT, replace(SAID[0], required=True), *SAID[1:], CLAIM_ID, *SOURCE),
}
