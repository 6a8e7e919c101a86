"""Files are whole or absent, and a damaged block is not believed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.outcomes.trajectories import made

from engraft.simulate import Trajectories
from engraft.trial import archive, parse_document


@pytest.fixture
def part() -> Trajectories:
    courses = {"blood.car": ("cell/uL", [[0.0, 1.5], [0.0, float("nan")]])}
    return made((0.0, 28.0), courses, marks={"a rise": [[3.0], []]}, hazards={"d": [float("nan"), 9.0]}, status=[0, 1])


def test_a_block_comes_back_as_it_went(tmp_path: Path, part: Trajectories) -> None:
    archive.save_block(tmp_path / "b.npz", part)
    back = archive.load_block(tmp_path / "b.npz")
    assert back is not None
    assert back.outputs.identical(part.outputs)
    np.testing.assert_array_equal(back.marks["a rise"], part.marks["a rise"])
    assert (back.where, back.status.tolist()) == (part.where, [0, 1])


@pytest.mark.parametrize("harm", ["cut short", "a byte changed", "empty", "text"])
def test_a_damaged_block_is_computed_again(tmp_path: Path, part: Trajectories, harm: str) -> None:
    path = tmp_path / "b.npz"
    archive.save_block(path, part)
    content = bytearray(path.read_bytes())
    where = bytes(content).index(np.float64(1.5).tobytes())
    content[where] ^= 1
    short = path.read_bytes()[: len(content) // 2]
    path.write_bytes({"cut short": short, "a byte changed": bytes(content), "empty": b"", "text": b"no"}[harm])
    assert archive.load_block(path) is None


def test_an_absent_block_is_none(tmp_path: Path) -> None:
    assert archive.load_block(tmp_path / "b.npz") is None


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(made: Path) -> None:
        made.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.write_whole(tmp_path / "a.txt", interrupted)
    assert list(tmp_path.iterdir()) == []


def test_equal_tables_give_equal_bytes(tmp_path: Path) -> None:
    table = pd.DataFrame({"person": [0, 1], "event": pd.array([True, None], dtype="boolean"), "cause": ["x", None]})
    for name in ("a", "b"):
        archive.write_outcomes(tmp_path / f"{name}.parquet", table.copy())
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), table)


def test_a_study_is_written_as_it_was_read(tmp_path: Path, text: str) -> None:
    data = parse_document(text, "small.yaml").data
    archive.write_study(tmp_path / "study.yaml", data)
    assert parse_document((tmp_path / "study.yaml").read_text(), "again").data == data


def test_finishing_replaces_an_older_run(tmp_path: Path) -> None:
    final, partial = tmp_path / "run", tmp_path / "run.partial"
    (partial / ".blocks").mkdir(parents=True)
    for content in ("old", "new"):
        with archive.made_aside(final) as made:
            (made / "outcomes").write_text(content)
            archive.finish(made, partial, final)
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
    assert [(p.name, p.read_text()) for p in final.iterdir()] == [("outcomes", "new")]


def test_two_runs_at_once_leave_one_whole_folder(tmp_path: Path) -> None:
    final, partial = tmp_path / "run", tmp_path / "run.partial"
    with archive.made_aside(final) as slow:
        (slow / "outcomes").write_text("same")
        with archive.made_aside(final) as quick:
            (quick / "outcomes").write_text("same")
            (quick / "report").write_text("same")
            archive.finish(quick, partial, final)
        (slow / "report").write_text("same")
        archive.finish(slow, partial, final)
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
    assert sorted(p.name for p in final.iterdir()) == ["outcomes", "report"]


def test_a_run_that_fails_while_it_is_written_leaves_the_older_one(tmp_path: Path) -> None:
    final = tmp_path / "run"
    final.mkdir()
    with pytest.raises(KeyboardInterrupt), archive.made_aside(final):
        raise KeyboardInterrupt
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_what_a_killed_run_left_is_swept_away_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    final = tmp_path / "study-0123"
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    dead = tmp_path / f".{final.name}.{archive._machine()}.{child.pid}.abcd"
    living = tmp_path / f".{final.name}.{archive._machine()}.{os.getpid()}.abcd"
    elsewhere = tmp_path / f".{final.name}.another-machine.{child.pid}.abcd"
    for folder in (dead, living, elsewhere):
        folder.mkdir()
    with archive.made_aside(final):
        assert not dead.exists()
        assert living.exists()
        assert elsewhere.exists()
