"""Vector: how much of it is left, meets cells, and stays in them as copies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.language import Assumed, Chosen, Paper, Parameter
from engraft.language.source import Source
from engraft.manufacturing.batch import Batch, Note
from engraft.manufacturing.bounds import SD, SHARE, Within
from engraft.manufacturing.copies import (
    CELL,
    TRANSDUCED_CELL,
    Copies,
    CopyNumber,
    NegativeBinomial,
    ZeroInflated,
)
from engraft.manufacturing.shares import differing, positive, share
from engraft.manufacturing.step import Bench, Step
from engraft.simulate.supply import YES

Floats = NDArray[np.float64]

MOST_MULTIPLICITY = 1000.0  # cells do not live through more; studies go up to tens
MANY = 5  # copies: release limits speak of fewer than five
_S25 = Paper(
    "10.1186/s12860-021-00397-z", "abstract", "human T cells, a MUC1 receptor, one laboratory; transduced share of each"
)
_BATCHES = "PMC6319086, Table 2: three validation batches, if their copies are per transduced cell"


@dataclass(frozen=True)
class Enhancer:
    """How many times more vector a way of contacting brings into cells, and what it costs them.

    ``transduced`` is the share that was measured; the fold in multiplicity follows from Poisson, relative to
    retronectin alone.
    """

    transduced: float
    lost: float
    source: Source = _S25

    @property
    def fold(self) -> float:
        """Return the fold in multiplicity over retronectin.

        Examples
        --------
        >>> round(ENHANCERS["spinoculation"].fold, 2), round(ENHANCERS["spinoculation and retronectin"].fold, 2)
        (2.17, 9.13)
        """
        return math.log1p(-self.transduced) / math.log1p(-ENHANCERS["retronectin"].transduced)


ENHANCERS = {
    "retronectin": Enhancer(0.1037, 0.0),
    "polybrene": Enhancer(0.1023, 0.4002),
    "spinoculation": Enhancer(0.2111, 0.0),
    "spinoculation and polybrene": Enhancer(0.346, 0.4883),
    "spinoculation and retronectin": Enhancer(0.6319, 0.0),
}


class Transduction(Step):
    """Cells meet vector; some take none, the others take it at random.

    Infectious vector V in the medium is taken up and decays: dV/dt = -(uptake + decay) V. Copies per cell that can
    take vector: multiplicity x 2^(-cold storage/half-life in the cold) x enhancement x share taken up x taking.

    The law of copies is zero-inflated Poisson with the permissive share of each person; ``permissive`` 1 makes it
    Poisson, ``size`` above 0 makes it negative binomial of that size (then everybody's cells are permissive). Zero
    inflation changes the share transduced and not how many copies a transduced cell has.

    What this step cannot say: that uptake depends on cells per volume and on the vessel, that vector falls apart with
    freezing and thawing, where in the genome copies land, that cells with many copies die or stop, expression.

    References
    ----------
    Dautzenberg IJC, Rabelink MJWE, Hoeben RC. Gene Ther 2020;28:89-104. doi:10.1038/s41434-020-00193-y
    Rajabzadeh A, Hamidieh AA, Rahbarizadeh F. BMC Mol Cell Biol 2021;22:57. doi:10.1186/s12860-021-00397-z
    """

    choices: ClassVar[tuple[str, ...]] = ("multiplicity", "contact", "cold_storage", "enhancement")
    during: ClassVar[tuple[str, ...]] = ("contact",)
    within: ClassVar[Mapping[str, Within]] = {
        "multiplicity": Within(0.0, MOST_MULTIPLICITY, above=True),
        "contact": Within(0.0, 14.0, "day", above=True),
        "cold_storage": Within(0.0, 365.0, "day"),
        "enhancement": Within(0.0, 100.0),
        **dict.fromkeys(("lost", "permissive", "detection"), SHARE),
        "half_life": Within(0.1, 8760.0, "hour"),
        "cold_half_life": Within(0.1, 3650.0, "day"),
        "uptake": Within(0.0, 100.0, "1/hour"),
        "taking": Within(0.0, 10.0),
        "permissive_sd": SD,
        "size": Within(0.01, 1e4, or_nothing=True),
        "limit": Within(1.0),
    }

    multiplicity = Parameter(
        5.0,
        "1",
        source=Chosen("the maker", "transducing units per cell, of a titre on cells that are easy"),
        description="infectious units added per cell",
    )
    contact = Parameter(
        24.0, "hour", source=Chosen("the maker", "a day"), description="time for which cells meet vector"
    )
    cold_storage = Parameter(
        0.0, "day", source=Chosen("the maker", "thawed when it is used"), description="days of vector at 4 degC"
    )
    enhancement = Parameter(
        1.0,
        "1",
        source=Chosen("the maker", "retronectin alone"),
        description="fold in copies by the way of contacting, over retronectin alone",
    )
    lost = Parameter(
        0.0,
        "1",
        source=Assumed("no more than without; 0.40 with polybrene, 0.49 with spinoculation too", 0.0, 0.5),
        description="share of cells that the way of contacting kills",
    )
    half_life = Parameter(
        35.0,
        "hour",
        source=Paper("10.1038/s41434-020-00193-y", "abstract", "VSV-G, culture medium; 8 to 40 h over eight envelopes"),
        description="half-life of infectious vector in medium",
    )
    cold_half_life = Parameter(
        4.3,
        "day",
        source=Paper(
            "Rahman 2013, Texas Journal of Microscopy 44",
            "abstract",
            "60 % of the titre after 3 days at 4 degC, 30 to 40 % after 7: half-lives 4.1 and 4.6 days, geometric mean",
        ),
        description="half-life of infectious vector at 4 degC",
    )
    uptake = Parameter(
        0.05,
        "1/hour",
        source=Assumed("diffusion limits contact in a flask, flow makes it up to five times faster", 0.01, 0.25),
        description="uptake of vector by all cells together",
    )
    taking = Parameter(
        0.17,
        "1",
        source=Assumed(
            "such that five units per cell for 24 h make 17.4 % CAR+, the median of tisagenlecleucel "
            "(10.1038/s41408-024-01038-2, Table 3): that share is an input",
            0.05,
            1.0,
        ),
        spread=0.5,
        description=f"copies per unit taken up; spread about that of the multiplicity of {_BATCHES} (0.8, 2.0, 2.2)",
    )
    permissive = Parameter(
        0.46,
        "1",
        source=Paper("PMC6319086", "Table 2", f"zero-inflated Poisson through {_BATCHES}: 0.47, 0.48, 0.44, saturated"),
        description="share of cells that can take vector",
    )
    permissive_sd = Parameter(
        0.53,
        "1",
        source=Paper(
            "10.1038/s41408-024-01038-2",
            "Table 3, n = 134",
            "quartiles of CAR+, 12 and 23.1 %: what the spread of taking leaves of them",
        ),
        description="SD of the logit of the permissive share between persons",
    )
    size = Parameter(
        0.0,
        "1",
        source=Assumed("no negative binomial law unless a study asks for one", 0.0, 100.0),
        description="size of a negative binomial law of copies; 0: the law is zero-inflated Poisson",
    )
    detection = Parameter(
        0.95,
        "1",
        source=Assumed("a receptor from one copy is nearly always seen; no number was read", 0.7, 1.0),
        description="chance that one copy shows in the stain",
    )

    limit = Parameter(
        5.0,
        "1",
        source=Paper("PMC11461191", "Table 1", "fewer than 5 copies per transduced cell, a CD20 receptor"),
        description="copies per transduced cell that a release limit allows",
    )

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Bring vector and cells together, and note what of it stays."""
        decay = np.log(2.0) / positive(at, "half_life")
        there = positive(at, "multiplicity") * np.exp2(-at["cold_storage"] / at["cold_half_life"])
        taken = taken_up(at["uptake"], decay, at["contact"])
        law = law_of(there * at["enhancement"] * taken * at["taking"], differing(at, "permissive"), at["size"])
        cells = batch.cells * (1.0 - share(at, "lost"))
        seen = np.clip(law.detected(share(at, "detection")), 0.0, 1.0)
        notes = {
            "used": Note(at["multiplicity"] * batch.cells, "1", "infectious units of vector used"),
            "left": Note(np.exp(-decay * at["contact"]), "1", "activity of vector left at the end of contact"),
            "taken_up": Note(taken, "1", "share of vector taken up"),
            "transduced": Note(law.transduced(), "1", "transduced share of cells"),
            "car_positive": Note(seen, "1", "CAR-positive share of cells"),
        }
        held = law.mean(TRANSDUCED_CELL)
        over = held.above(CopyNumber(at["limit"], per=TRANSDUCED_CELL))
        notes["above_limit"] = Note(over.astype(np.float64), YES, "copies per transduced cell above the limit")
        return batch.but(cells=cells, copies=law, car_positive=seen).noted(at.step, **notes, **copy_notes(law))


def taken_up(uptake: Floats, decay: Floats, contact: Floats) -> Floats:
    """Return the share of vector that cells take up before it decays or is washed away.

    Examples
    --------
    >>> round(float(taken_up(np.float64(0.05), np.log(2.0) / 35.0, np.float64(24.0))), 3)
    0.582
    """
    both = uptake + decay
    return np.asarray(uptake / both * -np.expm1(-both * contact))


def mean_activity(half_life: float, contact: float) -> float:
    """Return the mean activity of vector over a contact: (1 - e^-kt)/(kt).

    Examples
    --------
    >>> round(mean_activity(35.0, 24.0), 2), round(0.5 ** (24.0 / 35.0), 2)
    (0.8, 0.62)
    """
    decayed = math.log(2.0) * contact / half_life
    return -math.expm1(-decayed) / decayed


def law_of(multiplicity: Floats, permissive: Floats, size: Floats) -> Copies:
    """Choose the law of copies: negative binomial where a size is given, else zero-inflated Poisson.

    Raises
    ------
    SpecificationError
        If a size is negative, or some persons have one and others none.
    """
    if (size < 0.0).any() or ((size > 0.0).any() and not (size > 0.0).all()):
        raise SpecificationError(
            "the size of a negative binomial law is none",
            expected="above 0 for everybody, or 0 for none",
            got=str(size.min()),
        )
    if (size > 0.0).any():
        return NegativeBinomial(multiplicity, size)
    return ZeroInflated(permissive, multiplicity)


def copy_notes(law: Copies) -> dict[str, Note]:
    """Write a law down: its means with their denominators, and who has how many copies."""
    some = np.where(law.transduced() > 0.0, 1.0, np.nan)  # nobody counts copies of cells that there are not
    one, two, three, more = np.moveaxis(law.classes(4), -1, 0) * some
    return {
        "copies_per_cell": Note(law.mean(CELL).value, "1", "copies per cell"),
        "copies_per_transduced_cell": Note(law.mean(TRANSDUCED_CELL).value * some, "1", "copies per transduced cell"),
        "one_copy": Note(one, "1", "transduced cells with one copy"),
        "two_copies": Note(two, "1", "transduced cells with two copies"),
        "three_copies": Note(three, "1", "transduced cells with three copies"),
        "four_or_more": Note(more, "1", "transduced cells with four copies or more"),
        "many_copies": Note(law.tail(MANY) * some, "1", f"transduced cells with {MANY} copies or more"),
    }
