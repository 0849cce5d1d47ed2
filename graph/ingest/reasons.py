"""What a parser's complaint means: the reason and the fix in words, for a person with a file."""

from __future__ import annotations

import re

from pyoxigraph import RdfFormat

from graph.errors import ParseFailed
from graph.terms import PREFIXES

#: How a file begins that is something else: its first bytes, and what to say.
DISGUISES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*<(!doctype\s+html|html)", re.I), "It is a web page (HTML), not {form}."),
    (re.compile(rb"\s*<\?xml"), "It is XML, not {form}: name an RDF/XML file .rdf."),
    (re.compile(rb"\s*[\[{]\s*[\"}\[{]"), "It is JSON, not {form}: name a JSON-LD file .jsonld."),
    (re.compile(rb"%PDF"), "It is a PDF, not {form}."),
    (re.compile(rb"PK\x03\x04"), "It is a zip or office file, not {form}."),
)
PARSER_PREFIX = re.compile(r"^Parser error at .*?: ", re.DOTALL)
PARSER_SUFFIX = re.compile(r" \(line \d+\)$")
UNDECLARED = re.compile(r"The prefix (\S*): has not been declared|Unknown prefix (\S+?):?$")
CALLBACK = "LoadDocumentCallback"


def parse_failure(name: str, form: RdfFormat, content: bytes, error: SyntaxError) -> ParseFailed:
    """The error for a file that the parser refused: where, why and what to do."""
    words = PARSER_SUFFIX.sub("", PARSER_PREFIX.sub("", error.msg or str(error)))
    if (disguise := find_disguise(content, form)) is not None:
        return ParseFailed(f"Not a {form.name} file", name, disguise, line=error.lineno)
    reason, fix = explain(words, form)
    return ParseFailed(
        f"The file does not parse as {form.name}",
        name,
        f"{reason} {fix}".strip(),
        line=error.lineno,
        column=error.offset,
    )


def find_disguise(content: bytes, form: RdfFormat) -> str | None:
    """What the file is instead, if its first bytes tell; None if they do not."""
    own = {RdfFormat.RDF_XML: 1, RdfFormat.JSON_LD: 2}.get(form)
    for number, (pattern, words) in enumerate(DISGUISES):
        if number != own and pattern.match(content[:512]):
            return words.format(form=form.name)
    if b"\0" in content[:4096]:
        return f"It holds binary data, not {form.name}."
    return None


def explain(words: str, form: RdfFormat) -> tuple[str, str]:
    """The reason and the fix for one complaint of the parser."""
    if match := UNDECLARED.search(words):
        return _undeclared(match[1] if match[1] is not None else match[2])
    if words.startswith("Unexpected end"):
        return (
            "The file ends in the middle of a statement.",
            "Add the final dot, or the bracket or quotation mark that is missing.",
        )
    if words.startswith("A dot is expected"):
        return "The statement before this place does not end.", "Add the missing dot."
    if words.startswith("Line jumps are not allowed"):
        return (
            "A text in quotation marks runs over the end of its line.",
            'Close the quotation mark, or use """ around a text of several lines.',
        )
    if "Invalid UTF-8" in words:
        return "The bytes here are not UTF-8.", "Save the file as UTF-8."
    if "No scheme found" in words:
        return "An IRI here is relative and there is no base.", "Write it in full, or add @base."
    if CALLBACK in words:
        return "Its @context is at another address, which is not fetched.", "Write it in the file."
    return f"{words.rstrip('.')}.", ""


def _undeclared(prefix: str) -> tuple[str, str]:
    iri = PREFIXES.get(prefix, "...")
    return (
        f"The prefix {prefix}: is not declared.",
        f"Add at the top: @prefix {prefix}: <{iri}> .",
    )
