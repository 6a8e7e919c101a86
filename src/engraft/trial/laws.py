"""The law file: which laws of the population published figures support, and how a cohort is drawn from them.

One law says for each calibrated parameter how far its typical value lies from the prior median (``m``, on the log)
and how much patients differ (``s``, an SD of the log). All laws of a file are equally supported; each person belongs
to one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, model_validator

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.kernel import streams
from engraft.language.quantities import Parameter
from engraft.language.source import Calibrated
from engraft.language.system import System
from engraft.population import Cohort
from engraft.simulate import deviates
from engraft.trial.fields import Count, Number, Section, Text, problem
from engraft.trial.reading import one_line

Floats = NDArray[np.float64]

MAX_BYTES = 20_000_000
NONE = "none"  # said instead of a law file: draw from the prior law
_SAME = 1e-9  # a typical value closer than this to the prior median is the prior median

Positive = Annotated[Number, Field(gt=0.0)]


class Target(Section):
    """A published figure that was fitted to, and the standard error it was given on its scale."""

    id: Text
    endpoint: Text
    arm: Text
    value: Number
    lower: Number
    upper: Number
    scale: Literal["normal", "logit", "log"]
    se: Positive
    source: Text


class Prior(Section):
    """The prior law of one parameter: its median (canonical), and SDs of the log.

    ``omega`` is the SD between patients, ``tau`` that of the typical value, ``kappa`` that of the logarithm of omega.
    ``center`` is how far the middle of the typical value lies from the median, on the log: another calibration's word.
    """

    name: Text
    unit: str
    median: Positive
    omega: Positive
    tau: Positive
    kappa: Positive
    source: Text
    center: Number = 0.0

    @property
    def sigma(self) -> float:
        """Return the SD of the log in the pool: patients around a typical value that is itself uncertain."""
        return float(np.hypot(self.omega, self.tau))


class Supported(Section):
    """One law: shifts and spreads in the order of the parameters, and how well it is supported."""

    m: tuple[Number, ...]
    s: tuple[Positive, ...]
    log_likelihood: Number
    kish: Number
    max_weight: Number
    figures: tuple[Number, ...]


class Pilot(Section):
    """A small pool that showed where to draw the next: its best law, and the share of it behind that law."""

    persons: Count
    seed: int
    kish: Number
    log_likelihood: Number


class Pool(Section):
    """The persons that were simulated once, and the law they were drawn from (log over the prior medians)."""

    persons: Count
    solved: Count
    seed: int
    center: tuple[Number, ...]
    sd: tuple[Positive, ...]
    pilots: tuple[Pilot, ...]

    @property
    def seeds(self) -> tuple[int, ...]:
        """List the seeds whose persons the laws have seen."""
        return (self.seed, *(one.seed for one in self.pilots))


class Chain(Section):
    """How the laws were sampled, and whether the chains agree."""

    method: Text
    seed: int
    chains: Count
    steps: Count
    r_hat: Number
    ess: Number


class LawFile(Section):
    """A whole law file; ``after`` names the laws that it took over what it did not calibrate from."""

    engraft_laws: Literal[1]
    study: Text
    model: Text
    model_hash: Text
    engraft: Text
    pool: Pool
    chain: Chain
    targets: tuple[Target, ...]
    parameters: Annotated[tuple[Prior, ...], Field(min_length=1)]
    laws: Annotated[tuple[Supported, ...], Field(min_length=1)]
    after: str = ""
    hash: Text

    @model_validator(mode="after")
    def _fitting(self) -> LawFile:
        """Refuse a law of another length than the list of parameters."""
        for k, law in enumerate(self.laws):
            if not len(law.m) == len(law.s) == len(self.parameters):
                raise problem(f"law {k} is not of {len(self.parameters)} parameters", got=f"{len(law.m)}, {len(law.s)}")
        return self

    @property
    def shifts(self) -> Floats:
        """Return the shifts of the typical values; one row per law."""
        return np.array([law.m for law in self.laws])

    @property
    def spreads(self) -> Floats:
        """Return the SDs between patients; one row per law."""
        return np.array([law.s for law in self.laws])

    @property
    def run(self) -> str:
        """Name the calibration these laws came from."""
        return f"laws of {self.study} ({self.hash[:19]})"


def law_hash(content: Mapping[str, Any]) -> str:
    """Hash what a law file says; spaces, order of fields and the hash itself do not count."""
    plain = {name: value for name, value in content.items() if name != "hash"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def shipped_laws() -> dict[str, str]:
    """List the law files that come with engraft: name and text."""
    folder = resources.files("engraft.trial") / "laws"
    if not folder.is_dir():
        return {}
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".json")), key=lambda item: item.name)
    return {item.name.removesuffix(".json"): item.read_text(encoding="utf-8") for item in files}


def find_laws(name_or_path: str) -> LawFile:
    """Read a law file that comes with engraft by name, or any by path.

    Raises
    ------
    SpecificationError
        It is missing, not a law file, or not as it was when it was made: its hash does not match.
    """
    path, known = Path(name_or_path), shipped_laws()
    if name_or_path in known and not path.is_file():
        return parse_laws(known[name_or_path], f"{name_or_path}.json")
    if not path.is_file():
        what = f"no law file is called '{name_or_path}' and no such file exists"
        raise SpecificationError(
            what, do=nearest(name_or_path, known) if known else "make one with engraft calibrate STUDY"
        )
    if path.stat().st_size > MAX_BYTES:
        raise SpecificationError(f"{path}: this is too large for a law file", expected=f"at most {MAX_BYTES:,} bytes")
    try:
        return parse_laws(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise SpecificationError(f"{path}: this is not a text file", expected="a law file (JSON)") from error


def parse_laws(text: str, origin: str) -> LawFile:
    """Read the text of a law file; ``origin`` names it in errors."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecificationError(f"{origin}: this is not readable JSON: {one_line(str(error))}") from error
    if not isinstance(content, dict) or "engraft_laws" not in content:
        raise SpecificationError(f"{origin}: this is not a law file", do="make one with engraft calibrate STUDY")
    try:
        made = law_hash(content)
    except ValueError as error:
        raise SpecificationError(f"{origin}: a number is not finite") from error
    if content.get("hash") != made:
        raise SpecificationError(
            f"{origin}: the law file was changed after it was made: its hash does not match",
            expected=made,
            got=one_line(str(content.get("hash")), 80),
            do="make it again with engraft calibrate, or take the original",
        )
    try:
        return LawFile.model_validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = ".".join(map(str, fault["loc"]))
        raise SpecificationError(f"{origin}: {where}: {one_line(fault['msg'])}") from error


