"""A population: the law of every covariate, with its source."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from engraft.cli.page import MARK, heading, number, table

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts
    from engraft.population import Covariate, Derived, Effect


def facts(name: str) -> Facts:
    """Describe a population of the catalog as plain data."""
    from engraft.population.catalog import get

    law = get(name)
    return {
        "kind": "population",
        "name": name,
        "label": law.label,
        "description": inspect.cleandoc(law.description),
        "covariates": [_covariate(one) for one in law.covariates],
        "derived": [_formula(one.name, one) for one in law.derived],
        "effects": [_formula(one.parameter, one) for one in law.effects],
        "correlations": [
            {"first": one.first, "second": one.second, "rank": one.rank, "source": one.source.text(),
             "source_kind": one.source.kind}
            for one in law.correlations
        ],
    }  # fmt: skip


def draw(said: Facts, console: Console) -> None:
    """Print a population."""
    console.print(f"{said['name']}: {said['label'] or said['description']}", style="bold")
    heading(console, f"Covariates ({MARK} assumed)")
    heads = ("covariate", "5 %", "median", "95 %", "unit", "source")
    rows = [(_marked(one["name"], one), *map(number, one["quantiles"]), one["unit"], one["source"])
            for one in said["covariates"]]  # fmt: skip
    console.print(table(heads, rows, fixed=(1, 2, 3)))
    for title, key in (("Derived", "derived"), ("What covariates set", "effects")):
        if said[key]:
            heading(console, title)
            rows = [(_marked(one["name"], one), one["formula"], one["unit"], one["source"]) for one in said[key]]
            console.print(table(("name", "formula", "unit", "source"), rows))
    if said["correlations"]:
        heading(console, "Rank correlations")
        rows = [(_marked(f"{one['first']}, {one['second']}", one), number(one["rank"]), one["source"])
                for one in said["correlations"]]  # fmt: skip
        console.print(table(("between", "rank", "source"), rows))


def _covariate(one: Covariate) -> Facts:
    """Describe one covariate by its law and three of its quantiles."""
    import numpy as np

    return {
        "name": one.name,
        "unit": one.unit,
        "law": type(one.law).__name__,
        "quantiles": [float(q) for q in one.law.quantile(np.array([0.05, 0.5, 0.95]))],
        "description": one.description,
        "source": one.source.text(),
        "source_kind": one.source.kind,
    }


def _formula(name: str, one: Derived | Effect) -> Facts:
    """Describe one formula over covariates."""
    return {"name": name, "formula": one.expression, "unit": one.unit, "description": one.description,
            "source": one.source.text(), "source_kind": one.source.kind}  # fmt: skip


def _marked(name: str, one: Facts) -> str:
    """Mark what is assumed."""
    return f"{name} {MARK}" if one["source_kind"] == "assumed" else name
