"""A kept point says the same when it is read again, or nothing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engraft.errors import SpecificationError
from engraft.outcomes.figure import Figure
from engraft.trial.kept_points import ArmFigures, Judged, Shelf, load, save

FIGURES = {
    "a.b": Figure(1 / 3, 0.1, 0.9, 7, "fraction", "a share"),
    "c.median": Figure(120.5, 30.0, np.nan, 7, "day", "a median"),
    "d": Figure(np.nan, np.nan, np.nan, 0, "day", "nothing"),
    "e": Figure(5.0, -np.inf, np.inf, 7, "cell", "no ends"),
}
TRIALS = {"a.b": np.array([0.1, np.nan, 1 / 7]), "c.median": np.array([1.0, 2.0, 3.0])}
POINT = Judged("persons", (ArmFigures("x", "Arm X", 2, FIGURES, TRIALS), ArmFigures("y", "Arm Y", 0, {}, {})))


def test_a_point_is_read_as_it_was_kept(tmp_path):
    save(tmp_path / "p.parquet", POINT)
    again = load(tmp_path / "p.parquet")
    assert again is not None
    assert again.persons == "persons"
    assert [(arm.name, arm.label, arm.failed) for arm in again.arms] == [("x", "Arm X", 2), ("y", "Arm Y", 0)]
    for key, one in FIGURES.items():
        assert repr(again.arms[0].figures[key]) == repr(one)  # NaN is unequal to itself
    for key, values in TRIALS.items():
        np.testing.assert_array_equal(again.arms[0].trials[key], values)
    assert again.arms[1].trials == {}


def test_the_same_point_leaves_the_same_bytes(tmp_path):
    for name in ("p", "q"):
        save(tmp_path / f"{name}.parquet", POINT)
    assert (tmp_path / "p.parquet").read_bytes() == (tmp_path / "q.parquet").read_bytes()


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b"", lambda b: b[:8] + b"\xff\xff" + b[10:]])
def test_a_damaged_point_is_no_point(tmp_path, damage):
    path = tmp_path / "p.parquet"
    assert load(path) is None
    save(path, POINT)
    path.write_bytes(damage(path.read_bytes()))
    assert load(path) is None


def test_a_point_that_was_changed_by_hand_is_no_point(tmp_path):
    path = tmp_path / "p.parquet"
    save(path, POINT)
    table = pq.read_table(path)
    said = table.schema.metadata[b"said"]
    for column, meta in (({}, said.replace(b'"failed": 2', b'"failed": 0')), ({"0 a.b": [0.1, 0.2, 0.3]}, said)):
        changed = table
        for name, values in column.items():
            changed = changed.set_column(changed.column_names.index(name), name, pa.array(values))
        metadata = {**table.schema.metadata, b"said": meta}
        pq.write_table(changed.replace_schema_metadata(metadata), path)
        assert load(path) is None
    pq.write_table(table, path)
    assert load(path) is not None


def test_a_shelf_finds_what_any_sweep_of_the_study_left(tmp_path):
    one, other = (Shelf.of(tmp_path, "my[1]study", key) for key in ("k", "l"))
    assert one.find("p") is None
    one.keep("p", POINT)
    assert other.find("p") is not None
    assert Shelf.of(tmp_path, "study", "k").find("p") is None
    other.copy(["p", "absent"], tmp_path / "made")
    assert [path.name for path in (tmp_path / "made" / "points").iterdir()] == ["p.parquet"]


def test_without_a_folder_nothing_is_kept(tmp_path):
    shelf = Shelf.of(None, "study", "k")
    assert shelf.keep("p", POINT) is POINT
    assert (shelf.find("p"), shelf.blocks("p")) == (None, None)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(SpecificationError, match="not a directory"):
        Shelf.of(tmp_path / "file", "study", "k")
