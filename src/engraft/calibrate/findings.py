"""What a calibration learned, what it left open, and how far the pool can speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.calibrate.posterior import Posterior
from engraft.calibrate.targets import residual
from engraft.calibrate.weights import LEAST_KISH, MOST_WEIGHT
from engraft.outcomes.figure import Z95
from engraft.trial.laws import LawFile

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

OPEN = 0.8  # a direction whose variance is still this share of the prior's is called open
TOP = 5
_SMALL = 0.005


def findings(laws: LawFile, found: Posterior, bare: Posterior, share: float, sobol: pd.DataFrame) -> dict[str, Any]:
    """Sum a calibration up as plain data.

    ``bare`` are laws of the prior inside of what the pool supports: what the data teach is told beside these, so that
    the limits of the pool do not pass for knowledge. ``share`` of the prior's laws are inside.
    """
    return {
        "study": laws.study,
        "hash": laws.hash,
        "pool": laws.pool.model_dump(),
        "chain": laws.chain.model_dump(),
        "support": _support(laws, share),
        "targets": _targets(laws),
        "parameters": _parameters(laws, found, bare),
        "directions": _directions(laws, found, bare),
        "sobol": _sobol(sobol),
    }


def _support(laws: LawFile, share: float) -> dict[str, Any]:
    """Say how many persons speak for the laws."""
    kish = np.array([law.kish for law in laws.laws])
    return {
        "kish_least": float(kish.min()),
        "kish_median": float(np.median(kish)),
        "kish_least_share": float(kish.min() / laws.pool.persons),
        "max_weight": max(law.max_weight for law in laws.laws),
        "required_share": LEAST_KISH,
        "allowed_weight": MOST_WEIGHT,
        "share_of_prior_laws_supported": share,
    }


def _targets(laws: LawFile) -> list[dict[str, Any]]:
    """Put what was published beside what the laws give."""
    figures = np.array([law.figures for law in laws.laws])
    rows = []
    for k, one in enumerate(laws.targets):
        low, middle, high = np.quantile(figures[:, k], (0.025, 0.5, 0.975)).tolist()
        rows.append(
            {"id": one.id, "endpoint": one.endpoint, "arm": one.arm, "published": one.value, "lower": one.lower,
             "upper": one.upper, "scale": one.scale, "fitted": middle, "fitted_lower": low, "fitted_upper": high,
             "standard_errors": residual(one, middle)}
        )  # fmt: skip
    return rows


def _parameters(laws: LawFile, found: Posterior, bare: Posterior) -> list[dict[str, Any]]:
    """Tell for each parameter prior and posterior, and how much the data contracted it."""
    after, before = (np.concatenate(list(one.states)).var(axis=0) for one in (found, bare))
    d, rows = len(laws.parameters), []
    for k, one in enumerate(laws.parameters):
        value = units.display(one.median, one.unit)
        expected, sure = value * float(np.exp(one.center)), float(np.exp(Z95 * one.tau))
        shift, spread = laws.shifts[:, k], laws.spreads[:, k]
        low, middle, high = (value * np.exp(np.quantile(shift, (0.025, 0.5, 0.975)))).tolist()
        rows.append(
            {"name": one.name, "unit": one.unit, "prior": expected, "prior_lower": expected / sure,
             "prior_upper": expected * sure, "posterior": middle, "posterior_lower": low, "posterior_upper": high,
             "omega": one.omega, "spread": float(np.median(spread)), "tau": one.tau,
             "contraction": 1.0 - float(after[k]), "contraction_by_data": 1.0 - float(after[k] / before[k]),
             "contraction_of_spread_by_data": 1.0 - float(after[d + k] / before[d + k]), "source": one.source}
        )  # fmt: skip
    return rows


def _directions(laws: LawFile, found: Posterior, bare: Posterior) -> list[dict[str, Any]]:
    """List the directions of typical values by how much of their variance inside the support is left, most first."""
    d = len(laws.parameters)
    after, before = (np.atleast_2d(np.cov(np.concatenate(list(one.states))[:, :d].T)) for one in (found, bare))
    root = np.linalg.cholesky(before)
    inverse = np.linalg.inv(root)
    left, vectors = np.linalg.eigh(inverse @ after @ inverse.T)
    rows = []
    for k in np.argsort(-left, kind="stable").tolist():
        direction = root @ vectors[:, k]
        direction = direction / np.abs(direction).max() * np.sign(direction[np.abs(direction).argmax()])
        loads = {
            laws.parameters[j].name: float(direction[j]) for j in np.argsort(-np.abs(direction), kind="stable")[:4]
        }
        rows.append({"variance_left": float(left[k]), "open": bool(left[k] >= OPEN), "direction": loads})
    return rows


def _sobol(sobol: pd.DataFrame) -> list[dict[str, Any]]:
    """Keep the inputs that explain most of each column."""
    rows = []
    for (arm, endpoint, column), part in sobol.groupby(["arm", "endpoint", "column"], sort=False):
        top = part[part["index"] > _SMALL].head(TOP)
        ranked = [{"input": str(row["input"]), "index": float(row["index"])} for row in top.to_dict("records")]
        rows.append({"arm": arm, "endpoint": endpoint, "column": column, "n": int(part["n"].iloc[0]), "inputs": ranked})
    return rows
