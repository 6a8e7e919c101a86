"""Finished points of sweeps on disk: one small file each, so that a stopped or longer sweep simulates none twice."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from glob import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.outcomes.figure import Figure
from engraft.trial import archive

Floats = NDArray[np.float64]

FOLDER = "points"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, eq=False)
class ArmFigures:
    """The figures of one arm at one point, and what each of them is in every trial of redrawn persons.

    Shapes
    ------
    trials: (trials,) for each figure that can be read on weighted persons.
    """

    name: str
    label: str
    failed: int
    figures: Mapping[str, Figure]
    trials: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class Judged:
    """What came out at one point; ``persons`` names who was treated."""

    persons: str
    arms: tuple[ArmFigures, ...]


@dataclass(frozen=True)
class Shelf:
    """Where the points of a sweep are kept; without folders nothing is."""

    final: Path | None
    partial: Path | None
    others: str  # of which the folders hold sweeps of the same study

    @staticmethod
    def of(out: Path | None, study: str, key: str) -> Shelf:
        """Name the folders of a sweep."""
        if out is None:
            return Shelf(None, None, "")
        if out.exists() and not out.is_dir():
            raise SpecificationError(f"{out}: this is not a directory", expected="where the folder is to be made")
        final = out / f"{study}-sweep-{key}"
        return Shelf(final, final.with_name(f"{final.name}.partial"), f"{escape(study)}-sweep-*")

    def find(self, name: str) -> Judged | None:
        """Read a point that this or another sweep of the study left; None if there is none."""
        if self.final is None:
            return None
        places = sorted(self.final.parent.glob(f"{self.others}/{FOLDER}/{name}.parquet"))
        return next((known for known in map(load, places) if known is not None), None)

    def keep(self, name: str, judged: Judged) -> Judged:
        """Leave a point where it is found again, and give it back."""
        if self.partial is not None:
            save(self.partial / FOLDER / f"{name}.parquet", judged)
        return judged

    def blocks(self, name: str) -> Path | None:
        """Name the folder where the blocks of persons of a point are while it is simulated."""
        return None if self.partial is None else self.partial / ".blocks" / name

    def copy(self, names: Sequence[str], folder: Path) -> None:
        """Put all points into the finished folder."""
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        for name in names:
            known = self.find(name)
            if known is not None:
                save(folder / FOLDER / f"{name}.parquet", known)


def save(path: Path, judged: Judged) -> None:
    """Write a point whole, with a digest of what it says."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {f"{k} {key}": trials for k, arm in enumerate(judged.arms) for key, trials in arm.trials.items()}
    arms = [
        {"name": arm.name, "label": arm.label, "failed": arm.failed,
         "figures": {key: _plain(one) for key, one in arm.figures.items()}}
        for arm in judged.arms
    ]  # fmt: skip
    said = {"persons": judged.persons, "arms": arms}
    meta = {"said": json.dumps(said, allow_nan=False), "digest": _digest(said, columns)}
    table = pa.table({name: pa.array(values) for name, values in columns.items()}).replace_schema_metadata(meta)
    archive.write_whole(path, lambda made: pq.write_table(table, made, compression="zstd"))


def load(path: Path) -> Judged | None:
    """Read a point; None if it is absent, damaged, or not what its digest says."""
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(BytesIO(path.read_bytes()))
        meta = table.schema.metadata or {}
        said: dict[str, Any] = json.loads(meta[b"said"])
        columns = {name: np.array(table[name].to_numpy()) for name in table.column_names}
        if meta[b"digest"].decode() != _digest(said, columns):
            return None
        return Judged(str(said["persons"]), tuple(_arm(k, one, columns) for k, one in enumerate(said["arms"])))
    except _UNREADABLE:  # errors of pyarrow are ValueErrors or OSErrors
        return None


def _arm(k: int, said: Mapping[str, Any], columns: Mapping[str, Floats]) -> ArmFigures:
    """Put the figures of one arm together again."""
    figures = {str(key): _figure(one) for key, one in said["figures"].items()}
    trials = {name.removeprefix(f"{k} "): values for name, values in columns.items() if name.startswith(f"{k} ")}
    return ArmFigures(str(said["name"]), str(said["label"]), int(said["failed"]), figures, trials)


def _digest(said: Mapping[str, Any], columns: Mapping[str, Floats]) -> str:
    """Hash what a point says."""
    return archive.content_key(said, {name: values.tobytes().hex() for name, values in columns.items()})


def _plain(figure: Figure) -> dict[str, Any]:
    """Write a figure as JSON can; what does not exist is null."""
    return {name: _null(value) for name, value in asdict(figure).items()}


def _null(value: Any) -> Any:
    """Write what JSON cannot hold: null for what does not exist, a word for what has no end."""
    if not isinstance(value, float) or math.isfinite(value):
        return value.item() if hasattr(value, "item") else value
    return None if math.isnan(value) else str(value)


def _figure(said: Mapping[str, Any]) -> Figure:
    """Read a figure again."""
    value, lower, upper = (float("nan") if said[k] is None else float(said[k]) for k in ("value", "lower", "upper"))
    told = (int(said["n"]), str(said["unit"]), str(said["text"]), str(said["withheld"]))
    return Figure(value, lower, upper, *told)
