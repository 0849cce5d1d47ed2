"""How an answer travels from a worker: in frames of a letter, a length and the content."""

from __future__ import annotations

import os
import struct

FRAME = struct.Struct(">cI")
# The first part is sent early for a quick first byte, the later ones are large for speed.
FIRST_PART = 4 * 1024
PART = 256 * 1024


class TooMuchOutput(Exception):
    """The result is larger than the operator allows."""


class FrameWriter:
    """A file for the engine to serialise into, that sends what it gets as ``D`` frames."""

    def __init__(self, channel: int, head: bytes, most: int) -> None:
        self.channel = channel
        self.parts: list[bytes] = []
        self.size = 0
        self.limit = FIRST_PART
        self.left = most
        self.waiting = head

    def write(self, content: bytes) -> int:
        """Take some bytes; send them when there are enough."""
        self.parts.append(content)
        self.size += len(content)
        if self.size >= self.limit:
            self.send()
            self.limit = PART
        return len(content)

    def flush(self) -> None:
        """Send nothing: the engine asks for this when it is done, and then comes the end.

        Sent apart, a short result would wake its reader twice, who could not tell it is whole.
        """

    def send(self) -> None:
        """Send what is waiting."""
        self.left -= self.size
        if self.left < 0:
            raise TooMuchOutput
        if self.parts:
            frame = FRAME.pack(b"D", self.size)
            send_all(self.channel, b"".join([self.waiting, frame, *self.parts]))
            self.waiting, self.parts, self.size = b"", [], 0

    def end(self) -> None:
        """Send the rest and the end, in one piece."""
        self.left -= self.size
        if self.left < 0:
            raise TooMuchOutput
        data = [FRAME.pack(b"D", self.size), *self.parts] if self.parts else []
        send_all(self.channel, b"".join([self.waiting, *data, FRAME.pack(b"E", 0)]))


def send_all(channel: int, content: bytes) -> None:
    """Write all of it, however little is taken at a time."""
    sent = os.write(channel, content)
    while sent < len(content):
        sent += os.write(channel, memoryview(content)[sent:])


def send_error(channel: int, kind: str, message: str) -> None:
    """Write the frame of an error."""
    content = f"{kind}\n{message}".encode("utf-8", "replace")
    send_all(channel, FRAME.pack(b"X", len(content)) + content)
