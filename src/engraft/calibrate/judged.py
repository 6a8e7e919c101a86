"""Simulate persons block by block and keep only the verdicts: one row per person and arm, however long the follow-up.

Finished blocks may be kept in a folder, so that a stopped calibration goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.outcomes.endpoint import Endpoint
from engraft.population import Cohort
from engraft.simulate import blocks, simulate_block
from engraft.trial.archive import content_key, write_whole
from engraft.trial.blocks import maker
from engraft.trial.design import Arm, Design
from engraft.trial.readings import ready_to_judge

if TYPE_CHECKING:
    import pandas as pd

BLOCK = 512
Progress = Callable[[int, int], None]
Verdicts = tuple["pd.DataFrame", ...]


@dataclass(frozen=True)
class Bench:
    """How the work is done: how many at once, on how many threads, where blocks are kept, and who is told.

    ``folder`` None keeps nothing; ``key`` names everything that decides what comes out.
    """

    key: str = ""
    folder: Path | None = None
    threads: int = 0
    block: int = BLOCK
    progress: Progress | None = None


def judged(plan: Design, cohort: Cohort, arms: Sequence[str], bench: Bench) -> dict[str, Verdicts]:
    """Treat a cohort in some arms and give the verdict of every endpoint, in the order of the plan.

    Nobody's verdict depends on who else is in the block.
    """
    chosen = [arm for arm in plan.arms if arm.name in arms]
    total, done = len(chosen) * len(cohort), 0
    found: dict[str, Verdicts] = {}
    for arm in chosen:
        parts = []
        for some in blocks(cohort, bench.block):
            parts.append(_block(plan, arm, some, bench))
            done += len(some)
            if bench.progress is not None:
                bench.progress(done, total)
        found[arm.name] = tuple(_stacked([part[k] for part in parts]) for k in range(len(plan.endpoints)))
    return found


def _stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the blocks of one endpoint together; what is said of the columns is the same in all."""
    import pandas as pd

    bare = [part.copy(deep=False) for part in parts]
    for part in bare:
        part.attrs = {}
    whole = pd.concat(bare)
    whole.attrs = dict(parts[0].attrs)
    return whole


def _block(plan: Design, arm: Arm, some: Cohort, bench: Bench) -> Verdicts:
    """Find one block, or simulate and keep it."""
    options = replace(arm.run.options, threads=bench.threads)
    if bench.folder is None:
        return _made(plan, arm, options, some)
    who = some.persons.tolist()
    path = bench.folder / f"{maker(options)}-{arm.name}-{who[0]}-{content_key(bench.key, arm.name, who)}.parquet"
    kept = _load(path, plan.endpoints, some)
    if kept is not None:
        return kept
    made = _made(plan, arm, options, some)
    _save(path, plan.endpoints, made)
    return made


def _made(plan: Design, arm: Arm, options: Any, some: Cohort) -> Verdicts:
    """Simulate one block and judge it."""
    run = simulate_block(replace(arm.run, options=options), some)
    ready = ready_to_judge(plan, some, run)
    return tuple(endpoint.verdict(ready) for endpoint in plan.endpoints)


def _save(path: Path, endpoints: Sequence[Endpoint], verdicts: Verdicts) -> None:
    """Write the verdicts of one block side by side, whole or not at all."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    wide = [one.add_prefix(f"{k}:") for k, one in enumerate(verdicts)]
    for one in wide:
        one.attrs = {}
    table = pa.Table.from_pandas(pd.concat(wide, axis=1), preserve_index=True)
    said = {"names": [one.name for one in endpoints], "attrs": [dict(one.attrs) for one in verdicts]}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"verdicts": json.dumps(said).encode()})
    write_whole(path, lambda made: pq.write_table(table, made, compression="zstd"))


def _load(path: Path, endpoints: Sequence[Endpoint], some: Cohort) -> Verdicts | None:
    """Read one block; None if it is absent, damaged, or not of these persons and endpoints."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        said = json.loads(table.schema.metadata[b"verdicts"])
        wide = table.to_pandas()
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None
    same = said["names"] == [one.name for one in endpoints] and np.array_equal(wide.index.to_numpy(), some.persons)
    return tuple(_narrow(wide, k, said["attrs"][k]) for k in range(len(endpoints))) if same else None


def _narrow(wide: pd.DataFrame, k: int, attrs: dict[str, Any]) -> pd.DataFrame:
    """Take the columns of one endpoint out again."""
    own = [name for name in wide.columns if str(name).startswith(f"{k}:")]
    table = wide[own].rename(columns=lambda name: str(name).split(":", 1)[1])
    table.attrs.update(attrs)
    return table
