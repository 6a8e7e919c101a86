"""Lymphodepletion as others feel it: the rates at which its drugs kill leukemia and normal lymphocytes."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Observable, Parameter
from engraft.models.drugs.flu_cy_exposure import FluCyExposure

_LANGENHORST = "10.1007/s40262-018-0715-9"
_LEUKEMIA = (
    "no published slope: each drug of the course (30 mg/m2 x 4, 500 mg/m2 x 2) alone leaves 71 % of the cells, both "
    "leave half; bounds: nothing to one log per drug. A stated rule, not a fit to any outcome"
)
_LYMPHOCYTES = (
    "no published slope: six days after the first dose of the course 1.2 % of normal lymphocytes are left although "
    "they grow back meanwhile, as 3.0e9 of 2.5e11 are left at infusion in doi:10.1098/rspb.2021.0229, Table 1, in the "
    "typical child of the model b_all; each drug kills half of that on the log scale; bounds: half left to two logs "
    "per drug, without growth. A stated rule, not a fit to any outcome"
)


class Lymphodepletion(FluCyExposure):
    """The rates at which fludarabine and cyclophosphamide kill, for others to lose cells by.

    kill of leukemia, kill of lymphocytes = Σ slope · e, per day

    Leukemia that has come back under chemotherapy is less sensitive than normal lymphocytes, so each
    has slopes of its own. Exposure is that of ``FluCyExposure``; no cell is touched here.

    What this model cannot say: renal function, metabolites of cyclophosphamide, synergy, differences
    between lymphocytes, toxicity other than that to progenitors.

    References
    ----------
    Langenhorst JB, et al. Clin Pharmacokinet 2019;58:627-637. doi:10.1007/s40262-018-0715-9
    Kimmel GJ, Locke FL, Altrock PM. Proc R Soc B 2021;288:20210229. doi:10.1098/rspb.2021.0229
    """

    reference = _LANGENHORST

    fludarabine_kill_leukemia = Parameter(
        0.41, "L/mg/day", source=Assumed(_LEUKEMIA, 0.0, 2.7), description="leukemia killed by fludarabine"
    )
    cyclophosphamide_kill_leukemia = Parameter(
        0.0178, "L/mg/day", source=Assumed(_LEUKEMIA, 0.0, 0.118), description="leukemia killed by cyclophosphamide"
    )
    fludarabine_kill_lymphocytes = Parameter(
        4.98, "L/mg/day", source=Assumed(_LYMPHOCYTES, 0.41, 5.4), description="lymphocytes killed by fludarabine"
    )
    cyclophosphamide_kill_lymphocytes = Parameter(
        0.2159,
        "L/mg/day",
        source=Assumed(_LYMPHOCYTES, 0.0178, 0.236),
        description="lymphocytes killed by cyclophosphamide",
    )

    def observables(self) -> Iterator[Observable]:
        """Yield concentrations, the effect on progenitors and the rates of killing."""
        yield from super().observables()
        leukemia = self._rate(self.fludarabine_kill_leukemia, self.cyclophosphamide_kill_leukemia)
        yield Observable("kill_lymphoid", leukemia, "1/day", "rate at which the drugs kill leukemia")
        lymphocytes = self._rate(self.fludarabine_kill_lymphocytes, self.cyclophosphamide_kill_lymphocytes)
        yield Observable("kill_lymphocytes", lymphocytes, "1/day", "rate at which the drugs kill normal lymphocytes")

    def _rate(self, fludarabine: Expression, cyclophosphamide: Expression) -> Expression:
        """Add what both drugs kill."""
        return fludarabine * self.fludarabine_effect + cyclophosphamide * self.cyclophosphamide_effect
