"""The server's memory after large requests is bounded by few heaps."""

from __future__ import annotations

import platform
import subprocess
import sys

PROGRAM = """
import sys, threading
from web.memory import share_heaps
print(share_heaps())
done = threading.Event()
threads = [threading.Thread(target=lambda: (bytes(300_000), done.wait())) for _ in range(16)]
for thread in threads:
    thread.start()
with open("/proc/self/maps") as maps:
    # Without those of files, of which one may stand at such a place by chance.
    starts = [int(line.split("-")[0], 16) for line in maps if len(line.split()) == 5]
# A heap of glibc begins at a multiple of 64 MiB.
print(sum(start % (64 * 2**20) == 0 for start in starts))
done.set()
"""


def test_threads_share_two_heaps() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    is_shared, heaps = done.stdout.split()
    assert is_shared == str(platform.libc_ver()[0] == "glibc")
    assert int(heaps) <= 2
