"""Transplant in remission as an input that changes nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import TIME, Assumed, Hazard, Model, Paper, Parameter, Port, select

_RATE = (
    "24 % of both arms of TOWER were transplanted, and 44 % of those given blinatumomab were in remission: half of the "
    "remissions within three months"
)


class TransplantInRemission(Model):
    """Allogeneic transplant at a constant rate while the marrow is in remission: an input, which is only counted.

    risk = ln 2/(3 months) while blasts < threshold, from the first assessment on

    It changes neither leukemia nor survival. That is what TOWER saw: survival followed response and line of therapy,
    with transplant or without (odds ratio 1.17, 0.54 to 2.53, among responders to the antibody).

    What this model cannot say: graft-versus-leukemia, mortality of transplant, transplant with active disease, who has
    a donor.

    References
    ----------
    Kantarjian H, et al. N Engl J Med 2017;376:836-847. doi:10.1056/NEJMoa1609783 (TOWER).
    "Transplantation in adults with relapsed/refractory acute lymphoblastic leukemia who are treated with blinatumomab
    from a phase 3 study" (abstract in profiles.wustl.edu)
    """

    reference = "10.1056/NEJMoa1609783"

    blast_fraction = Port("1", "leukemic cells among marrow cells")
    rate = Parameter(
        math.log(2.0) / 3.0, "1/month", source=Assumed(_RATE, 0.1, 0.5), description="transplant in remission"
    )
    threshold = Parameter(
        0.05,
        "1",
        source=Paper("PMC6475509", "Table 3, footnote", "5 % of blasts"),
        description="marrow blasts of remission",
    )
    assessed = Parameter(
        28.0,
        "day",
        source=Assumed("the first marrow after a cycle of four weeks", 14.0, 42.0),
        description="first marrow",
    )

    def hazards(self) -> Iterator[Hazard]:
        """Yield the rate."""
        clear = (self.blast_fraction < self.threshold) & (self.assessed <= TIME)
        yield Hazard(
            "in_remission", select(clear, self.rate, 0.0), ends=False, empirical=True, source=Assumed(_RATE, 0.1, 0.5),
            description="transplant in remission: an input, it is only counted",
        )  # fmt: skip
