"""What a query worker may ask of the system: next to nothing, and never a network or a process.

The filter of system calls is a classic BPF program, handed to the kernel through ``prctl``. It
names what a reader never needs instead of what it may do: a list of what is allowed would break
with the next C library. Imports only what a worker can afford at its start.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
import sys

#: prctl(2), seccomp(2) and linux/audit.h.
SET_DUMPABLE, SET_SECCOMP, SET_NO_NEW_PRIVS = 4, 22, 38
MODE_FILTER = 2
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
KILL_PROCESS, ALLOW, REFUSE = 0x80000000, 0x7FFF0000, 0x00050000
#: Where the parts of the data of a call are: its number, its machine, its arguments.
NUMBER, MACHINE, ARGUMENT = 0, 4, 16
X32 = 0x40000000
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CLONE_THREAD = 0x00010000
MOST_FILES = 1024

#: Machine -> audit number, and the numbers of open, openat, clone, clone3 and openat2.
MACHINES = {
    "x86_64": (0xC000003E, {"open": 2, "openat": 257, "clone": 56, "clone3": 435, "openat2": 437}),
    "aarch64": (0xC00000B7, {"openat": 56, "clone": 220, "clone3": 435, "openat2": 437}),
}
#: socket, socketpair, bind, listen, accept, connect, send and receive in all their forms, io_uring
#: (which can do all of that without a further call).
NETWORK = {
    "x86_64": (41, 53, 49, 50, 43, 288, 42, 44, 45, 46, 47, 307, 299, 425, 426, 427),
    "aarch64": (198, 199, 200, 201, 202, 242, 203, 206, 207, 211, 212, 269, 243, 425, 426, 427),
}
#: Files: create, rename, link, remove, truncate, make and remove folders.
FILES = {
    "x86_64": (85, 82, 264, 316, 86, 265, 88, 266, 87, 263, 83, 258, 84, 76, 77),
    "aarch64": (38, 276, 37, 36, 35, 34, 45, 46),
}
#: Other programs and processes: exec, fork, ptrace, kill, pidfd and reading another's memory;
#: files: change of mode or owner, mknod; the system:
#: mount, chroot, namespaces, bpf, perf, keys, userfaultfd, modules, kexec, reboot, shared queues.
OTHERS = {
    "x86_64": (
        *(59, 322, 57, 58, 101, 62, 200, 434, 438, 424, 310, 311),
        *(90, 91, 268, 92, 93, 94, 260, 133, 259, 188, 189, 190, 319),
        *(165, 166, 161, 155, 308, 272, 321, 298, 248, 249, 250, 323, 304),
        *(175, 313, 176, 246, 169, 240, 29, 68, 64),
    ),
    "aarch64": (
        *(221, 281, 117, 129, 130, 434, 438, 424, 270, 271),
        *(52, 53, 55, 54, 33, 5, 6, 7, 279),
        *(40, 39, 51, 41, 268, 97, 280, 241, 217, 218, 219, 282, 265),
        *(105, 273, 106, 104, 142, 180, 194, 186, 190),
    ),
}


def confine(*, network: bool, writing: bool = False, folders: bool = False) -> bool:
    """Take from this process, for good, what a reader does not need; whether the filter holds.

    No core dumps, no writing of files (unless ``writing``), no gain of rights, a bound on open
    files; with the filter also no sockets (unless ``network``), no other processes, no opening for
    writing (unless ``writing``), no files made, renamed or removed (unless ``folders``).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not writing:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if not sys.platform.startswith("linux"):
        return False
    prctl = _prctl()
    prctl(SET_DUMPABLE, 0, 0, 0, 0)
    machine = os.uname().machine
    if prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or machine not in MACHINES:
        return False
    code = make_filter(machine, network=network, writing=writing, folders=folders)
    buffer = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    pointer = ctypes.addressof(ctypes.create_string_buffer(head, len(head)))
    return bool(prctl(SET_SECCOMP, MODE_FILTER, pointer, 0, 0) == 0)


def is_supported() -> bool:
    """Whether the kernel takes filters of system calls and we know its numbers.

    Asked without setting one: a filter at address 0 is a bad address where filters are known, and
    a bad argument where they are not.
    """
    if not sys.platform.startswith("linux") or os.uname().machine not in MACHINES:
        return False
    _prctl()(SET_SECCOMP, MODE_FILTER, 0, 0, 0)
    return ctypes.get_errno() == errno.EFAULT


def make_filter(
    machine: str, *, network: bool, writing: bool = False, folders: bool = False
) -> bytes:
    """The program that the kernel runs before each system call, eight bytes an instruction."""
    audit, special = MACHINES[machine]
    refused = [*OTHERS[machine]]
    refused += [] if network else NETWORK[machine]
    refused += [] if folders else FILES[machine]
    denied = REFUSE | errno.EPERM
    program = [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, denied),
    ]
    for number in refused:
        program += [(EQUAL, 0, 1, number), (RETURN, 0, 0, denied)]
    # The C library falls back to the older call, whose arguments a filter can see.
    for name in ("clone3", "openat2"):
        program += [(EQUAL, 0, 1, special[name]), (RETURN, 0, 0, REFUSE | errno.ENOSYS)]
    for name, place in (("open", 1), ("openat", 2)):
        if name in special and not writing:
            program += _unless(special[name], place, WRITES, denied, wanted=False)
    program += _unless(special["clone"], 0, CLONE_THREAD, denied, wanted=True)
    program.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *line) for line in program)


def _unless(
    number: int, place: int, bits: int, refusal: int, *, wanted: bool
) -> list[tuple[int, int, int, int]]:
    """Refuse one call whose argument has any of the bits, or has none of them if ``wanted``."""
    has, has_not = (1, 0) if wanted else (0, 1)
    return [
        (EQUAL, 0, 4, number),
        (LOAD, 0, 0, ARGUMENT + 8 * place + (4 if sys.byteorder == "big" else 0)),
        (ANY_BIT, has, has_not, bits),
        (RETURN, 0, 0, refusal),
        (RETURN, 0, 0, ALLOW),
    ]


def _prctl() -> ctypes._NamedFuncPointer:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    return prctl
