"""Whether expansion rises with the burden of leukemia, and with response among persons of a similar burden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.language.system import System
from engraft.outcomes.endpoint import Floats, flags, readings, rows, solved
from engraft.outcomes.figure import Figure, geometric_ratio
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.outcomes.sampled_kinetics import highest_reading
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class KineticOrdering(MarrowEndpoint):
    """Highest readings of an assay, persons of high burden beside those of low, responders beside the others in each.

    Burden is a covariate of the persons (``burden``: marrow blasts at enrolment); it is high at or above the median
    of the persons judged. Peaks and responders are those of sampled kinetics. Persons without such a covariate belong
    to neither half, and the figures do not exist; nor does one where a half has no responder, or nobody else.

    Columns
    -------
    ``_c_max``, ``_burden``, ``_response``.

    References
    ----------
    Mueller 2018, doi:10.1158/1078-0432.CCR-18-0758 (peaks of responders and others, as sampled).
    Stein 2019, doi:10.1002/psp4.12388.
    """

    name: str = "kinetic_ordering"
    label: str = "Expansion by burden and response"
    guideline: str = "geometric means of the highest reading, compared by halves of the burden at enrolment"
    visits: tuple[float, ...] = (28.0,)
    confirm: float = 0.0
    burden: str = "marrow_blasts"
    assay: str = "qpcr"
    days: tuple[float, ...] = (1.0, 4.0, 7.0, 11.0, 14.0, 21.0, 28.0)
    below: float = 0.5

    def needs(self, system: System) -> Needs:
        """Keep leukemia on the visits, and the sampling days; the study keeps what its assay measures."""
        return self.blast_needs(system) | Needs.of(times=self.days)

    @property
    def assays(self) -> tuple[str, ...]:
        """Read with the assay."""
        return (self.assay,)

    @property
    def sampled(self) -> tuple[float, ...]:
        """Read on the sampling days."""
        return self.days

    @property
    def covariates(self) -> tuple[str, ...]:
        """Look at the burden."""
        return (self.burden,)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Put everybody's highest reading beside burden and response; the halves are told apart later, of everybody."""
        known = solved(run)
        highest = highest_reading(readings(run, self.assay, self.days), self.below)
        burden = run.outputs[self.burden].values if self.burden in run.outputs else np.full(run.persons.size, np.nan)
        columns = {
            f"{self.name}_c_max": np.where(known, highest, np.nan),
            f"{self.name}_burden": np.where(known, burden, np.nan),
            f"{self.name}_response": flags(np.isfinite(self.first_day(run)), known),
        }
        return rows(run, columns)

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the three ratios of geometric means."""
        known = verdict[verdict[f"{self.name}_response"].notna()]
        peak, burden = (known[f"{self.name}_{key}"].to_numpy(np.float64) for key in ("c_max", "burden"))
        responded = known[f"{self.name}_response"].to_numpy(bool)
        high, low = _halves(burden)
        said = "highest reading"
        return {
            f"{self.name}.burden": geometric_ratio(peak[high], peak[low], f"{said}, high burden to low"),
            **{
                f"{self.name}.response_{half}_burden": geometric_ratio(
                    peak[there & responded],
                    peak[there & ~responded],
                    f"{said}, responders to the others, {half} burden",
                )
                for half, there in (("high", high), ("low", low))
            },
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{key}" for key in ("burden", "response_high_burden", "response_low_burden"))


def _halves(burden: Floats) -> tuple[np.ndarray, np.ndarray]:
    """Tell who is at or above the median, and who is below."""
    known = burden[np.isfinite(burden)]
    middle = float(np.median(known)) if known.size else np.nan
    return burden >= middle, burden < middle
