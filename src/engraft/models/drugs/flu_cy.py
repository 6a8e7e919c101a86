"""Fludarabine and cyclophosphamide: from a dose to dying leukemia, B cells and progenitors of neutrophils."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Parameter, Port
from engraft.models.drugs.flu_cy_exposure import FluCyExposure

_LANGENHORST = "10.1007/s40262-018-0715-9"
_LYMPHOID = (
    "no published slope: each drug of the course (30 mg/m2 x 4, 500 mg/m2 x 2) alone leaves 71 % of the cells, both "
    "leave half; bounds: nothing to one log per drug. A stated rule, not a fit to any outcome"
)


class FluCy(FluCyExposure):
    """Lymphodepletion that kills leukemia and B cells itself; exposure is that of ``FluCyExposure``.

    cells killed per day = slope · e · cells;    share of division prevented = Σ slope · e

    What this model cannot say: renal function, metabolites of cyclophosphamide, synergy, other
    lymphocytes, the cytokines that lymphodepletion frees, toxicity other than neutropenia.

    References
    ----------
    Langenhorst JB, et al. Clin Pharmacokinet 2019;58:627-637. doi:10.1007/s40262-018-0715-9
    Tasso MJ, et al. Cancer Chemother Pharmacol 1992;30:207-211. doi:10.1007/BF00686313
    """

    reference = _LANGENHORST

    leukemia = Port("cell", "leukemic cells")
    b_cells = Port("cell", "healthy B cells")
    fludarabine_kill_leukemia = Parameter(
        0.41,
        "L/mg/day",
        source=Assumed(_LYMPHOID, 0.0, 2.7),
        description="leukemia killed by fludarabine",
    )
    cyclophosphamide_kill_leukemia = Parameter(
        0.0178,
        "L/mg/day",
        source=Assumed(_LYMPHOID, 0.0, 0.118),
        description="leukemia killed by cyclophosphamide",
    )
    fludarabine_kill_b_cells = Parameter(
        0.41,
        "L/mg/day",
        source=Assumed(_LYMPHOID, 0.0, 2.7),
        description="B cells killed by fludarabine",
    )
    cyclophosphamide_kill_b_cells = Parameter(
        0.0178,
        "L/mg/day",
        source=Assumed(_LYMPHOID, 0.0, 0.118),
        description="B cells killed by cyclophosphamide",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield elimination and killing."""
        yield from super().flows()
        flu, cy = self.fludarabine_effect, self.cyclophosphamide_effect
        yield Flow(
            "fludarabine kills leukemia",
            out_of=self.leukemia,
            rate=self.fludarabine_kill_leukemia * flu * self.leukemia,
        )
        yield Flow(
            "cyclophosphamide kills leukemia",
            out_of=self.leukemia,
            rate=self.cyclophosphamide_kill_leukemia * cy * self.leukemia,
        )
        yield Flow(
            "fludarabine kills B cells", out_of=self.b_cells, rate=self.fludarabine_kill_b_cells * flu * self.b_cells
        )
        yield Flow(
            "cyclophosphamide kills B cells",
            out_of=self.b_cells,
            rate=self.cyclophosphamide_kill_b_cells * cy * self.b_cells,
        )
