"""A graft of the patient's own stem cells with an added gene."""

from __future__ import annotations

from engraft.language import Assumed, Chosen, Paper, Parameter
from engraft.manufacturing.process import Process
from engraft.manufacturing.stem_cells import GraftFill, StemCellHarvest
from engraft.manufacturing.vector import Transduction


def gene_added_graft() -> Process:
    """Return a graft of own CD34+ cells with a lentiviral vector: collected, transduced, filled.

    Copies follow Poisson's law, and how many a unit of vector makes is set to 1.1 per cell, as recalled of the first
    boy with sickle cell disease: an input. The bag holds both kinds of cells, each for its branch of ``sickle_cell``
    or ``ada_scid``.

    What this process cannot say: that stem cells take up vector less easily than progenitors, so that the share of
    blood that is corrected later is lower than that of the product; testing, freezing, a second transduction.

    References
    ----------
    Harvests of marrow in children, PMC6897559. Ribeil JA, et al. N Engl J Med 2017;376:848-855.
    doi:10.1056/NEJMoa1609677
    """
    vector = Transduction(
        multiplicity=Parameter(
            5.0, "1", source=Chosen("the maker", "as for T cells"), description="infectious units added per cell"
        ),
        taking=Parameter(
            0.378, "1",
            source=Assumed("five units per cell for 24 h make 1.1 copies per cell, recalled of Ribeil 2017", 0.1, 1.0),
            spread=0.5,
            description="copies per unit taken up; spread as of T cells",
        ),
        permissive=Parameter(
            1.0, "1", source=Assumed("Poisson's law: no share of CD34+ cells that take none was read", 0.5, 1.0),
            description="share of cells that can take vector",
        ),
    )  # fmt: skip
    return Process(
        "gene_added_graft",
        "own CD34+ cells of marrow with a lentiviral vector: collected, transduced, filled",
        {"collection": StemCellHarvest(), "vector": vector, "fill": GraftFill()},
        Paper("10.1056/NEJMoa1609677", "abstract", "lentiviral vector into own CD34+ cells"),
    )
