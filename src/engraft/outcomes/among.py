"""An endpoint asked of some of the persons, and how these compare with the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import LOGICAL, Expression, symbol
from engraft.language.dimension import dimension_of, strip_units
from engraft.language.parse import parse
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Flags, flags
from engraft.outcomes.figure import Figure
from engraft.outcomes.lot import quantity
from engraft.outcomes.measure import divided
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

REST, LOT = "rest", "lot."


@dataclass(frozen=True, kw_only=True)
class Among(Endpoint):
    """Another endpoint, of those persons whose covariates or lots meet a condition; and of all others, to compare.

    Whoever does not belong to the group has missing values in its columns. Every figure of the group is also given
    divided by that of the others, as ``name.to_rest.…``; without an interval, which trials of a size give.

    Columns
    -------
    Those of the endpoint, as ``name_…`` for the group and ``name_rest_…`` for all others.

    Parameters
    ----------
    inner
        The endpoint, under the name of this one.
    condition
        What the covariates must meet: "marrow_blasts < 5 [percent]". What holds of a person's lot or not is a number,
        1 or 0, as "lot.release.by_exception > 0.5"; who has no such lot has 0.
    """

    inner: Endpoint
    condition: str

    @property
    def since(self) -> str:  # type: ignore[override]  # a class says it of its own; here the endpoint inside does
        """Count from where the endpoint inside counts."""
        return self.inner.since

    @property
    def rest(self) -> Endpoint:
        """Give the endpoint as it is asked of the others."""
        return replace(self.inner, name=f"{self.name}_{REST}")

    def needs(self, system: System) -> Needs:
        """Keep what the endpoint needs under either name."""
        return self.inner.needs(system) | self.rest.needs(system)

    def check(self, known: Mapping[str, str]) -> None:
        """Refuse a condition over what the persons do not have; ``known`` gives the unit of every covariate."""
        read_condition(self.condition, {**known, **dict.fromkeys(map(LOT.__add__, lot_words(self.condition)), "1")})

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge everybody twice, and keep of each what belongs there."""
        import pandas as pd

        chosen = self._chosen(run)
        parts = [blanked(self.inner.verdict(run), ~chosen), blanked(self.rest.verdict(run), chosen)]
        made = pd.concat(parts, axis=1)
        made.attrs = dict(parts[0].attrs)
        return made

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the figures of the group, and each over that of the others."""
        own = self.inner.figures(verdict)
        rest = {self._key(key): one.value for key, one in self.rest.figures(verdict).items()}
        said = f"among those with {self.condition}"
        found = {key: replace(one, text=f"{one.text}, {said}") for key, one in own.items()}
        for key, one in own.items():
            text = f"{one.text}, those with {self.condition} to the others"
            ratio = divided(one.value, rest[self._key(key)])
            found[self._key(key)] = Figure(ratio, np.nan, np.nan, one.n, "1", text)
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (*self.inner.keys, *map(self._key, self.inner.keys))

    @property
    def assays(self) -> tuple[str, ...]:
        """Read what the endpoint reads."""
        return self.inner.assays

    @property
    def sampled(self) -> tuple[float, ...]:
        """Read when the endpoint reads."""
        return self.inner.sampled

    @property
    def rules(self) -> tuple[str, ...]:
        """Look at the rules that the endpoint looks at."""
        return self.inner.rules

    @property
    def of_lots(self) -> tuple[str, ...]:
        """Look at the quantities of lots that the endpoint looks at, and those of the condition."""
        return (*self.inner.of_lots, *lot_words(self.condition))

    @property
    def covariates(self) -> tuple[str, ...]:
        """Look at every covariate whose name is a word of the condition."""
        return (*self.inner.covariates, *re.findall(r"[A-Za-z_]\w*", self.condition))

    def _key(self, key: str) -> str:
        """Name the comparison of a figure with that of the others."""
        name, _, rest = key.removeprefix(self.name).removeprefix(f"_{REST}").partition(".")
        return f"{self.name}{name}.to_rest" + (f".{rest}" if rest else "")

    def _chosen(self, run: Trajectories) -> Flags:
        """Tell who belongs to the group."""
        n = run.persons.size
        there = {name: run.outputs[name] for name in self.covariates if name in run.outputs}
        known = {name: str(one.attrs["unit"]) for name, one in there.items()}
        values = {name: one.values * units.factor(known[name]) for name, one in there.items()}
        for name in lot_words(self.condition):
            held = quantity(run, name)
            known[LOT + name] = "1"
            values[LOT + name] = np.zeros(n) if held is None else np.nan_to_num(held[0])
        found = evaluate([read_condition(self.condition, known)], values, n)[0]
        return np.broadcast_to(np.asarray(found) > 0.0, (n,))


def lot_words(condition: str) -> tuple[str, ...]:
    """List the quantities of lots that a condition names.

    Examples
    --------
    >>> lot_words("lot.release.by_exception > 0.5 and weight > 20 [kg]")
    ('release.by_exception',)
    """
    return tuple(dict.fromkeys(re.findall(r"\blot\.([A-Za-z_][\w.]*)", condition)))


def read_condition(text: str, known: Mapping[str, str]) -> Expression:
    """Read a condition over covariates; ``known`` gives the unit of each.

    Raises
    ------
    SpecificationError
        A name is unknown, unlike things are compared, or the text is no condition.
    """
    read = parse(text, {name: symbol(name) for name in known}, keep_units=True)
    dimension_of(read, {name: units.dimension(unit) for name, unit in known.items()}, f"'{text[:60]}'")
    plain = strip_units([read])[0]
    if plain.op not in LOGICAL:
        what = f"'{text[:60]}' is no condition over the persons"
        raise SpecificationError(what, expected="a comparison such as 'marrow_blasts < 5 [percent]'")
    return plain


def blanked(verdict: pd.DataFrame, who: Flags) -> pd.DataFrame:
    """Take the values of some persons away, as of somebody who could not be judged."""
    made = verdict.copy()
    for name in made.columns:
        column = made[name]
        if str(column.dtype) in ("boolean", "bool"):
            known = column.notna().to_numpy(bool) & ~who
            made[name] = flags(column.fillna(value=False).to_numpy(bool), known)
        elif column.dtype == object:
            made[name] = [None if gone else value for value, gone in zip(column, who, strict=True)]
        else:
            made[name] = np.where(who, np.nan, column.to_numpy(np.float64))
    made.attrs = dict(verdict.attrs)
    return made
