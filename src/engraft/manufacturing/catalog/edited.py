"""Products of edited T cells: a receptor put into TRAC, several genes at once, and cells that would kill each other."""

from __future__ import annotations

from dataclasses import replace

from engraft.language import Assumed, Paper, Parameter
from engraft.manufacturing.apheresis import Collection
from engraft.manufacturing.culture import Culture
from engraft.manufacturing.editing import Editing
from engraft.manufacturing.formulation import Formulation
from engraft.manufacturing.genome_assay import GenomeAssay
from engraft.manufacturing.harvest import Harvest
from engraft.manufacturing.labelling import Labelling
from engraft.manufacturing.process import Process
from engraft.manufacturing.release import ReleaseCd20
from engraft.manufacturing.self_killing import Depletion, Fratricide
from engraft.manufacturing.step import Step
from engraft.manufacturing.vector import Transduction

_GLASER = Paper("10.1186/s13059-023-02928-7", "abstract", "TRAC knock-in, two base edits for MHC class I and II")
_GEORGIADIS = Paper("10.1038/s41375-021-01282-6", "abstract", "CD3 and CD7 removed by base editing, then the receptor")
_KNIPPING = Paper("Knipping 2017, Mol Ther Methods Clin Dev", "abstract", "TCR knock-out in up to 81 % of T cells")
_TRIPLE = ("TRAC", "B2M", "CIITA")


def cas9_trac_car_t() -> Process:
    """Return a product whose receptor is put into TRAC through a break, without a virus.

    What this process cannot say: freezing, and the small molecules that favour repair from the donor: they are in its
    rate.

    References
    ----------
    Shy BR, et al. Nat Biotechnol 2023;41:521-531. doi:10.1038/s41587-022-01418-8 (46 to 62 %, above 1.5e9 CAR T cells).
    """
    source = Paper("10.1038/s41587-022-01418-8", "abstract", "knock-in 46 to 62 %, more than 1.5e9 CAR T cells")
    about = "CAR T cells with the receptor put into TRAC by Cas9 and a single-stranded donor"
    return _made("cas9_trac_car_t", about, source, Editing(cut=("TRAC",), insert="TRAC"), vector=False)


def cas9_triple_car_t() -> Process:
    """Return a lentiviral product with TRAC, B2M and CIITA cut by Cas9 at once.

    What this process cannot say: that the donor is healthy and not the patient.

    References
    ----------
    Webber BR, et al. Nat Commun 2019;10:5222. doi:10.1038/s41467-019-13007-6 (Cas9 and base editing side by side).
    """
    source = Paper("10.1038/s41467-019-13007-6", "abstract", "several genes at once by Cas9, or by base editing")
    about = "CAR T cells with a lentiviral vector; TRAC, B2M and CIITA cut by Cas9"
    return _made("cas9_triple_car_t", about, source, Editing(cut=_TRIPLE))


def base_edited_triple_car_t() -> Process:
    """Return a lentiviral product with TRAC, B2M and CIITA converted by a base editor at once.

    What this process cannot say: that the donor is healthy and not the patient; edits of neighbouring bases.

    References
    ----------
    Webber BR, et al. Nat Commun 2019;10:5222. doi:10.1038/s41467-019-13007-6 (translocations greatly reduced).
    """
    source = Paper("10.1038/s41467-019-13007-6", "abstract", "several genes at once by Cas9, or by base editing")
    about = "CAR T cells with a lentiviral vector; TRAC, B2M and CIITA converted by a base editor"
    return _made("base_edited_triple_car_t", about, source, Editing(converted=_TRIPLE))


def cas9_knock_in_base_edited() -> Process:
    """Return a product with the receptor put into TRAC by Cas9, and B2M and CIITA converted beside it.

    What this process cannot say: that the donor is healthy and not the patient; with Cas12a for the break, which
    shares no guides, set ``editing.exchange`` to 0.

    References
    ----------
    Glaser V, et al. Genome Biol 2023;24:89. doi:10.1186/s13059-023-02928-7 (translocations in 1.4 % of edited cells).
    """
    about = "CAR T cells with the receptor put into TRAC by Cas9; B2M and CIITA converted by a base editor"
    edit = Editing(cut=("TRAC",), converted=("B2M", "CIITA"), insert="TRAC")
    return _made("cas9_knock_in_base_edited", about, _GLASER, edit, vector=False)


def talen_car_t() -> Process:
    """Return a lentiviral product with TRAC and CD52 cut by TALENs, depleted of cells with a T-cell receptor.

    What this process cannot say: that the donor is healthy and not the patient; that the best of twelve TALENs is
    what a manufacturer has.

    References
    ----------
    Knipping F, et al. Mol Ther Methods Clin Dev 2017 (abstract: up to 81 %).
    """
    out = Parameter(0.81 / 0.97, "1", source=_KNIPPING, description="share of reached cells edited at a cut locus")
    about = "CAR T cells with a lentiviral vector; TRAC and CD52 cut by TALENs, TCR-positive cells depleted"
    late: dict[str, Step] = {"depletion": Depletion()}
    return _made("talen_car_t", about, _KNIPPING, Editing(cut=("TRAC", "CD52"), knock_out=out), after=late)


