"""Compiled objects on disk, safe against crashes, other writers and strangers.

A file holds a line with the checksum and length of what follows, then the object. It is written to a temporary name
and moved into place in one step. A file that does not hold what its first line says is ignored and written again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

MAGIC = b"engraft object 1 "
NEWEST = 200  # objects kept
WRITING, ABANDONED = ".writing-", 3600.0  # a writer that takes that many seconds is dead


def folder() -> Path:
    """Say where objects are kept: $ENGRAFT_CACHE, else the user's cache folder."""
    own = os.environ.get("ENGRAFT_CACHE")
    if own:
        return Path(own)
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "engraft" / "objects"


def cached(key: str, make: Callable[[], bytes]) -> bytes:
    """Return the object of this key, making and keeping it where it is not there.

    A folder that cannot be written is no reason to fail: the object is then made every time.
    """
    try:
        path = folder() / f"{key}.o"
    except RuntimeError:  # nobody's home
        return make()
    found = _read(path)
    if found is not None:
        return found
    made = make()
    try:
        _write(path, made)
    except OSError:
        return made
    _tidy(path.parent)
    return made


def _header(data: bytes) -> bytes:
    return MAGIC + f"{hashlib.sha256(data).hexdigest()} {len(data)}\n".encode()


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    line, _, data = content.partition(b"\n")
    return data if line + b"\n" == _header(data) else None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=WRITING)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_header(data) + data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _tidy(place: Path) -> None:
    """Drop the oldest objects beyond a number nobody reaches in a week."""
    try:
        objects = sorted(place.glob("*.o"), key=lambda p: p.stat().st_mtime, reverse=True)
        orphans = [p for p in place.glob(f"{WRITING}*") if time.time() - p.stat().st_mtime > ABANDONED]
        for old in (*objects[NEWEST:], *orphans):
            old.unlink(missing_ok=True)
    except OSError:
        return
