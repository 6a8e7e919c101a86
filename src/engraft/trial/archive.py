"""What a run leaves on disk: written aside and moved into place, so that a file is whole or absent.

While a study runs, finished blocks of persons lie in ``<study>-<hash>.partial/.blocks``; a killed run finds
them again by their content key. What is to stay is written into a folder of this run's own and moved at the end to
``<study>-<hash>``, so that two runs of one study at once leave one whole folder.
"""

from __future__ import annotations

import glob
import io
import json
import os
import platform
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
from numpy.typing import NDArray

from engraft.simulate import Trajectories

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

_UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error)
_BY_NAME = ("hazards", "marks", "mark_counts", "rules", "rule_counts", "extinct", "peaks", "lots")
_ATTEMPTS = 10  # to take the place of a folder that another run of the same study keeps putting there
_PLAIN = ("persons", "status", "end_time", "steps")


def content_key(*parts: object) -> str:
    """Hash plain data to a short text that names it.

    Examples
    --------
    >>> content_key({"b": 1, "a": 2}) == content_key({"a": 2, "b": 1})
    True
    """
    text = json.dumps(parts, sort_keys=True, default=repr, ensure_ascii=True)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file or folder aside and move it into place; an interruption leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        made = aside / path.name
        write(made)
        if path.is_dir():
            shutil.rmtree(path)
        os.replace(made, path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole."""
    write_whole(path, lambda made: made.write_text(text, encoding="utf-8"))


def write_json(path: Path, data: object) -> None:
    """Write plain data as JSON, whole."""
    write_text(path, json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def write_study(path: Path, data: Mapping[str, Any]) -> None:
    """Write a study file as it was run, overrides included."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # untyped upstream
    yaml.width = 120
    write_whole(path, lambda made: yaml.dump(dict(data), made))


def write_outcomes(path: Path, outcomes: pd.DataFrame) -> None:
    """Write the table of outcomes; equal tables give equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(outcomes, preserve_index=False)
    write_whole(path, lambda made: pq.write_table(table, made, compression="zstd"))


def write_trajectories(path: Path, trajectories: xr.Dataset) -> None:
    """Write the trajectories as a zarr folder."""
    write_whole(path, lambda made: trajectories.to_zarr(made, mode="w", zarr_format=2, consolidated=True))


def save_block(path: Path, part: Trajectories) -> None:
    """Write a block of persons with a digest of its content."""
    arrays = _arrays(part)
    arrays["digest"] = np.array(_digest(arrays))

    def write(made: Path) -> None:
        with made.open("wb") as stream:
            np.savez(stream, **arrays)  # type: ignore[arg-type]  # the stubs take a keyword for allow_pickle

    write_whole(path, write)


def load_block(path: Path) -> Trajectories | None:
    """Read a block of persons; None if it is absent, damaged, or not what its digest says."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        if str(arrays.pop("digest")) != _digest(arrays):
            return None
        return _trajectories(arrays)
    except _UNREADABLE:
        return None


def _digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Hash names, kinds, shapes and bytes of arrays."""
    state = blake2b(digest_size=16)
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        state.update(f"{name}:{array.dtype.str}:{array.shape}:".encode())
        state.update(array.tobytes())
    return state.hexdigest()


def _arrays(part: Trajectories) -> dict[str, NDArray[Any]]:
    """Take trajectories apart into named arrays."""
    arrays: dict[str, NDArray[Any]] = {name: np.asarray(getattr(part, name)) for name in _PLAIN}
    arrays["where"] = np.array(part.where, dtype=np.str_)
    arrays["time"] = part.times
    for group in _BY_NAME:
        arrays |= {f"{group}:{name}": np.asarray(values) for name, values in getattr(part, group).items()}
    for name in part.outputs:
        arrays[f"outputs:{name}"] = part.course(str(name))
        arrays[f"unit:{name}"] = np.array(part.unit(str(name)))
    return arrays


def _trajectories(arrays: Mapping[str, NDArray[Any]]) -> Trajectories:
    """Put trajectories together again."""
    import xarray as xr

    series = _group(arrays, "outputs")
    data = {
        name: (("time", "person"), course, {"unit": str(arrays[f"unit:{name}"])}) for name, course in series.items()
    }
    coords = {"time": ("time", arrays["time"], {"unit": "day"}), "person": arrays["persons"]}
    values: dict[str, Any] = {name: arrays[name] for name in _PLAIN}
    values |= {group: _group(arrays, group) for group in _BY_NAME}
    return Trajectories(outputs=xr.Dataset(data, coords=coords), where=tuple(map(str, arrays["where"])), **values)


def _group(arrays: Mapping[str, NDArray[Any]], group: str) -> dict[str, NDArray[Any]]:
    """Collect the arrays of one field."""
    return {name.removeprefix(f"{group}:"): a for name, a in arrays.items() if name.startswith(f"{group}:")}


@contextmanager
def made_aside(final: Path) -> Iterator[Path]:
    """Make a folder of one's own beside the final one: two runs of one study must not write into each other's."""
    final.parent.mkdir(parents=True, exist_ok=True)
    _sweep(final)
    aside = Path(tempfile.mkdtemp(prefix=f".{final.name}.{_machine()}.{os.getpid()}.", dir=final.parent))
    try:
        made = aside / final.name
        made.mkdir()
        yield made
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _machine() -> str:
    """Name this machine in letters that stand in any file name."""
    return "".join(c for c in platform.node() if c.isalnum())[:40] or "here"


def _sweep(final: Path) -> None:
    """Remove what runs of this study on this machine left that were killed while they wrote."""
    mine = f".{final.name}.{_machine()}."
    for left in final.parent.glob(f"{glob.escape(mine)}*"):
        process = left.name.removeprefix(mine).split(".")[0]
        if process.isdecimal() and not psutil.pid_exists(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def finish(made: Path, partial: Path, final: Path) -> None:
    """Move a finished folder into place and drop the blocks it was made of."""
    for attempt in range(_ATTEMPTS):
        with suppress(FileNotFoundError):  # no earlier run, or another one moves it just now
            os.replace(final, made.with_name(f"old-{attempt}"))
        try:
            os.replace(made, final)
            break
        except OSError:
            if attempt + 1 == _ATTEMPTS or not final.exists():
                raise
    shutil.rmtree(partial, ignore_errors=True)