def base_edited_car7() -> Process:
    """Return CAR7 cells: TRAC and CD7 converted, then the vector; fratricide selects, beads deplete what is left.

    What this process cannot say: that the donor is healthy and not the patient; CD52, which BE-CAR7 lacks too; how many
    CAR7 cells a patient needs (the release list is that of another product).

    References
    ----------
    Georgiadis C, et al. Leukemia 2021;35:3466-3481. doi:10.1038/s41375-021-01282-6
    """
    about = "CAR7 T cells with a lentiviral vector; TRAC and CD7 converted before, TCR-positive cells depleted"
    late: dict[str, Step] = {"fratricide": Fratricide(sees=("CD7",)), "depletion": Depletion()}
    return _against(
        "CD7", _made("base_edited_car7", about, _GEORGIADIS, Editing(converted=("TRAC", "CD7")), after=late)
    )


def base_edited_car3_car7() -> Process:
    """Return CAR3 and CAR7 cells grown together: fratricide alone rids them of TCR, CD3 and CD7.

    What this process cannot say: that the donor is healthy and not the patient; that receptors came from two vectors
    and two cultures: half of the CAR-positive cells are taken to carry each.

    References
    ----------
    Georgiadis C, et al. Leukemia 2021;35:3466-3481. doi:10.1038/s41375-021-01282-6 (99.6 % TCR-CD3-CD7-).
    """
    about = "CAR3 and CAR7 T cells grown together; TRAC and CD7 converted before the vectors"
    late: dict[str, Step] = {"fratricide": Fratricide(sees=("TRAC", "CD7"))}
    made = _made("base_edited_car3_car7", about, _GEORGIADIS, Editing(converted=("TRAC", "CD7")), after=late)
    return _against("CD3 and CD7", made)


def universal_car_t() -> Process:
    """Return talen_car_t with what was edited written on the bag, for a model of a stranger's cells.

    What this process cannot say: that the donor is healthy and not the patient: cells are collected from the persons
    of the study, and only what is written on the bag makes them a stranger's.

    References
    ----------
    Knipping F, et al. Mol Ther Methods Clin Dev 2017 (abstract: up to 81 %).
    """
    own = talen_car_t()
    about = f"{own.description}; labelled for a model of a stranger's cells"
    return _labelled("universal_car_t", about, own)


def universal_car7() -> Process:
    """Return CAR7 cells with CD52 converted too and what was edited written on the bag, for a stranger's cells.

    What this process cannot say: as base_edited_car7.

    References
    ----------
    Georgiadis C, et al. Leukemia 2021;35:3466-3481. doi:10.1038/s41375-021-01282-6
    """
    late: dict[str, Step] = {"fratricide": Fratricide(sees=("CD7",)), "depletion": Depletion()}
    about = "CAR7 T cells with a lentiviral vector; TRAC, CD7 and CD52 converted, TCR-positive cells depleted, labelled"
    own = _made("car7", about, _GEORGIADIS, Editing(converted=("TRAC", "CD7", "CD52")), after=late)
    return _against("CD7", _labelled("universal_car7", about, own))


def unedited_car7() -> Process:
    """Return CAR7 cells of which nothing was edited: what question 8 holds the others against.

    What this process cannot say: cells that mask their CD7 under the receptor, which others make use of.

    References
    ----------
    Gomes-Silva D, et al. Blood 2017;130:285-296. doi:10.1182/blood-2017-01-761320 (impaired expansion by fratricide).
    """
    source = Paper(
        "10.1182/blood-2017-01-761320", "abstract", "CD7 CAR without editing: fratricide, impaired expansion"
    )
    late: dict[str, Step] = {"fratricide": Fratricide(sees=("CD7",))}
    made = _made("unedited_car7", "CAR7 T cells with a lentiviral vector, nothing edited", source, after=late)
    return _against("CD7", made)


def _made(
    name: str, about: str, source: Paper | Assumed, edit: Editing | None = None, *,
    vector: bool = True, after: dict[str, Step] | None = None,
) -> Process:  # fmt: skip
    """Put the steps in order: edit, vector, culture, look at genomes, select, harvest, release, fill."""
    steps: dict[str, Step] = {"collection": Collection()}
    steps |= {"editing": edit} if edit else {}
    steps |= {"vector": Transduction()} if vector else {}
    steps |= {"culture": Culture()}
    steps |= {"genome": GenomeAssay()} if edit else {}
    steps |= after or {}
    steps |= {"harvest": Harvest(), "release": ReleaseCd20(), "fill": Formulation()}
    return Process(name, about, steps, source)


def _labelled(name: str, about: str, own: Process) -> Process:
    """Write on the bag of a process what was edited."""
    return Process(name, about, {**own.steps, "label": Labelling()}, own.reference, own.antigen)


def _against(antigen: str, made: Process) -> Process:
    """Say what the receptor of a process binds."""
    return replace(made, antigen=antigen)
