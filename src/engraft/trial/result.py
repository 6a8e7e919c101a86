"""What a study leaves behind in memory: one object, from which every table and chart is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engraft.outcomes.figure import Figure

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from engraft.population import Cohort
    from engraft.trial.beyond import Outside
    from engraft.trial.design import Design
    from engraft.trial.observed import Overlay
    from engraft.trial.together import Together


@dataclass(frozen=True)
class StudySummary:
    """Name the study, whom it treats and for how long.

    Units
    -----
    ``follow_up`` and ``start`` in days; day 0 is the infusion.
    """

    name: str
    title: str
    question: str
    population: str
    n: int
    seed: int
    follow_up: float
    start: float = 0.0
    distinct: int = 0  # how many differ, where persons of a list are treated again and again


@dataclass(frozen=True)
class ArmSummary:
    """Count the persons of one arm and hold its figures.

    ``n`` persons were treated, ``solved`` of them were integrated to their end, ``failed`` were not;
    figures are over the solved. Keys of ``figures`` are ``endpoint`` or ``endpoint.detail``.
    """

    name: str
    label: str
    n: int
    solved: int
    failed: int
    figures: dict[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Basis:
    """Keep what a result was made of, so that it can be asked again under each law of the population.

    ``verdicts`` hold one table per endpoint for each arm, by its name.
    """

    plan: Design
    cohort: Cohort
    verdicts: dict[str, tuple[pd.DataFrame, ...]]


@dataclass(frozen=True)
class StudyResult:
    """Hold everything a report shows.

    Shapes
    ------
    outcomes: one row per person and arm; columns ``arm`` (the label), ``person``, ``status``, ``fault`` (the state
    at fault, empty if solved), ``end_day``, the covariates, then the columns of every endpoint. A time-to-event
    endpoint ``e`` has the columns ``e_day``, ``e_event`` (True: happened) and ``e_cause`` (what happened, or
    ``"censored"``).
    trajectories: dims (arm, person, time), one variable per observable, ``attrs["unit"]`` and ``attrs["description"]``,
    NaN after a person's end.
    sources: columns block, parameter, value, unit, kind ("paper", "calibrated", "assumed"), source, description.
    tolerance: columns arm, endpoint, value, value_half_tolerance, difference, n (the first persons of the study).
    flow: columns arm, stage, n, in the order a patient passes the stages.
    published: columns endpoint, arm, value, lower, upper, source, simulated, simulated_lower, simulated_upper, id,
    role ("calibrate", "predict", "input"), held_lower and held_upper (the bounds that bind), inside (None: no bounds),
    note, over (the label of the arm that the figure is divided by, or "").
    responses: columns arm, person, endpoint, visit (day), response ("CR", "CRi", "none"; None if not solved); None in a
    result made by hand.
    headline: ``{"sentence": str, "arms": {label: {figure key: value}}}``.
    share_assumed: fraction of the parameters whose value is assumed.

    Units
    -----
    ``*_day`` columns and ``time`` in days, fractions between 0 and 1.
    """

    study: StudySummary
    arms: tuple[str, ...]
    summaries: tuple[ArmSummary, ...]
    outcomes: pd.DataFrame
    trajectories: xr.Dataset
    sources: pd.DataFrame
    share_assumed: float
    tolerance: pd.DataFrame
    headline: dict[str, Any]
    flow: pd.DataFrame
    published: pd.DataFrame
    provenance: dict[str, Any]
    warnings: tuple[str, ...] = ()
    time_to_event: tuple[str, ...] = ()  # endpoint names that have _day, _event and _cause columns
    time_from: dict[str, str] = field(default_factory=dict)  # what their days count from: "infusion", "remission"
    zero: str = "infusion"  # what day 0 is in words: "day 0" where no cells are infused
    labels: dict[str, str] = field(default_factory=dict)  # endpoint name -> what it is in words
    lloq: dict[str, float] = field(default_factory=dict)  # observable -> limit in the unit of its trajectory
    folder: Path | None = None
    responses: pd.DataFrame | None = None
    observed: Overlay | None = None  # what real persons showed, if somebody laid it over
    basis: Basis | None = None
    extrapolated: tuple[Outside, ...] = ()  # what lies outside of what was studied
    together: tuple[Together, ...] = ()  # what is known or shared by every two products of an arm

    @property
    def once(self) -> pd.DataFrame:
        """Give the outcomes of the different persons: those of a list count once in whatever says how sure it is."""
        distinct = self.study.distinct
        return self.outcomes[self.outcomes["person"] < distinct] if distinct else self.outcomes
