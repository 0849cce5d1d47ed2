"""A file whose every text and IRI is an attack, and what a page must look like that shows it."""

from __future__ import annotations

from html.parser import HTMLParser

MARKUP = '</script></textarea></title><evil-tag evil=1 onload=alert(1)>"\' onerror=alert(2) x="'
FORMULA = '=HYPERLINK("https://evil.example","x")'
TURNED = "\u202egpj.exe\u202d \u2066open\u2069 \u200f(evil)"
EMOJI = "🤖👩‍💻🏴‍☠️ 通义千问"
LONG = "evil" * 2500
JINJA = "{{ 7 * 7 }}{% raw %} ${7*7} %s %(x)s {0}"
NAMES = {
    "markup": MARKUP, "formula": FORMULA, "turned": TURNED, "emoji": EMOJI, "long": LONG,
    "jinja": JINJA, "plus": "+1+cmd|' /C calc'!A0", "at": "@SUM(1)", "minus": "-2+3",
}  # fmt: skip
#: Addresses that a source gives for itself, each ``javascript:`` in a disguise, or its like.
ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript&colon;alert(1)",
    "java%0ascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)",
    "//evil.example/x", "blob:https://evil.example/x", "https:javascript:alert(1)",
)  # fmt: skip
#: IRIs of entities that end an attribute, run, or lead elsewhere.
IRIS = (
    "javascript:alert(1)", "data:text/html,alert(1)",
    "https://w3id.org/captivity/id/evil'onload=alert(1)", "https://evil.example/'onclick=alert(1)",
    "https://w3id.org/captivity/id/../../add", "https://w3id.org/captivity/id//evil.example",
)  # fmt: skip
HEAD = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ENTRY = """
:evil-{key} a ctv:Model ; rdfs:label {name} ; ctv:developedBy :evil-{key}-org .
:evil-{key}-org a ctv:Vendor ; rdfs:label {name} .
:evil-{key}-platform a ctv:ModelPlatform ; rdfs:label {name} ; ctv:operatedBy :evil-{key}-org .
:evil-{key}-channel a ctv:Channel ; rdfs:label {name} ; ctv:asset :evil-{key} ;
    ctv:platform :evil-{key}-platform ; ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ;
    ctv:exclusivity ctv:NonExclusive ; ctv:validFrom "2026-06-02"^^xsd:date ;
    ctv:listingId {name} .
:evil-{key}-claim a ctv:Claim ; ctv:about :evil-{key}-channel ; ctv:claimKind ctv:Fact ;
    ctv:polarity ctv:Asserts ; ctv:confidence 0.9 ; ctv:locator {name} ; ctv:statement {name} ;
    prov:hadPrimarySource :evil-{key}-source .
:evil-{key}-source a ctv:Source ; dcterms:title {name} ; schema:url {url} .
"""
STRANGE = """
<{iri}> a ctv:Model ; rdfs:label "Strange {number}" ; ctv:developedBy :evil-markup-org .
:strange-{number} a ctv:Channel ; rdfs:label "Strange road {number}" ; ctv:asset <{iri}> ;
    ctv:platform :evil-markup-platform ; ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ;
    ctv:exclusivity ctv:NonExclusive ; ctv:validFrom "2026-06-02"^^xsd:date ;
    prov:hadPrimarySource :evil-markup-source .
"""


def quoted(text: str) -> str:
    """The text as a literal of Turtle."""
    inner = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inner}"'


def hostile_file() -> str:
    """The file: every kind of record by every name, and models under strange IRIs."""
    urls = [ADDRESSES[n % len(ADDRESSES)] for n in range(len(NAMES))]
    entries = [
        ENTRY.format(key=key, name=quoted(name), url=f'"{url.replace(chr(34), "")}"^^xsd:anyURI')
        for (key, name), url in zip(NAMES.items(), urls, strict=True)
    ]
    strange = [STRANGE.format(iri=iri, number=number) for number, iri in enumerate(IRIS)]
    return HEAD + "".join(entries) + "".join(strange)


#: Elements that are never there, or only as we write them.
WATCHED = ("evil-tag", "img", "iframe", "object", "embed", "base", "meta", "script", "link")


class PageReader(HTMLParser):
    """Reads a page as a browser does, and collects what no page of ours would hold."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in (
            "evil-tag",
            "img",
            "iframe",
            "object",
            "embed",
            "base",
            "meta",
            "script",
            "link",
        ):
            self._check_special(tag, given)
        for name, value in given.items():
            if name.startswith(("on", "evil", "style", "srcdoc")):
                self.faults.append(f"<{tag} {name}={value[:60]}>")
            if name in ("href", "src", "action", "formaction", "xlink:href") and not is_safe(value):
                self.faults.append(f"<{tag} {name}={value[:80]}>")

    handle_startendtag = handle_starttag

    def _check_special(self, tag: str, given: dict[str, str]) -> None:
        is_ours = {
            "img": given.get("src", "").startswith("/static/"),
            "link": given.get("href", "").startswith(("/", "?")),
            "script": given.get("src", "").startswith("/static/")
            or given.get("type") == "application/json",
            "meta": "http-equiv" not in given,
        }
        if not is_ours.get(tag, False):
            self.faults.append(f"<{tag} {given}>")


def is_safe(address: str) -> bool:
    """Whether an address on a page of ours leads to us or openly to the web."""
    ours = address.startswith(("/", "?", "#")) and not address.startswith("//")
    return ours or address == "" or address.startswith(("https://", "http://", "mailto:"))
