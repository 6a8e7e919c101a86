"""A made-up sweep: two arms, figures of three kinds, over one path or more."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from engraft.trial.grid import Axis
from engraft.trial.result import StudySummary
from engraft.trial.sweep import PointSummary, SweepResult

DOSE = Axis("arms.0.regimen.0.dose", ("1e5 cell/kg", "1e6 cell/kg", "1e7 cell/kg"),
            ("1e5 cell/kg", "1e6 cell/kg", "1e7 cell/kg"), (), (1e5, 1e6, 1e7), "cell/kg")  # fmt: skip
DAY = Axis("arms.0.regimen.0.day", ("0", "7"), ("0", "7"), (), (0.0, 7.0))
WHO = Axis("population.law", ("alike", "other"), ("alike", "other"), ())
REGIMEN = Axis("arms.1.regimen", ("[]", "[{give: much, day: 0, dose: 3 mg}]"),
               ("[]", "[{give: much, day: 0, dose: 3 mg}]"), ())  # fmt: skip
FIGURES = {
    "remission": ("remission (CR or CRi) within 3 months", "fraction"),
    "survival.median": ("overall survival, median", "day"),
    "kinetics.c_max": ("highest level, median (5th to 95th percentile)", "cell/uL"),
    "nobody.median": ("what nobody has, median", "day"),
}


def swept(*axes: Axis, arms: tuple[str, ...] = ("Cells once", "Cells again")) -> SweepResult:
    """Make a sweep; of the first arm the share rises by 0.1 from point to point, in the second nothing changes."""
    values = list(product(*(axis.shown for axis in axes)))
    rows = [
        {"point": k, **dict(zip((axis.path for axis in axes), one, strict=True)), **row}
        for k, one in enumerate(values)
        for arm, label in enumerate(arms)
        for row in _figures(k, arm, label)
    ]
    points = tuple(
        PointSummary(k, one, f"engraft run x --set 'a=b {k}'", True, {label: 1 for label in arms}, False)
        for k, one in enumerate(values)
    )
    study = StudySummary("made-up", "A made-up <study>", "What & why?", "persons", 101, 1, 365.0)
    known = {"seed": 1, "backend": "llvm", "trials": 200, "versions": {"engraft": "0"}, "wall_time_s": 2.0}
    return SweepResult(
        study, axes, points, pd.DataFrame(rows), ("remission", "survival.median", "kinetics.c_max", "nobody.median"),
        ("limits of the study",), known,
    )  # fmt: skip


def _figures(k: int, arm: int, label: str) -> list[dict[str, object]]:
    """Write the figures of one arm at one point."""
    step = 0.05 * k * (1 - arm)
    values = {"remission": 0.2 + step + 0.3 * arm, "survival.median": 100.0, "kinetics.c_max": 5e4 * (1 + k),
              "nobody.median": np.nan}  # fmt: skip
    gone = {"kinetics.c_max": np.nan} if k == 1 else {}
    rows = []
    for key, value in (values | gone).items():
        text, unit = FIGURES[key]
        apart = np.nan if k == 0 or np.isnan(value) else value - {**values, "kinetics.c_max": 5e4}[key] + (
            step if key == "remission" else 5e4 * k if key == "kinetics.c_max" else 0.0
        )  # fmt: skip
        said = {"arm": f"arm{arm}", "label": label, "figure": key, "text": text, "unit": unit, "value": value}
        upper = np.nan if key == "survival.median" else value * 1.2
        ends = {"lower": value * 0.8, "upper": upper, "n": 100, "failed": 1, "same_persons": True}
        difference = {"difference": apart, "difference_lower": apart - 0.02, "difference_upper": apart + 0.02}
        rows.append(said | ends | difference)
    return rows
