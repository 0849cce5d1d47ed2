"""What is said of a load beside its bytes: its name, where they come from, how sure one is."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import InvalidInput, InvalidIRI
from graph.market.columns import parse_number

LONGEST_NAME = 120
ADDRESSES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Origin:
    """The words of whoever adds a file; every one may be left out.

    ``title`` is the name of the load instead of the file's; ``source`` a web address;
    ``confidence`` a number from 0 to 1 as text, for the channels that nobody speaks about.
    """

    title: str = ""
    source: str = ""
    confidence: str = ""

    def checked(self) -> Origin:
        """The same, tidied.

        >>> Origin(title=" Q3 ", confidence=".50").checked()
        Origin(title='Q3', source='', confidence='0.5')

        Raises
        ------
        InvalidInput, InvalidIRI
            One of them is not what it should be.
        """
        title = self.title.strip()
        if len(title) > LONGEST_NAME or "/" in title or not title.isprintable():
            raise InvalidInput(
                "Not the name of a load",
                repr(title[:LONGEST_NAME]),
                f"Use up to {LONGEST_NAME} characters, no slash and no control character.",
            )
        return Origin(title, _address(self.source.strip()), _share(self.confidence.strip()))


#: Nothing is said beside the bytes.
NO_ORIGIN = Origin()


def _address(text: str) -> str:
    from pyoxigraph import NamedNode

    if not text:
        return ""
    try:
        NamedNode(text)
    except ValueError as error:
        raise InvalidIRI("Not a web address", repr(text), f"{error}.") from error
    if not text.startswith(ADDRESSES):
        raise InvalidIRI("Not a web address", repr(text), "Begin with https:// or http://.")
    return text


def _share(text: str) -> str:
    if not text:
        return ""
    number = parse_number(text)
    if number is None or not 0 <= number <= 1:
        raise InvalidInput("Not a confidence", repr(text), "Give a number from 0 to 1: 0.8.")
    short = f"{number:f}"
    # As the engine writes it: 1.0 for 1, 0.5 for 0.50.
    return f"{short.rstrip('0').rstrip('.')}" if "." in short else short
