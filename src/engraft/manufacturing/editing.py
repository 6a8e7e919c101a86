"""Editing: genes are cut or converted in T cells, one may take in a receptor, and some cells do not survive it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError, nearest
from engraft.language import Assumed, Chosen, Paper, Parameter
from engraft.manufacturing.batch import Batch, Note
from engraft.manufacturing.bounds import SD, SHARE, SOME, Within
from engraft.manufacturing.edited import Edited
from engraft.manufacturing.genes import Editings, Gene
from engraft.manufacturing.inserted import Inserted
from engraft.manufacturing.rearranged import selection, translocated
from engraft.manufacturing.repair import RATES, RepairCourse, repair_course
from engraft.manufacturing.shares import differing, not_negative, share
from engraft.manufacturing.step import Bench, Step
from engraft.models.library.brinkman2018_cut_repair import CutRepair

Floats = NDArray[np.float64]

_NAHMAD = Paper(
    "10.1038/s41587-022-01377-0", "abstract", "chromosome 14 lost in up to 9 % on day 4 and 0.9 % on day 11 after Cas9"
)
_SHY = "10.1038/s41587-022-01418-8"
_REACHED, _CUT = 0.97, 0.90
_MISJOINS, _EXCHANGE = 0.176, 0.527  # by closed forms that their tests repeat
_PUT_IN = 0.54 / (_REACHED * _CUT)  # share of repairs that put a gene in, for the middle of 46 and 62 % of cells
_SCARS, _CYCLING, _HALF = 0.055, 0.4, 0.5  # per hour: all repair with a scar; share in S or G2; effect of donor 1
TRAC = "TRAC"
_SHARES = (
    "delivered", "knock_out", "conversion", "survival", "donor_survival", "exchange", "nicking", "chromosome_loss",
    "chained", "cycling",
)  # fmt: skip
_ALL = Chosen("the process", "all of its loci")


class Editing(Step):
    """Edit genes in the cells of everybody on one day of culture.

    k_j             share of reached cells edited at locus j when all repair is over (knock_out, conversion)
    p_j = d k_j     of all cells; together d prod(k_j): one delivery, see :class:`Edited`
    b_j             share of reached cells with an open break at once: k_j times the most that the course of cut and
                    repair (``brinkman2018``) holds open; at converted loci breaks come of a nick, or of guides that a
                    nuclease in the same cell takes over (exchange)
    T = tau sum of b_i b_j over pairs, of reached cells

    What is edited when all repair is over is in ``Batch.edits``; :class:`GenomeAssay` reads what is done at harvest.
    A step is made for its loci: ``Editing(cut=("TRAC",), converted=("B2M", "CIITA"), insert="TRAC")``.

    What this step cannot say: in-frame indels and the two copies in one cell (a locus is edited or not), off-target
    edits, which cells electroporation kills, chromosomes other than 14, differences between guides.
    """

    choices: ClassVar[tuple[str, ...]] = ("edits", "day", "donor")
    during: ClassVar[tuple[str, ...]] = ("day",)
    within: ClassVar[Mapping[str, Within]] = {
        "day": Within(0.0, 365.0, "day"),
        "donor": Within(0.0, 1e6),
        "half_donor": SOME,
        "chain_length": Within(1.0, 1000.0),
        "misjoining": Within(0.0, 100.0),
        **dict.fromkeys(("knock_out_sd", "conversion_sd", "survival_sd"), SD),
        **dict.fromkeys(_SHARES, SHARE),
    }

    edits = Parameter(1.0, "1", source=_ALL, description="loci edited, of those it names")
    day = Parameter(2.0, "day", source=Chosen("the process", "activated cells"), description="day of culture")
    delivered = Parameter(
        _REACHED,
        "1",
        source=Assumed("electroporation reaches nearly all; a number between these", 0.85, 1.0),
        description="share of cells that the editor reaches",
    )
    knock_out = Parameter(
        _CUT,
        "1",
        source=Assumed("guides are picked to cut 80 to 95 % of primary T cells", 0.7, 0.98),
        description="share of reached cells edited at a locus that is cut",
    )
    knock_out_sd = Parameter(
        0.3,
        "1",
        source=Assumed("donors differ by a few percent at 90 %; not published", 0.1, 0.8),
        description="SD of the logit of that share between donors",
    )
    conversion = Parameter(
        0.85,
        "1",
        source=Assumed("several loci base-edited at once in T cells: 70 to 95 % each (recalled)", 0.6, 0.97),
        description="share of reached cells edited at a locus that is converted",
    )
    conversion_sd = Parameter(
        0.3,
        "1",
        source=Assumed("as for knock_out", 0.1, 0.8),
        description="SD of the logit of that share between donors",
    )
    survival = Parameter(
        0.7,
        "1",
        source=Assumed("share of cells alive after electroporation; donors differ", 0.4, 0.9),
        description="cells that survive electroporation",
    )
    survival_sd = Parameter(
        0.35,
        "1",
        source=Assumed("donors differ by a tenth of it; not published", 0.1, 1.0),
        description="SD of the logit of that share between donors",
    )
    donor_survival = Parameter(
        0.7,
        "1",
        source=Assumed(
            "DNA as donor costs as many cells as electroporation: half of the loss each, n = 3 donors "
            "(10.1038/s41551-025-01372-1, extended figure 2)",
            0.4,
            1.0,
        ),
        description="cells that survive DNA given as donor",
    )
    misjoining = Parameter(
        _MISJOINS,
        "1",
        source=Assumed(
            "tau for which three loci cut at once make translocations in 4.5 % of edited cells (4 to 5 %, recalled for "
            "three cuts); 1 and 10 %",
            0.039,
            0.39,
        ),
        description="translocations per pair of breaks open at once",
    )
    exchange = Parameter(
        _EXCHANGE,
        "1",
        source=Assumed(
            "for which one knock-in by a break and two base edits make translocations in 1.4 % of edited cells (Glaser "
            "2023, 10.1186/s13059-023-02928-7, abstract; guides are exchanged there); 0: enzymes that cannot",
            0.0,
            1.0,
        ),
        description="breaks at converted loci when a nuclease shares the cell, of those at cut ones",
    )
    nicking = Parameter(
        0.01,
        "1",
        source=Assumed("a base editor alone nicks: breaks and translocations greatly reduced (Webber 2019)", 0.0, 0.05),
        description="breaks at converted loci without a nuclease, of those at cut ones",
    )
    chromosome_loss = Parameter(
        0.09, "1", source=_NAHMAD, description="cells without chromosome 14 four days after TRAC is cut; up to 9 %"
    )
    chromosome_selection = Parameter(
        selection(0.09, 0.009, 7.0),
        "1/day",
        source=_NAHMAD,
        description="fall of the odds of that share: calibrated on days 4 and 11",
    )
    chained = Parameter(
        0.0,
        "1",
        source=Assumed("single-stranded DNA is put in once; AAV6 as donor: 0.5, chains in more than half", 0.0, 0.6),
        description="insertions that are chains of the donor",
    )
    chain_length = Parameter(
        2.5, "1", source=Assumed("two or three donors in a row; not read", 2.0, 5.0), description="copies in a chain"
    )
    cutting = CutRepair.declared["cutting"]
    restoring = CutRepair.declared["restoring"]
    joining = CutRepair.declared["joining"]
    microhomology_joining = CutRepair.declared["microhomology_joining"]
    deleting = CutRepair.declared["deleting"]
    templated = Parameter(
        _PUT_IN / (1.0 - _PUT_IN) * _SCARS / (_CYCLING * _HALF),
        "1/hour",
        source=Paper(_SHY, "abstract", "the rate that puts a receptor into 54 % of cells, the middle of 46 and 62 %"),
        spread=0.24,
        description="repair from a donor in a cell in S or G2; spread: 46 and 62 % taken as 5th and 95th percentile",
    )
    cycling = CutRepair.declared["cycling"]
    donor = Parameter(
        1.0, "1", source=Chosen("the process", "half of what a donor can do"), description="donor per cell"
    )
    half_donor = CutRepair.declared["half_donor"]
    delay = CutRepair.declared["delay"]
    fading = Parameter(
        0.0,
        "1/hour",
        source=Assumed(
            "how many cells end edited is knock_out itself: what a fading nuclease leaves is in it", 0.0, 0.1
        ),
        description="loss of nuclease activity",
    )
    converting = Parameter(
        0.1, "1/hour", source=Assumed("taken as fast as cutting", 0.02, 1.0), description="conversion of a base"
    )

    def __init__(
        self, *, cut: Sequence[str] = (), converted: Sequence[str] = (), insert: str = "", **overrides: Parameter
    ) -> None:
        """Take the loci that are cut, those that are converted, and the cut one that takes in the receptor."""
        self._cut, self._converted, self._insert = tuple(cut), tuple(converted), insert
        named = (*self._cut, *self._converted)
        everything = Parameter(float(len(named)), "1", source=_ALL, description="loci edited, of those it names")
        super().__init__(**{"edits": everything, **overrides})
        if not named or len(set(named)) < len(named):
            raise SpecificationError("an editing step needs loci, each once", got=", ".join(named) or "none")
        if insert and insert not in self._cut:
            raise SpecificationError(
                f"a receptor goes into a break, and '{insert}' is not cut", do=nearest(insert, self._cut)
            )

    @property
    def bounds(self) -> Mapping[str, Within]:
        """Say what numbers may be; as many loci may be edited as there are."""
        return {**self.within, "edits": Within(1.0, float(len(self._cut) + len(self._converted)), whole=True)}

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Edit everybody's cells."""
        loci = self._loci(at)
        genes = self._genes(loci, at)
        law = Edited(share(at, "delivered"), {name: gene.editable for name, gene in genes.items()})
        survive = differing(at, "survival") * (share(at, "donor_survival") if self._insert else 1.0)
        kind = self._breaks(TRAC) if TRAC in loci else "none"
        so_far = Editings(
            law, batch.days + not_negative(at, "day"), genes, share(at, "chromosome_loss") * self._ratio(kind, at),
            at["chromosome_selection"], self._insert if self._insert in loci else "",
        )  # fmt: skip
        done = batch.but(cells=batch.cells * survive, edits={**batch.edits, **law.shares()}, editing=so_far)
        return self._with_receptor(done, at).noted(at.step, **self._notes(law, loci, genes, at))

    def _loci(self, at: Bench) -> tuple[str, ...]:
        """Take as many of the named loci as are to be edited, the cut ones first."""
        named = (*self._cut, *self._converted)
        asked = np.unique(at["edits"])
        wrong = [one for one in asked if not (1.0 <= one <= len(named) and float(one).is_integer())]
        if wrong or len(asked) > 1:
            raise SpecificationError(
                f"more edits than loci in step '{at.step}'"
                if (asked > len(named)).any()
                else "a number of edits is none",
                expected=f"a whole number from 1 to {len(named)}: {', '.join(named)}",
                got=", ".join(f"{one:g}" for one in asked),
                do=f"set {at.step}.edits within that, or take a process that edits more loci",
            )
        return named[: int(asked[0])]

    def _genes(self, loci: Sequence[str], at: Bench) -> dict[str, Gene]:
        """Follow cut and repair at every locus; loci handled alike share a course."""
        known: dict[tuple[str, bool], RepairCourse] = {}
        genes = {}
        for name in loci:
            kind = (self._breaks(name), name == self._insert)
            if kind not in known:
                known[kind] = repair_course(at.cohort, self._rates(*kind, at))
            done = differing(at, "knock_out" if name in self._cut else "conversion")
            genes[name] = Gene(done, known[kind])
        return genes

    def _breaks(self, locus: str) -> str:
        """Say how a locus breaks: by a nuclease, by a base editor beside one, or by a base editor alone."""
        return "cut" if locus in self._cut else "exchange" if self._cut else "nick"

    def _ratio(self, kind: str, at: Bench) -> Floats:
        """Give the breaks of a kind of editing, of those by a nuclease."""
        none, whole = np.zeros_like(at["exchange"]), np.ones_like(at["exchange"])
        return {"none": none, "cut": whole, "exchange": share(at, "exchange"), "nick": share(at, "nicking")}[kind]

    def _rates(self, kind: str, insert: bool, at: Bench) -> dict[str, Floats]:
        """Give the rates of cut and repair for a kind of editing."""
        rates = {name: not_negative(at, name) for name in RATES}
        rates["cutting"] = rates["cutting"] * self._ratio(kind, at)
        if kind == "cut":
            rates["converting"] = np.zeros_like(rates["converting"])
        if not insert:
            rates["donor"] = np.zeros_like(rates["donor"])
        return rates

    def _with_receptor(self, batch: Batch, at: Bench) -> Batch:
        """Count the cells that take in a receptor, when all repair is over."""
        so_far = batch.editing
        if so_far is None or not so_far.inserted:
            return batch
        gene = so_far.genes[so_far.inserted]
        done = np.full(len(batch.persons), np.inf)
        held = so_far.law.delivered * gene.editable * gene.course.at(done)["inserted"]
        return batch.but(car_positive=held, copies=Inserted(held, share(at, "chained"), at["chain_length"]))

    def _notes(self, law: Edited, loci: Sequence[str], genes: Mapping[str, Gene], at: Bench) -> dict[str, Note]:
        """Write down what is edited when repair is over, and what breaks did."""
        open_at_once = [self._open(name, genes, at) for name in loci]
        wrong = translocated(not_negative(at, "misjoining"), open_at_once) * law.delivered
        touched = 1.0 - law.unedited()
        of_edited = np.divide(wrong, touched, out=np.zeros_like(wrong), where=touched > 0.0)
        notes = {
            "all_edits": Note(law.together(loci), "1", "cells with every edit of the product, when repair is over"),
            "delivered": Note(law.delivered, "1", "cells that the editor reached"),
            "translocations": Note(np.minimum(1.0, of_edited), "1", "edited cells with a translocation"),
        }
        if TRAC in genes:
            notes["tcr_positive"] = Note(
                1.0 - law.share(TRAC), "1", "cells that keep their T-cell receptor, when repair is over"
            )
        return notes

    def _open(self, locus: str, genes: Mapping[str, Gene], at: Bench) -> Floats:
        """Give the share of reached cells with an open break at a locus at once."""
        if locus in self._cut:
            return np.asarray(genes[locus].editable * genes[locus].course.most_broken())
        plain = repair_course(at.cohort, self._rates("cut", False, at)).most_broken()
        return np.asarray(genes[locus].editable * self._ratio(self._breaks(locus), at) * plain)
