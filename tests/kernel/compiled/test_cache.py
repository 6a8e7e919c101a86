"""Objects on disk: whoever writes, crashes or meddles, what is read back is what was made."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engraft.kernel.compiled import cache
from engraft.kernel.compiled.cache import cached, folder

DATA = bytes(range(256)) * 50


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Keep objects in a folder of this test."""
    monkeypatch.setenv("ENGRAFT_CACHE", str(tmp_path / "objects"))
    return tmp_path / "objects"


def never():
    pytest.fail("it was on disk")


def test_what_was_made_once_is_read_back(place):
    assert cached("key", lambda: DATA) == DATA
    assert cached("key", never) == DATA
    assert [p.name for p in place.iterdir()] == ["key.o"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: b"", lambda whole: b"\n", lambda whole: whole[:-1], lambda whole: whole + b"x",
        lambda whole: whole[:20], lambda whole: whole.replace(b"\x07", b"\x08", 1), lambda whole: b"\x7fELF stranger",
        lambda whole: whole.split(b"\n", 1)[1], lambda whole: b"engraft object 2" + whole[16:],
        lambda whole: os.urandom(4000), lambda whole: b"\n" + whole,
    ],
)  # fmt: skip
def test_a_spoiled_file_is_ignored_and_written_again(place, spoil):
    cached("key", lambda: DATA)
    file = place / "key.o"
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    assert cached("key", lambda: DATA) == DATA
    assert file.read_bytes() == whole


def test_an_empty_object_is_an_object(place):
    assert cached("key", lambda: b"") == b""
    assert cached("key", never) == b""


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ENGRAFT_CACHE", str(tmp_path / "file" / "objects"))
    assert cached("key", lambda: DATA) == DATA
    monkeypatch.setenv("ENGRAFT_CACHE", str(tmp_path / "file"))
    assert cached("key", lambda: DATA) == DATA


def test_a_folder_without_permission_is_no_failure(place, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(cache.tempfile, "mkstemp", refuse)
    assert cached("key", lambda: DATA) == DATA


def test_a_folder_where_the_file_should_be_is_no_failure(place):
    (place / "key.o" / "something").mkdir(parents=True)
    assert cached("key", lambda: DATA) == DATA
    assert [p.name for p in place.iterdir()] == ["key.o"]


def test_a_full_disk_leaves_nothing_behind(place, monkeypatch):
    def full(*_):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert cached("key", lambda: DATA) == DATA
    assert list(place.iterdir()) == []


def test_what_fails_to_be_made_is_not_kept(place):
    with pytest.raises(ZeroDivisionError):
        cached("key", lambda: bytes(1 // 0))
    assert not place.exists()


def test_a_user_without_a_home_has_no_cache(monkeypatch):
    for name in ("ENGRAFT_CACHE", "LOCALAPPDATA", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)

    def nobody():
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nobody)
    assert cached("key", lambda: DATA) == DATA


def test_the_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.delenv("ENGRAFT_CACHE", raising=False)
    assert folder() == tmp_path / "engraft" / "objects"
    monkeypatch.setenv("ENGRAFT_CACHE", str(tmp_path / "own"))
    assert folder() == tmp_path / "own"


def test_the_newest_are_kept_and_the_abandoned_dropped(place, monkeypatch):
    monkeypatch.setattr(cache, "NEWEST", 3)
    now = time.time()
    for k in range(6):
        cached(f"key{k}", lambda: DATA)
        os.utime(place / f"key{k}.o", (now - 100 + k, now - 100 + k))
    (place / ".writing-dead").write_bytes(b"half")
    os.utime(place / ".writing-dead", (now - 9000, now - 9000))
    (place / ".writing-alive").write_bytes(b"half")
    (place / "notes.txt").write_text("somebody else's")
    cached("last", lambda: DATA)
    assert sorted(p.name for p in place.iterdir()) == [".writing-alive", "key4.o", "key5.o", "last.o", "notes.txt"]


WRITER = """
import sys
from engraft.kernel.compiled import cache
cache.NEWEST = 3
for turn in range(60):
    for key in "abcd":
        found = cache.cached(key, lambda: key.encode() * 100_000)
        assert found == key.encode() * 100_000, key
        if turn % 7 == int(sys.argv[1]):
            (cache.folder() / f"{key}.o").write_bytes(b"engraft object 1 half")
"""


def test_many_writers_never_read_half_an_object(place, root):
    env = os.environ | {"PYTHONPATH": str(root / "src"), "ENGRAFT_CACHE": str(place)}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(k)], env=env, stderr=subprocess.PIPE, text=True)
        for k in range(3)
    ]
    told = [w.communicate(timeout=60)[1] for w in writers]
    assert [w.returncode for w in writers] == [0, 0, 0], told
    assert not list(place.glob(".writing-*"))
