"""What is needed to get the same numbers again."""

from __future__ import annotations

import math
import platform
import shlex
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engraft.kernel.problem import Options
from engraft.language.describe import mathematics
from engraft.population import Covariate, CovariateEffect, Derived
from engraft.trial.archive import content_key
from engraft.trial.reading import shipped, written
from engraft.version import VERSION

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.design import Design

# The rooms whose code can change what one person's course is.
_ROOMS = ("kernel", "language", "manufacturing", "models", "population", "simulate", "therapy")
_LIBRARIES = ("numpy", "pandas", "pint", "pyarrow", "xarray", "zarr")


def provenance(plan: Design, key: str, sources: pd.DataFrame, tolerance: pd.DataFrame) -> dict[str, Any]:
    """Name seed, versions, backend, hashes, every parameter with its source, and the tolerance check."""
    study, options = plan.study.file, plan.arms[0].run.options
    law = plan.population
    return {
        "study": study.name,
        "study_hash": key,
        "command": command(plan),
        "seed": plan.seed,
        "patients": plan.n,
        "versions": versions(),
        "backend": options.backend,
        "fused_multiply_add": fuses(options),
        "rtol": options.rtol,
        "model": plan.system.name,
        "model_hash": content_key(mathematics(plan.system)),
        "population": law.name,
        "law_hash": content_key(repr(law)),
        "calibration": _calibration(plan),
        "code_hash": code_key(),
        "parameters": _rows(sources),
        "covariates": [*map(_covariate, law.covariates), *map(_covariate, law.derived)],
        "effects": [*map(_effect, law.multipliers)],
        "tolerance_check": _rows(tolerance),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _calibration(plan: Design) -> dict[str, Any] | None:
    """Name the laws the persons were drawn from."""
    laws = plan.laws
    if laws is None:
        return None
    named = {"study": laws.study, "hash": laws.hash, "laws": len(laws.laws), "model_hash": laws.model_hash}
    return named | {"parameters": [one.name for one in laws.parameters]}


def fuses(options: Options) -> bool:
    """Tell whether products are added without rounding in between: those who do and who do not differ in last bits."""
    from engraft.kernel.compiled.target import target

    return options.backend == "llvm" and target(options.target).fused


@cache
def code_key(*more: str) -> str:
    """Hash the code and tables that courses come from, so that blocks of persons made by others are not used.

    ``more`` are further rooms, where what is kept went through their code too.
    """
    state = blake2b(digest_size=8)
    package = resources.files("engraft")
    for room in (*_ROOMS, *more):
        for name, text in sorted(_sources(package / room)):
            state.update(f"{room}/{name}".encode() + text)
    return state.hexdigest()


def _sources(folder: Traversable) -> list[tuple[str, bytes]]:
    """Collect the Python files of a room and the published tables next to them."""
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir() if folder.is_dir() else ():
        if item.is_dir():
            found += [(f"{item.name}/{name}", text) for name, text in _sources(item)]
        elif item.name.endswith((".py", ".csv")):
            found.append((item.name, item.read_bytes()))
    return found


def command(plan: Design) -> str:
    """Write the command that gives the same numbers; a file is named without its folder."""
    document = plan.study.document
    study = Path(document.origin).name
    if study.removesuffix(".yaml") in shipped() and study == document.origin:
        study = study.removesuffix(".yaml")
    own = ("population.n", "seed", "laws")
    settings = [text for where, text in document.overridden.items() if written(where) not in own]
    words = ["engraft", "run", study, "--patients", str(plan.n), "--seed", str(plan.seed)]
    if ("laws",) in document.overridden:
        words += ["--laws", Path(str(document.data["laws"])).name]
    flag = ["--extrapolate"] if plan.extrapolated else []
    return shlex.join([*words, *(word for text in settings for word in ("--set", text)), *flag])


def _covariate(one: Covariate | Derived) -> dict[str, str]:
    """Describe how one covariate comes about."""
    how = repr(one.law) if isinstance(one, Covariate) else one.expression
    return {"name": one.name, "unit": one.unit, "law": how, "source": one.source.text()}


def _effect(one: CovariateEffect) -> dict[str, str]:
    """Describe what a covariate does to a parameter, and the range behind it."""
    said = {"name": one.name, "parameter": one.parameter, "factor": one.formula, "covariate": one.covariate}
    return said | {"studied": one.studied, "read_on": one.read_on, "source": one.source.text()}


def versions() -> dict[str, str]:
    """Name engraft, Python, and the libraries that numbers pass through, each with its version."""
    own = {"engraft": VERSION, "python": platform.python_version()}
    return own | {name: metadata.version(name) for name in _LIBRARIES}


def _rows(table: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Turn a table into plain rows; what is not a finite number is null."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    """Make a value fit for JSON."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else value
