"""What a disk would hold after a power cut: only what a traced process had synced.

The trace is of ``strace -f -y``. Kept are files whose data was synced, each as far as it was; a
file made since its folder was synced last is gone. What was removed stays removed.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,link,linkat,rename,renameat2,mkdir"
RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")
UNFINISHED = re.compile(r"^(\d+) +(.*) <unfinished \.\.\.>$")
CALL = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
DESCRIPTOR = re.compile(r"^(\d+)<([^>]*)>")
NAMES = re.compile(r'"([^"]*)"')


@dataclass(slots=True)
class Content:
    """The data of one file, under however many names."""

    size: int = 0
    synced: int = 0


@dataclass(slots=True)
class Disk:
    """What the trace says of the files below one folder."""

    root: str
    files: dict[str, Content] = field(default_factory=dict)
    #: Names that are on the disk for certain, and names that will be when the folder is synced.
    lasting: set[str] = field(default_factory=set)

    def play(self, line: str) -> None:
        """Take in one finished call."""
        match = CALL.match(line)
        if match is None or int(match[4]) < 0:
            return
        call, arguments, result = match[2], match[3], int(match[4])
        descriptor = DESCRIPTOR.match(arguments)
        path = descriptor[2] if descriptor else ""
        names = NAMES.findall(arguments)
        if call in ("write", "pwrite64") and path in self.files:
            self.files[path].size += result
        elif call == "openat" and "O_CREAT" in arguments and names[0].startswith(self.root):
            if "O_TRUNC" in arguments or names[0] not in self.files:
                self.files[names[0]] = Content()
        elif call in ("link", "linkat") and names[-2] in self.files:
            self.files[names[-1]] = self.files[names[-2]]
        elif call.startswith("rename"):
            self._rename(names[-2], names[-1])
        elif call in ("fsync", "fdatasync"):
            self._sync(path)

    def _rename(self, old: str, new: str) -> None:
        for name in [n for n in self.files if n == old or n.startswith(f"{old}/")]:
            self.files[new + name[len(old) :]] = self.files.pop(name)
        for name in [n for n in self.lasting if n.startswith(f"{old}/")]:
            self.lasting.remove(name)
            self.lasting.add(new + name[len(old) :])

    def _sync(self, path: str) -> None:
        if path in self.files:
            self.files[path].synced = self.files[path].size
        elif path.startswith(self.root):
            self.lasting |= {name for name in self.files if str(Path(name).parent) == path}
            self.lasting.add(path)


def read_trace(trace: Path, root: Path) -> Disk:
    """The disk at the end of a trace."""
    disk, open_calls = Disk(str(root)), dict[str, str]()
    for line in trace.read_text(errors="replace").splitlines():
        if match := UNFINISHED.match(line):
            open_calls[match[1]] = match[2]
        elif match := RESUMED.match(line):
            disk.play(f"{match[1]} {open_calls.pop(match[1], '')}{match[3]}")
        else:
            disk.play(line)
    return disk


def copy_after_cut(trace: Path, root: Path, target: Path) -> int:
    """Copy the folder as it would be after the cut; return how many files lost something."""
    disk = read_trace(trace, root)
    shutil.copytree(root, target)
    harmed = 0
    for name, content in disk.files.items():
        copy = target / Path(name).relative_to(root)
        if not copy.is_file():
            continue
        if name not in disk.lasting:
            copy.unlink()
            harmed += 1
        elif copy.stat().st_size > content.synced:
            os.truncate(copy, content.synced)
            harmed += 1
    return harmed