def check_laws(laws: LawFile, system: System) -> None:
    """Refuse laws of a parameter that the system does not have, or has in another unit.

    Raises
    ------
    SpecificationError
        Naming the parameter; the nearest is suggested.
    """
    known = [entry.name for entry in system.parameters]
    for one in laws.parameters:
        if one.name not in known:
            what = f"the {laws.run} are of '{one.name}', which is no parameter of the system '{system.name}'"
            raise SpecificationError(what, do=nearest(one.name, known))
        unit = system.parameter(one.name).unit
        if units.dimension(unit) != units.dimension(one.unit):
            raise SpecificationError(f"the {laws.run} have '{one.name}' in another unit", expected=unit, got=one.unit)


def governed(laws: LawFile, system: System) -> tuple[int, ...]:
    """Tell which parameters the laws govern: not those that the study gives another typical value."""
    found = []
    for k, one in enumerate(laws.parameters):
        value = system.parameter(one.name).value
        if abs(value - one.median) <= _SAME * one.median:
            found.append(k)
    return tuple(found)


def calibrated(system: System, laws: LawFile) -> System:
    """Say of every governed parameter what the laws made of it, and that it was calibrated."""
    shifts, spreads = np.median(laws.shifts, axis=0), np.median(laws.spreads, axis=0)
    changes = {}
    for k in governed(laws, system):
        one = laws.parameters[k]
        value = units.display(one.median * float(np.exp(shifts[k])), one.unit)
        source = Calibrated(laws.run, f"prior {units.display(one.median, one.unit):.4g}: {one.source}")
        changes[one.name] = Parameter(value, one.unit, source=source, spread=float(spreads[k]))
    return system.with_parameters(changes) if changes else system


def assigned(laws: LawFile, system: System, cohort: Cohort, *, seed: int) -> Cohort:
    """Let every person belong to one law, by its own draw, and take typical values and spreads from there.

    ``system`` is the one before the laws came in: what it sets otherwise than the prior stays as it is set.
    """
    chosen = governed(laws, system)
    law = np.floor(streams.uniform(seed, "law", cohort.persons) * len(laws.laws)).astype(np.int64)
    table, spreads = cohort.parameters.copy(), dict(cohort.spreads)
    for k in chosen:
        one = laws.parameters[k]
        typical = table[one.name].to_numpy(np.float64) if one.name in table.columns else one.median
        table[one.name] = typical * np.exp(laws.shifts[law, k])
        spreads[one.name] = laws.spreads[law, k]
    return replace(cohort, parameters=table, spreads=spreads, laws=law)


def shares(laws: LawFile, system: System, cohort: Cohort, *, seed: int) -> Floats:
    """Give how much every person of a cohort that was drawn from laws speaks for each of them.

    Shapes
    ------
    (laws, persons), rows sum to 1; one row of equal weights where nothing is drawn from laws.
    """
    chosen = list(governed(laws, system))
    if cohort.laws is None or not chosen:
        return np.full((1, len(cohort)), 1.0 / len(cohort))
    m, s = laws.shifts[:, chosen], laws.spreads[:, chosen]
    luck = np.stack([deviates(laws.parameters[k].name, cohort, seed) for k in chosen])
    return law_weights(m[cohort.laws].T + s[cohort.laws].T * luck, m, s)


def without(laws: LawFile, names: Collection[str]) -> LawFile | None:
    """Leave some parameters out of laws; None if nothing is left."""
    kept = [k for k, one in enumerate(laws.parameters) if one.name not in names]
    if not kept:
        return None
    parts = [
        law.model_copy(update={"m": tuple(law.m[k] for k in kept), "s": tuple(law.s[k] for k in kept)})
        for law in laws.laws
    ]
    return laws.model_copy(update={"parameters": tuple(laws.parameters[k] for k in kept), "laws": tuple(parts)})


def law_weights(x: Floats, m: Floats, s: Floats) -> Floats:
    """Weigh persons who were drawn from a mixture of laws for each of these laws.

    A person speaks for a law in proportion to the law's density over that of the whole mixture.

    Shapes
    ------
    x (parameters, persons), deviations of the log from the prior medians; m, s (laws, parameters); the result is
    (laws, persons), rows sum to 1.
    """
    log = np.zeros((m.shape[0], x.shape[1]))
    for j, row in enumerate(x):
        log -= np.log(s[:, j])[:, None] + 0.5 * ((row - m[:, j][:, None]) / s[:, j][:, None]) ** 2
    top = log.max(axis=0)
    density = np.exp(log - top)
    share = density / density.mean(axis=0)
    return np.asarray(share / share.sum(axis=1, keepdims=True))
