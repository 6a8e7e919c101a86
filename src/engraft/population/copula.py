"""A Gaussian copula in declared order: later covariates follow earlier ones, never the reverse."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from engraft.errors import SpecificationError
from engraft.population.covariate import Correlation

Row = dict[str, float]


def weights(names: Sequence[str], correlations: Sequence[Correlation]) -> dict[str, Row]:
    """Write each covariate as a sum of independent normals, its own and those of covariates before it.

    A covariate is regressed on the earlier ones it is correlated with by name; given these it is
    independent of all others. So a covariate added at the end changes no earlier one. A rank
    correlation ρ is held by normals whose correlation is 2 sin(πρ/6).

    Raises
    ------
    SpecificationError
        If no set of covariates can have these correlations together.

    References
    ----------
    Pearson 1907, "On further methods of determining correlation".
    """
    wanted = {frozenset((c.first, c.second)): 2.0 * math.sin(math.pi * c.rank / 6.0) for c in correlations}
    rows: dict[str, Row] = {}
    for name in names:
        partners = {k: wanted[frozenset((name, k))] for k in rows if frozenset((name, k)) in wanted}
        row = _follow(partners, rows)
        rest = 1.0 - _dot(row, row)
        if rest <= 0.0:
            raise SpecificationError(
                f"the correlations of '{name}' with {', '.join(map(repr, partners))} contradict each other",
                do="weaken one of them: no persons can have all of these together",
            )
        rows[name] = {**row, name: math.sqrt(rest)}
    return rows


def _follow(partners: Mapping[str, float], rows: Mapping[str, Row]) -> Row:
    """Regress a covariate on its partners."""
    if not partners:
        return {}
    known = [rows[k] for k in partners]
    slopes = np.linalg.solve([[_dot(a, b) for b in known] for a in known], list(partners.values()))
    row: Row = {}
    for slope, partner in zip(slopes.tolist(), known, strict=True):
        for name, weight in partner.items():
            row[name] = row.get(name, 0.0) + slope * weight
    return row


def _dot(a: Row, b: Row) -> float:
    """Correlate two sums of the same normals."""
    return math.fsum(weight * b[name] for name, weight in a.items() if name in b)
