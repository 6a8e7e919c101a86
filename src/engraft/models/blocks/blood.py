"""From whole-body numbers of lymphocytes to blood counts."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Model, Observable, Paper, Parameter, Port


class Blood(Model):
    """CAR T cells and B cells per volume of blood, from a constant share of them in blood.

    count = cells · share / (blood volume per weight · weight)

    What this model cannot say: trafficking; right after infusion and at the peak the share in blood
    differs. Transgene copies per µg DNA, which need the white-cell count.

    References
    ----------
    Westermann J, Pabst R. Clin Investig 1992;70:539-544. PMID 1392422 (2 % of lymphocytes).
    Linderkamp O, et al. Eur J Pediatr 1977;125:227-234 (blood volume).
    """

    reference = "PMID 1392422"

    car_total = Port("cell", "CAR T cells in the body")
    b_cells_total = Port("cell", "B cells in the body")
    weight = Port("kg", "body weight")
    share = Parameter(
        0.02,
        "1",
        source=Assumed("2 % of all lymphocytes are in blood (PMID 1392422); the same for CAR T cells", 0.01, 0.1),
        description="share of lymphocytes that is in blood",
    )
    volume_per_weight = Parameter(
        75.0,
        "mL/kg",
        source=Paper("Linderkamp 1977, Eur J Pediatr 125:227", "Table 1", "68 to 80 mL/kg from 4 to 14 years"),
        description="blood volume per body weight",
    )

    def observables(self) -> Iterator[Observable]:
        """Yield blood counts."""
        part = self.share / (self.volume_per_weight * self.weight)
        yield Observable("car", part * self.car_total, "cell/uL", "CAR T cells in blood")
        yield Observable("b_cells", part * self.b_cells_total, "cell/uL", "B cells in blood")
