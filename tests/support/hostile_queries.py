"""Query texts that crash, hang or fill a plain process, built by size: every case we know of.

Those in ``REFUSED`` are beyond a limit of the guard, ``BROKEN`` do not parse or are refused by the
engine, and ``RUNAWAYS`` are within every limit and never end, or fill the memory.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping

Build = Callable[[int], str]


def _nest(opening: str, core: str, closing: str, around: str = "SELECT * { %s }") -> Build:
    return lambda size: around % (opening * size + core + closing * size)


def _chain(part: str, around: str) -> Build:
    return lambda size: around % (part * size)


EXPRESSION = "SELECT (%s AS ?x) {}"
#: Name -> the text of a size, and the size at which a plain process ended or hung.
NESTS: Mapping[str, tuple[Build, int]] = {
    "groups": (_nest("{", "", "}"), 2_200),
    "groups never closed": (lambda size: "SELECT * " + "{" * size, 2_200),
    "calls never closed": (lambda size: "SELECT (" + "ABS(" * size, 960),
    "calls": (_nest("ABS(", "1", ")", EXPRESSION), 960),
    "conditions": (_nest("IF(true,", "1", ",1)", EXPRESSION), 960),
    "parentheses": (_nest("(", "1", ")", EXPRESSION), 4_700),
    "negations": (_nest("!", "true", "", EXPRESSION), 9_400),
    "sub-selects": (_nest("{SELECT * ", "{}", "}"), 2_550),
    "alternatives": (_chain("||true", "SELECT (true%s AS ?x) {}"), 6_900),
    "sums": (_chain("+1", "SELECT (1%s AS ?x) {}"), 6_900),
    "unions": (_chain(" UNION {}", "SELECT * { {}%s }"), 6_600),
    "triple terms": (_nest("<<(?a ?b ", "?c", ")>>", "SELECT * { ?s ?p %s }"), 6_100),
    "path stars": (_chain("*", "SELECT * { ?s <urn:p>%s ?o }"), 8_400),
    "binds": (
        lambda size: "SELECT * {" + "".join(f"BIND(1 AS ?v{n})" for n in range(size)) + "}",
        2_650,
    ),
    "options": (_nest("OPTIONAL {?a ?b ?c ", "", "}"), 500),
    "options in a row": (_chain(" OPTIONAL {?a ?b ?c}", "SELECT * {%s}"), 500),
    "negated patterns": (_nest("?a ?b ?c FILTER NOT EXISTS {", "?a ?b ?c", "}"), 500),
    "required patterns": (_nest("?a ?b ?c FILTER EXISTS {", "?a ?b ?c", "}"), 500),
    "blank nodes": (_nest("?p [", "?p ?o", "]", "SELECT * { ?s %s }"), 500),
    "prefixes": (
        lambda size: "".join(f"PREFIX p{n}: <urn:{n}> " for n in range(size)) + "ASK {}",
        20_000,
    ),
    "variables": (
        lambda size: "SELECT * {" + "".join(f" ?a{n} ?b ?c ." for n in range(size)) + "}",
        20_000,
    ),
    "length": (lambda size: "SELECT * { ?s ?p '" + "x" * size + "' }", 1_100_000),
}

CALLS = (
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { sErViCe SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { SERVICE#\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
    r"SELECT * { SERV\u0049CE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?x ?y ?e SERVICE ?e { ?s ?p ?o } }",
    "LOAD <http://127.0.0.1:9/>",
    "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>",
)
BROKEN = (
    "SELECT * { ?s ?p '\0' }",
    "SELECT * { ?s ?p '\ud800' }",
    r"SELECT * { ?s ?p '\uD800' }",
    "SELECT * { ?s ?p ",
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "DROP ALL",
    "",
    "\ufeff\ufeffSELECT",
    "SELECT (1 AS ?x) { FILTER(",
    "'''" * 50_000,
)

_CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
RUNAWAYS: Mapping[str, str] = {
    "cross join": f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}",
    "cross join sorted": f"SELECT * {{ {_CROSS} }} ORDER BY ?c ?f ?i",
    "cross join distinct": f"SELECT DISTINCT ?a ?d ?g ?j {{ {_CROSS} }} ORDER BY ?a",
    "cross join grouped": f"SELECT ?a ?d ?g (COUNT(*) AS ?n) {{ {_CROSS} }} GROUP BY ?a ?d ?g",
    "concatenation": f"SELECT (GROUP_CONCAT(STR(?c)) AS ?x) {{ {_CROSS} }}",
    "construction": f"CONSTRUCT {{ ?a ?e ?i }} {{ {_CROSS} }}",
    "yes or no": f"ASK {{ {_CROSS} FILTER(?c + ?f + ?i + ?l < -1) }}",
    "closure of closures": "SELECT (COUNT(*) AS ?n) { ?a (<urn:p>*)* ?b . ?c (<urn:q>*)* ?d . "
    "?e (<urn:p>|<urn:q>)* ?f . ?g ?h ?i }",
    "two stars": "SELECT (COUNT(*) AS ?n) { ?a <urn:p>* ?b . ?c <urn:p>* ?d . ?e <urn:q>* ?f }",
    "negated path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)* ?b . ?c (!<urn:y>)* ?d }",
    "doubling text": "SELECT ?x31 {"
    + " BIND('ab' AS ?x0)"
    + "".join(f" BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(31))
    + "}",
    "doubling by replacement": "SELECT ?x31 {"
    + " BIND('aa' AS ?x0)"
    + "".join(f" BIND(REPLACE(?x{n}, 'a', 'aa') AS ?x{n + 1})" for n in range(31))
    + "}",
    "star of patterns": "SELECT * {" + "".join(f" ?a ?p{n} ?o{n} ." for n in range(200)) + "}",
    "negated join": "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS "
    "{ ?g ?h ?c . ?i ?j ?f . ?k ?l ?m FILTER(?m = ?a) } }",
    "regular expression": f"SELECT * {{ {_CROSS} FILTER(REGEX(STR(?a), '(a|aa)+$')) }} ORDER BY ?a",
}

#: Every case that the guard or the engine's parser refuses, at the size that ended a plain process.
REFUSED: Mapping[str, str] = {name: build(size) for name, (build, size) in NESTS.items()}
#: The same shapes as large as the guard lets them through: the wall has to hold these.
LARGEST = 60
PASSED: Mapping[str, str] = {
    name: build(LARGEST)
    for name, (build, _) in NESTS.items()
    if name not in ("length", "prefixes", "groups never closed", "calls never closed")
}


def iter_hostile(count: int, seed: int = 1) -> Iterator[str]:
    """Yield that many hostile texts, every case in turn, in an order that the seed decides."""
    cases = [*REFUSED.values(), *PASSED.values(), *CALLS, *BROKEN, *RUNAWAYS.values()]
    shuffle = random.Random(seed)  # noqa: S311 - repeatable
    while count > 0:
        shuffle.shuffle(cases)
        yield from cases[:count]
        count -= len(cases)
