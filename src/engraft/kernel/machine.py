"""How much memory this machine has."""

from __future__ import annotations

import ctypes
import os
import sys

_UNKNOWN = sys.maxsize


class _WindowsMemory(ctypes.Structure):
    """What GlobalMemoryStatusEx fills in."""

    _fields_ = (
        ("length", ctypes.c_uint32), ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("physical", "free", "paged", "paged_free", "virtual", "rest", "more")),
    )  # fmt: skip


def physical_memory() -> int:
    """Count the bytes of memory this machine has; a number beyond all machines where it does not say."""
    if sys.platform == "win32":
        status = _WindowsMemory(length=ctypes.sizeof(_WindowsMemory))
        known = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.physical) if known else _UNKNOWN
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return _UNKNOWN
    return pages * size if min(pages, size) > 0 else _UNKNOWN
