"""Every error a user can meet, each with a stable code, an HTTP status and a process exit code.

    CaptivityError                    500  exit 1
    ├ InvalidInput                    400  exit 2
    │ ├ FieldsRefused                 (one finding per field)
    │ ├ InvalidDate
    │ ├ InvalidIRI
    │ ├ InvalidQuery                  (line and column where the parser gives them)
    │ ├ QueryTooLarge                 413
    │ ├ InvalidEdit                   (line and column of the scenario)
    │ ├ EditConflict                  409
    │ └ UnknownFormat                 406
    ├ NotAllowed                      403  exit 2
    │ ├ ReadOnlyStore
    │ └ RemoteRefused
    ├ NotFound                        404  exit 3
    │ ├ UnknownEntity
    │ ├ UnknownLoad
    │ ├ UnknownQuestion
    │ └ FileMissing
    ├ DataRejected                    422  exit 4
    │ ├ EmptyFile
    │ ├ ParseFailed                   (source, line, column)
    │ ├ ShapesViolated                (one finding per broken rule)
    │ ├ CatalogRejected               (one finding per broken entry)
    │ └ InputTooLarge                 413
    ├ StoreUnavailable                503  exit 5
    │ ├ StoreLocked
    │ ├ StoreUnwritable
    │ ├ StoreFull                     507
    │ ├ QueryFailed
    │ ├ QueryTimeout                  504
    │ ├ QueryCancelled
    │ ├ StoreBusy
    │ ├ RemoteUnreachable             502
    │ └ RemoteMisbehaved              502
    ├ CatalogUnreachable              502  exit 5
    ├ MetricUndefined                 422  exit 6
    └ MisconfiguredSettings           500  exit 7
      └ PortInUse

A message has three parts: what failed, on which thing, and what to do next. The class attributes
are read when the error is used, so a subclass that sets only ``code`` inherits the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one part of some input, in words a person can act on.

    ``severity`` is ``"violation"`` (blocks) or ``"warning"`` (does not). ``node`` names what is
    wrong, ``rule`` says the rule, ``value`` the offending value, ``fix`` the next step.
    """

    severity: str
    node: str
    rule: str
    value: str = ""
    line: int | None = None
    fix: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line is not None else ""
        value = f" (found {self.value})" if self.value else ""
        fix = f" {self.fix}" if self.fix else ""
        return f"{place}{self.node}: {self.rule}{value}{fix}"


