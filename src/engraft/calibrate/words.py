"""The findings of a calibration as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def markdown(found: Mapping[str, Any]) -> str:
    """Write the findings for a reader."""
    parts = [
        f"# Calibration of {found['study']}",
        _opening(found),
        "## Targets",
        "Fitted is the median over the laws with 95 % of the laws; SE are standard errors of what was published.",
        _table(("id", "endpoint", "arm", "published", "fitted", "SE off"), map(_target, found["targets"])),
        "## Parameters",
        "Typical values with 95 % intervals. *By data* is the contraction beside the prior's laws inside of what the "
        "pool supports; *in all* is beside the whole prior, the limits of the pool included.",
        _table(("parameter", "unit", "prior", "posterior", "spread: prior, posterior", "in all", "by data"),
               map(_parameter, found["parameters"])),
        "## Directions",
        "Share of the variance that is left; 1: the data say nothing. A direction is a product of powers of typical "
        "values.",
        _table(("left", "open", "direction"), map(_direction, found["directions"])),
        "## What explains the endpoints",
        "First-order Sobol indices over the pool, corrected for chance; inputs below 0.005 are left out.",
        _table(("arm", "endpoint", "column", "inputs"), map(_ranking, found["sobol"])),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _opening(found: Mapping[str, Any]) -> str:
    """Say how much stands behind the laws."""
    pool, chain, support = found["pool"], found["chain"], found["support"]
    pilots = ", ".join(f"{one['kish']:.0%}" for one in pool["pilots"])
    return (
        f"Law file `{found['hash']}`. {pool['persons']} persons were drawn with seed {pool['seed']} ({pool['solved']} "
        f"solved) and simulated once; every law weighs the same persons. Small pools of {pool['pilots'][0]['persons']} "
        f"persons showed where to draw them, the first from the prior predictive law; share of each behind the law "
        f"that fitted best: {pilots}.\n"
        f"{chain['method']}: {chain['chains']} chains of {chain['steps']} steps, rank R-hat {chain['r_hat']:.3f}, "
        f"least bulk effective size {chain['ess']:.0f}.\n"
        f"Only laws with a Kish effective size of at least {support['required_share']:.0%} of the pool and no weight "
        f"above {support['allowed_weight']:.0%} are considered ({support['share_of_prior_laws_supported']:.0%} of the "
        f"prior's laws); outside nothing is claimed. Least effective size of a law kept: {support['kish_least']:.0f} "
        f"({support['kish_least_share']:.0%}), largest weight {support['max_weight']:.2%}."
    )


def _target(row: Mapping[str, Any]) -> tuple[str, ...]:
    published = f"{row['published']:.4g} ({row['lower']:.4g} to {row['upper']:.4g})"
    fitted = f"{row['fitted']:.4g} ({row['fitted_lower']:.4g} to {row['fitted_upper']:.4g})"
    return row["id"], row["endpoint"], row["arm"], published, fitted, f"{row['standard_errors']:+.1f}"


def _parameter(row: Mapping[str, Any]) -> tuple[str, ...]:
    prior = f"{row['prior']:.3g} ({row['prior_lower']:.3g} to {row['prior_upper']:.3g})"
    after = f"{row['posterior']:.3g} ({row['posterior_lower']:.3g} to {row['posterior_upper']:.3g})"
    spread = f"{row['omega']:.2f}, {row['spread']:.2f}"
    shares = (f"{row['contraction']:.0%}", f"{row['contraction_by_data']:.0%}")
    return row["name"], row["unit"], prior, after, spread, *shares


def _direction(row: Mapping[str, Any]) -> tuple[str, ...]:
    loads = " · ".join(f"{name}^{power:+.2f}" for name, power in row["direction"].items())
    return f"{row['variance_left']:.2f}", "open" if row["open"] else "", loads


def _ranking(row: Mapping[str, Any]) -> tuple[str, ...]:
    said = ", ".join(f"{one['input']} {one['index']:.2f}" for one in row["inputs"]) or "nothing above 0.005"
    return row["arm"], row["endpoint"], row["column"], said


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)
