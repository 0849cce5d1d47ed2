"""How much memory the server keeps of what hostile requests once took."""

from __future__ import annotations

import ctypes

#: The parameter of mallopt(3) that bounds the number of heaps.
ARENA_MAX = -8
HEAPS = 2


def share_heaps() -> bool:
    """Have all threads of this process share two heaps; whether the C library does that.

    With glibc each thread has its own otherwise, and each keeps what its largest query text took:
    450 MB after many texts of a megabyte, against 155 with two (measured). Python's threads take
    turns anyway, so nobody waits for a heap.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(ARENA_MAX, HEAPS))
    except (AttributeError, OSError):
        # Another C library, which has other habits.
        return False