class CaptivityError(Exception):
    """The root of every error raised on purpose by this project."""

    code: ClassVar[str] = "internal-error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        what: str,
        thing: str = "",
        advice: str = "",
        *,
        line: int | None = None,
        column: int | None = None,
        findings: Sequence[Finding] = (),
    ) -> None:
        self.what = what
        self.thing = thing
        self.advice = advice
        self.line = line
        self.column = column
        self.findings = tuple(findings)
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The three parts as one text: ``what: thing, line l, column c. advice``."""
        text = f"{self.what}: {self.thing}" if self.thing else self.what
        if self.line is not None:
            text += f", line {self.line}"
            if self.column is not None:
                text += f", column {self.column}"
        if self.advice:
            text += ("" if text.endswith((".", "?", "!")) else ".") + f" {self.advice}"
        return text

    def to_problem(self) -> dict[str, Any]:
        """The error as an RFC 9457 problem document (``application/problem+json``)."""
        problem: dict[str, Any] = {
            "type": f"https://w3id.org/captivity/problems#{self.code}",
            "title": self.what,
            "status": self.status,
            "detail": self.message,
            "code": self.code,
        }
        for key in ("line", "column"):
            if (number := getattr(self, key)) is not None:
                problem[key] = number
        if self.findings:
            problem["findings"] = [asdict(finding) for finding in self.findings]
        return problem


class InvalidInput(CaptivityError):
    """The request itself is malformed: an argument, a date, an IRI or a query text."""

    code = "invalid-input"
    status = 400
    exit_code = 2


class FieldsRefused(InvalidInput):
    """A form of which some fields are missing or not what they ask for.

    ``fields`` names them, in the order of the findings.
    """

    code = "fields-refused"

    def __init__(
        self,
        what: str,
        thing: str = "",
        advice: str = "",
        *,
        findings: Sequence[Finding] = (),
        fields: Sequence[str] = (),
    ) -> None:
        super().__init__(what, thing, advice, findings=findings)
        self.fields = tuple(fields)


class InvalidDate(InvalidInput):
    """A date that is not of the form YYYY-MM-DD or does not exist."""

    code = "invalid-date"


class InvalidIRI(InvalidInput):
    """A text that was given as an IRI and is none."""

    code = "invalid-iri"


class InvalidQuery(InvalidInput):
    """A SPARQL text that does not parse, or that asks for what is refused."""

    code = "invalid-query"


class QueryTooLarge(InvalidInput):
    """A SPARQL text beyond the limits that protect the engine."""

    code = "query-too-large"
    status = 413


class UnknownFormat(InvalidInput):
    """An output format or media type that the result cannot take."""

    code = "unknown-format"
    status = 406


class InvalidEdit(InvalidInput):
    """A line of a what-if scenario that says nothing we know."""

    code = "invalid-edit"


class EditConflict(InvalidInput):
    """An edit that contradicts the market it is applied to: closing what is closed."""

    code = "edit-conflict"
    status = 409


class NotAllowed(CaptivityError):
    """The caller may not do this here."""

    code = "not-allowed"
    status = 403
    exit_code = 2


class ReadOnlyStore(NotAllowed):
    """A change was asked of a store that is open for reading only."""

    code = "read-only-store"


class RemoteRefused(NotAllowed):
    """A remote store that does not accept who we are, or what we ask of it."""

    code = "remote-refused"


class NotFound(CaptivityError):
    """The thing asked for is not there."""

    code = "not-found"
    status = 404
    exit_code = 3


class UnknownEntity(NotFound):
    """No entity of that name, or more than one."""

    code = "unknown-entity"


class UnknownLoad(NotFound):
    """No load of that id."""

    code = "unknown-load"


class UnknownQuestion(NotFound):
    """No named question of that name."""

    code = "unknown-question"


class FileMissing(NotFound):
    """A file that was named and is not there or cannot be read."""

    code = "file-missing"


class DataRejected(CaptivityError):
    """Data that was offered and not taken; the store is as it was."""

    code = "data-rejected"
    status = 422
    exit_code = 4


class EmptyFile(DataRejected):
    """A file without a single triple."""

    code = "empty-file"


class ParseFailed(DataRejected):
    """A file that is not what its format says, with the line and the column."""

    code = "parse-failed"


class ShapesViolated(DataRejected):
    """Data that parses and breaks at least one rule of the shapes."""

    code = "shapes-violated"


class CatalogRejected(DataRejected):
    """A market catalog with broken entries."""

    code = "catalog-rejected"


class InputTooLarge(DataRejected):
    """Data beyond the limits on bytes, quads or the length of one literal."""

    code = "input-too-large"
    status = 413


class StoreUnavailable(CaptivityError):
    """The store cannot answer now."""

    code = "store-unavailable"
    status = 503
    exit_code = 5


class StoreLocked(StoreUnavailable):
    """Another process holds the store for writing."""

    code = "store-locked"


class StoreUnwritable(StoreUnavailable):
    """The folder of the store cannot be created or written."""

    code = "store-unwritable"


class StoreFull(StoreUnavailable):
    """No space left on the device; nothing of the write is kept."""

    code = "store-full"
    status = 507


class QueryFailed(StoreUnavailable):
    """The engine ended while it answered, for want of memory or by a fault of its own."""

    code = "query-failed"


class QueryTimeout(StoreUnavailable):
    """A query that was stopped at its deadline."""

    code = "query-timeout"
    status = 504


class QueryCancelled(StoreUnavailable):
    """A query that whoever asked does not want any more."""

    code = "query-cancelled"


class StoreBusy(StoreUnavailable):
    """Too many long queries run already; short ones are still answered."""

    code = "store-busy"


class RemoteUnreachable(StoreUnavailable):
    """A remote store that cannot be talked to."""

    code = "remote-unreachable"
    status = 502


class RemoteMisbehaved(StoreUnavailable):
    """A remote store whose answer is not what the protocol says, or beyond our limits."""

    code = "remote-misbehaved"
    status = 502


class CatalogUnreachable(CaptivityError):
    """A public catalog that cannot be fetched now; a file can be given instead."""

    code = "catalog-unreachable"
    status = 502
    exit_code = 5


class MetricUndefined(CaptivityError):
    """A number that has no meaning for this input."""

    code = "metric-undefined"
    status = 422
    exit_code = 6


class MisconfiguredSettings(CaptivityError):
    """A setting with a value that it cannot have."""

    code = "misconfigured-settings"
    exit_code = 7


class PortInUse(MisconfiguredSettings):
    """The port to serve on is taken."""

    code = "port-in-use"
