"""What the published figures leave open: verdicts that change with the law, parameters that stay as assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.calibrate.validate import CHANGES, agreement
from engraft.outcomes.figure import Z95
from engraft.report.tables import Group, Table
from engraft.report.words import figure_words, in_words, number, percent, unit_words

if TYPE_CHECKING:
    from engraft.trial.laws import LawFile
    from engraft.trial.result import Basis, StudyResult

OPEN = 0.2  # a contraction below this leaves a parameter about as wide as it was


def identified_tables(result: StudyResult) -> tuple[Table, ...]:
    """Tell what the laws of a study disagree about, and what they learned; nothing where there are no laws."""
    basis = result.basis
    if basis is None or basis.plan.laws is None:
        return ()
    made = [_verdicts(result, basis)] if basis.plan.study.file.published and not result.extrapolated else []
    return (*made, _parameters(basis.plan.laws))


def _verdicts(result: StudyResult, basis: Basis) -> Table:
    """Give for every published figure the share of laws that have it inside."""
    rows: list[tuple[str, ...]] = []
    changed: list[int] = []
    shown = [one for one in basis.plan.study.file.published if one.role != "input"]
    shares = agreement(basis)
    pairs = zip(basis.plan.study.file.published, shares, strict=True)
    for one, share in ((one, share) for one, share in pairs if one.role != "input"):
        open_ = CHANGES < share < 1.0 - CHANGES
        if open_:
            changed.append(len(rows))
        said = "not identified" if open_ else "inside" if share >= 0.5 else "outside"
        rows.append((f"{one.id} {figure_words(result, one.key)}".strip(), percent(share), said))
    caption = (
        f"{len(changed)} of {len(shown)} verdicts are not identified: they change across the laws that the published "
        f"figures support equally ({result.study.n:,} patients)."
    )
    group = Group("", tuple(rows), frozenset(changed))
    return Table(caption, ("Figure", "Laws that have it inside", "Verdict"), (group,), numeric=(1,))


def _parameters(laws: LawFile) -> Table:
    """Set the typical values of the laws beside the prior, the least contracted first."""
    kept = 1.0 - np.array([laws.shifts[:, k].var() / one.tau**2 for k, one in enumerate(laws.parameters)])
    rows, open_ = [], 0
    for k in np.argsort(kept, kind="stable").tolist():
        one = laws.parameters[k]
        value = units.display(one.median, one.unit)
        prior = value * np.exp(np.array([-Z95, 0.0, Z95]) * one.tau)
        after = value * np.exp(np.quantile(laws.shifts[:, k], (0.025, 0.5, 0.975)))
        open_ += bool(kept[k] < OPEN)
        block, _, name = one.name.partition(".")
        words = f"{in_words(name)} ({in_words(block)}), {unit_words(one.unit)}".rstrip(", ")
        rows.append(
            (words, _range(prior), _range(after), percent(max(0.0, float(kept[k]))), "open" if kept[k] < OPEN else "")
        )
    caption = f"The published figures leave {open_} of {len(rows)} fitted parameters about as open as they were."
    columns = ("Typical value", "Before", f"Over {len(laws.laws):,} laws", "Contraction", "")
    return Table(caption, columns, (Group("", tuple(rows)),), numeric=(1, 2, 3))


def _range(values: np.ndarray) -> str:
    """Write a median with its 95 % range."""
    low, middle, high = (number(float(value)) for value in values)
    return f"{middle} ({low} to {high})"
