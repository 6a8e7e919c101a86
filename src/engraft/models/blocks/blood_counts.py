"""From whole-body numbers to a blood count, and to transgene copies per microgram of DNA."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Model, Observable, Paper, Parameter, Port, maximum


class BloodCounts(Model):
    """Cells per volume of blood from constant shares in blood; copies from the share of CAR T cells among them.

    count  = cells · share / (V weight)
    white  = ANC (1 + m) + lymphocytes + B cells + CAR T cells + blasts
    copies = genomes per DNA · copies per CAR T cell · CAR T cells / white

    ======  =====================  ==========================================================
    symbol  here                   meaning
    ======  =====================  ==========================================================
    share   share, blast_share     share of lymphocytes, and of leukemia, that is in blood
    V       volume_per_weight      blood volume
    m       other_myeloid          monocytes, eosinophils and basophils per neutrophil
    -       genomes_per_dna        diploid genomes in a mass of DNA
    -       copies_per_cell        transgene copies of a CAR T cell
    ======  =====================  ==========================================================

    No constant factor leads from cells to copies: the same CAR T cells are more copies in a blood with
    fewer other cells, and few while blasts are many.

    What this model cannot say: trafficking (right after infusion and at the peak the share in blood
    differs), blood drawn after anticoagulation or storage, nucleated red cells, differences in copies
    between the cells of a product.

    References
    ----------
    Westermann J, Pabst R. Clin Investig 1992;70:539-544. PMID 1392422 (2 % of lymphocytes).
    Linderkamp O, et al. Eur J Pediatr 1977;125:227-234 (blood volume).
    Buhrer C, et al. J Clin Oncol 1996;14:2812-2817 (blasts in blood at relapse).
    Blood Cancer J 2024. doi:10.1038/s41408-024-01038-2, Table 3 (transduction of tisagenlecleucel).
    """

    reference = "PMID 1392422"

    car_total = Port("cell", "CAR T cells in the body")
    b_cells_total = Port("cell", "B cells in the body")
    lymphocytes_total = Port("cell", "normal T and NK cells in the body")
    blasts_total = Port("cell", "leukemic cells in marrow and blood")
    anc = Port("cell/L", "absolute neutrophil count")
    weight = Port("kg", "body weight")
    share = Parameter(
        0.02,
        "1",
        source=Assumed("2 % of all lymphocytes are in blood (PMID 1392422); the same for CAR T cells", 0.01, 0.1),
        description="share of lymphocytes that is in blood",
    )
    blast_share = Parameter(
        0.06,
        "1",
        source=Assumed(
            "1060 blasts/uL, the median at relapse of 260 children (J Clin Oncol 1996;14:2812, range 0 to 106800), in "
            "75 mL/kg of blood, of 5e10 leukemic cells at 39 kg",
            0.002,
            0.5,
        ),
        description="share of leukemic cells that is in blood",
    )
    other_myeloid = Parameter(
        0.15,
        "1",
        source=Assumed("monocytes, eosinophils and basophils of a normal differential count", 0.05, 0.3),
        description="other myeloid white cells per neutrophil",
    )
    volume_per_weight = Parameter(
        75.0,
        "mL/kg",
        source=Paper("Linderkamp 1977, Eur J Pediatr 125:227", "Table 1", "68 to 80 mL/kg from 4 to 14 years"),
        description="blood volume per body weight",
    )
    genomes_per_dna = Parameter(
        1.5e5,
        "cell/ug",
        source=Paper("human genome", "6.6 pg per diploid genome"),
        description="genomes per mass of DNA",
    )
    copies_per_cell = Parameter(
        1.1,
        "copy/cell",
        source=Assumed(
            "17.4 % of cells transduced (median of 134 products, doi:10.1038/s41408-024-01038-2, Table 3), by Poisson "
            "1.1 copies per transduced cell; bounds: one, and the limit of 4 per cell of a release test",
            1.0,
            4.0,
        ),
        description="transgene copies of a CAR T cell",
    )

    fewest = Parameter(
        1e-9,
        "cell/uL",
        source=Assumed("a number, not biology: keeps the share defined where no cell is left", 1e-12, 1e-6),
        description="white cells below which the share of CAR T cells is not divided",
    )

    def observables(self) -> Iterator[Observable]:
        """Yield blood counts and transgene copies."""
        car, b_cells = self._lymphoid(self.car_total), self._lymphoid(self.b_cells_total)
        lymphocytes = self._lymphoid(self.lymphocytes_total)
        blasts = self.blast_share * self.blasts_total / (self.volume_per_weight * self.weight)
        white = self.anc * (1.0 + self.other_myeloid) + lymphocytes + b_cells + car + blasts
        yield Observable("car", car, "cell/uL", "CAR T cells in blood")
        yield Observable("b_cells", b_cells, "cell/uL", "B cells in blood")
        yield Observable("lymphocytes", lymphocytes, "cell/uL", "normal T and NK cells in blood")
        yield Observable("blasts", blasts, "cell/uL", "leukemic cells in blood")
        yield Observable("white_cells", white, "cell/uL", "nucleated white cells in blood")
        among = car / maximum(white, self.fewest)
        copies = self.genomes_per_dna * self.copies_per_cell * among
        yield Observable("copies", copies, "copy/ug", "transgene copies per mass of DNA from blood")

    def _lymphoid(self, cells: Expression) -> Expression:
        """Lymphoid cells per volume of blood."""
        return self.share * cells / (self.volume_per_weight * self.weight)
