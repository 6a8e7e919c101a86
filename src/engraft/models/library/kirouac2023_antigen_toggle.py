"""CAR T cells whose fate the antigen decides: memory, effectors, exhaustion (Kirouac 2023)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from engraft.errors import SpecificationError, nearest
from engraft.language import Expression, Flow, Model, Observable, Paper, Parameter, State, maximum, minimum
from engraft.models.library.tables import read_table

_DOI = "10.1038/s41587-023-01687-x"
_START = Paper(_DOI, "authors' simulations, first row", "as read by mstadt/CART2")
_WRITTEN = Paper(_DOI, "equations", "as written out in mstadt/CART2, mod_eqns.m")

# The paper's symbols, which are the columns of the table, and the names here.
SYMBOLS = {
    "B50": "half_antigen",
    "uB": "growth",
    "kkill": "kill",
    "floss": "loss",
    "TK50": "half_kill",
    "kt": "steepness_kill",
    "kB1": "antigen_made",
    "kB2": "antigen_cleared",
    "um": "division_memory",
    "km": "steepness_renewal",
    "fmax": "largest_renewal",
    "ke": "steepness_division",
    "ue": "division_effectors",
    "N": "divisions",
    "kex": "exhaustion",
    "dm": "death_memory",
    "de1": "death_early",
    "de2": "death_effectors",
    "dx": "death_exhausted",
    "Bmax": "capacity",
    "kx": "steepness_exhaustion",
    "rm": "regeneration",
    "kr": "steepness_regeneration",
    "fTm": "enter_memory",
    "fTe1": "enter_early",
    "fTe2": "enter_effectors",
    "fTx": "enter_exhausted",
}


@dataclass(frozen=True)
class VirtualPatient:
    """One published set of parameters; ``values`` by the names of the model, canonical."""

    name: str
    response: str
    values: dict[str, float]


@cache
def virtual_patients() -> tuple[VirtualPatient, ...]:
    """Return the 36 published sets: 12 each fitted to responders, partial and non-responders.

    Examples
    --------
    >>> one = virtual_patients()[12]
    >>> one.name, one.response, one.values["divisions"]
    ('PR1', 'PR', 5.661549079)
    """
    table = read_table("kirouac2023_virtual_patients")
    return tuple(
        VirtualPatient(name, name[:2], {SYMBOLS[symbol]: value for symbol, value in row.items()})
        for name, row in table.items()
    )


def _find(name: str) -> VirtualPatient:
    """Find a virtual patient by name."""
    known = {one.name: one for one in virtual_patients()}
    if name not in known:
        raise SpecificationError(f"no virtual patient of Kirouac 2023 is called '{name}'", do=nearest(name, known))
    return known[name]


def _published(name: str, unit: str, description: str) -> Parameter:
    """Declare a parameter with its value in the first responder."""
    value = _find("CR1").values[name]
    return Parameter(value, unit, source=_source("CR1"), description=description)


def _source(name: str) -> Paper:
    return Paper(_DOI, f"fitted set {name}", "as transcribed in mstadt/CART2")


class Kirouac2023(Model):
    """Antigen decides whether T cells renew as memory, multiply as effectors or exhaust (chronic lymphocytic leukemia).

    dTm/dt  = μM (2f - 1) Tm - dM Tm + rM (1 - H(BA, kr)) Te2 + fTm DX,  f = fmax (1 - H(BA, km))
    dTe1/dt = 2 μM (1 - f) Tm - μE H(BA, ke) Te1 - dE1 Te1 + fTe1 DX
    dTe2/dt = 2^N μE H(BA, ke) Te1 - kex H(BA, kx) Te2 - dE2 Te2 - rM (1 - H(BA, kr)) Te2 + fTe2 DX
    dTx/dt  = kex H(BA, kx) Te2 - dX Tx + fTx DX
    dB/dt   = μB B (1 - B/Bmax) - kkill B Te2^kt/(TK50^kt + Te2^kt)
    dBA/dt  = kB1 B - kB2 BA
    dD/dt   = -floss D - D,  dDX/dt = D - (fTm + fTe1 + fTe2 + fTx) DX;  H(x, n) = x^n/(B50^n + x^n)

    =====================  ========================================  ============================================
    paper                  here                                      meaning
    =====================  ========================================  ============================================
    D, DX                  infused, arriving                         dose given; what of it survives and settles
    Tm, Te1, Te2, Tx       memory, early_effectors, effectors,       T cells
                           exhausted
    B, BA                  leukemia, antigen                         CD19+ cells and antigen, in equivalents of cells
    B50                    half_antigen                              antigen at half effect
    km, ke, kx, kr         steepness_renewal, … _division,           Hill exponents of the antigen's effects
                           … _exhaustion, … _regeneration
    μM, μE, N              division_memory, division_effectors,      division rates; divisions of an effector
                           divisions
    fmax                   largest_renewal                           largest share of divisions that renew
    kex, rM                exhaustion, regeneration                  rates Te2 to Tx and Te2 to Tm
    dM, dE1, dE2, dX       death_memory, … _early, … _effectors,     death rates
                           … _exhausted
    μB, Bmax               growth, capacity                          logistic growth of the leukemia
    kkill, TK50, kt        kill, half_kill, steepness_kill           killing by Te2
    kB1, kB2               antigen_made, antigen_cleared             turnover of antigen
    -                      one_cell                                  limit below which a compartment is empty
    floss, 1               loss, settling                            rates at which the dose is lost and settles
    fTm, fTe1, fTe2, fTx   enter_memory, … _early, … _effectors,     rates into the four kinds of cells
                           … _exhausted
    =====================  ========================================  ============================================

    The values here are those of the first responder, CR1; ``Kirouac2023.patient("PR3")`` gives another of the 36
    published sets, ``virtual_patients()`` all of them. The paper calls fTm … fTx percent and floss a fraction;
    its equations use them as rates per day, so 1/(1 + floss) of the dose survives.

    Below one cell. The replication takes any compartment below one cell as empty, which makes its right-hand side
    jump. Here cells below one are a continuous number, and only what is infinitely steep at zero is tamed: fewer than
    one Te2 kill as one does, times their number, and antigen counts as one cell's at least. From one cell on the
    equations are the published ones. f is at most 1, which it is in all published sets.

    What this model cannot say: other patients than the 36 (fits to the mean course of a class, not persons), the real
    day of the peak (about 19 here, about 10 in the clinic), space, lymphodepletion, healthy B cells, loss of CD19,
    cytokines, toxicity, chance. Leukemia and antigen start at 1e10 in everybody, which is the replication's reading;
    in 12 sets (CR1, CR5 and ten partial responders) Bmax is far below, and the leukemia falls to Bmax by itself.

    References
    ----------
    Kirouac DC, Zmurchok C, Deyati A, Sicherman J, Bond C, Zandstra PW. Nat Biotechnol 2023;41:1606-1617.
    doi:10.1038/s41587-023-01687-x. Equations, start and sets were read in mstadt/CART2, which replicates it; the
    Author Correction, doi:10.1038/s41587-023-01816-6, and the authors' program (not public) were not.
    """

    reference = _DOI

    infused = State("cell", initial=1e8, source=_START, description="CAR T cells given, not yet settled")
    arriving = State("cell", description="CAR T cells that survived infusion and are settling")
    memory = State("cell", description="memory CAR T cells")
    early_effectors = State("cell", description="effectors that will divide")
    effectors = State("cell", description="effectors that have divided and kill")
    exhausted = State("cell", description="exhausted CAR T cells")
    leukemia = State("cell", initial=1e10, source=_START, description="CD19 positive leukemic cells")
    antigen = State("cell", initial=1e10, source=_START, description="antigen, in equivalents of cells")
    one_cell = Parameter(
        1.0, "cell", source=Paper(_DOI, "program", "the limit in mstadt/CART2, mod_eqns.m"),
        description="below which a compartment counts as empty",
    )  # fmt: skip
    settling = Parameter(1.0, "1/day", source=_WRITTEN, description="rate at which the dose settles")
    half_antigen = _published("half_antigen", "cell", "antigen at half of its effect")
    growth = _published("growth", "1/day", "growth rate of the leukemia")
    kill = _published("kill", "1/day", "largest killing rate")
    loss = _published("loss", "1/day", "rate at which the dose is lost")
    half_kill = _published("half_kill", "cell", "effectors at half of the largest killing")
    steepness_kill = _published("steepness_kill", "1", "Hill exponent of killing")
    antigen_made = _published("antigen_made", "1/day", "antigen made per leukemic cell")
    antigen_cleared = _published("antigen_cleared", "1/day", "clearance of antigen")
    division_memory = _published("division_memory", "1/day", "division rate of memory cells")
    steepness_renewal = _published("steepness_renewal", "1", "Hill exponent of renewal")
    largest_renewal = _published("largest_renewal", "1", "largest share of divisions that renew memory")
    steepness_division = _published("steepness_division", "1", "Hill exponent of effector division")
    division_effectors = _published("division_effectors", "1/day", "rate at which early effectors begin to divide")
    divisions = _published("divisions", "1", "divisions of an early effector")
    exhaustion = _published("exhaustion", "1/day", "largest rate of exhaustion")
    death_memory = _published("death_memory", "1/day", "death rate of memory cells")
    death_early = _published("death_early", "1/day", "death rate of early effectors")
    death_effectors = _published("death_effectors", "1/day", "death rate of effectors")
    death_exhausted = _published("death_exhausted", "1/day", "death rate of exhausted cells")
    capacity = _published("capacity", "cell", "carrying capacity of the leukemia")
    steepness_exhaustion = _published("steepness_exhaustion", "1", "Hill exponent of exhaustion")
    regeneration = _published("regeneration", "1/day", "largest rate at which effectors become memory")
    steepness_regeneration = _published("steepness_regeneration", "1", "Hill exponent of regeneration")
    enter_memory = _published("enter_memory", "1/day", "settling as memory cells")
    enter_early = _published("enter_early", "1/day", "settling as early effectors")
    enter_effectors = _published("enter_effectors", "1/day", "settling as effectors")
    enter_exhausted = _published("enter_exhausted", "1/day", "settling as exhausted cells")

    @classmethod
    def patient(cls, name: str) -> Kirouac2023:
        """Return the model with the parameters of a virtual patient, CR1 to CR12, PR1 to PR12 or NR1 to NR12.

        Raises
        ------
        SpecificationError
            If nobody has this name; the nearest is suggested.

        Examples
        --------
        >>> Kirouac2023.patient("NR2").system("cll").parameter("cll.kill").value
        0.080821541
        """
        return cls(**{own: _of(name, cls.declared[own], value) for own, value in _find(name).values.items()})

    def sensed(self, steepness: Expression) -> Expression:
        """Return the effect of the antigen, between 0 and 1."""
        return _hill(maximum(self.antigen, self.one_cell), self.half_antigen, steepness)

    def renewal(self) -> Expression:
        """Return the share of divisions that renew memory."""
        return minimum(1.0, self.largest_renewal * (1.0 - self.sensed(self.steepness_renewal)))

    def flows(self) -> Iterator[Flow]:
        """Yield the dose settling, the fate of T cells, growth and killing of leukemia, and antigen."""
        yield from self._dose()
        yield from self._memory()
        yield from self._effectors()
        yield from self._leukemia()

    def _dose(self) -> Iterator[Flow]:
        """Yield how the dose is lost or settles as one of four kinds."""
        yield Flow("the dose is lost", out_of=self.infused, rate=self.loss * self.infused)
        yield Flow("the dose settles", out_of=self.infused, into=self.arriving, rate=self.settling * self.infused)
        kinds = (
            ("memory cells", self.memory, self.enter_memory),
            ("early effectors", self.early_effectors, self.enter_early),
            ("effectors", self.effectors, self.enter_effectors),
            ("exhausted cells", self.exhausted, self.enter_exhausted),
        )
        for kind, state, rate in kinds:
            yield Flow(f"cells settle as {kind}", out_of=self.arriving, into=state, rate=rate * self.arriving)

    def _memory(self) -> Iterator[Flow]:
        """Yield division of memory cells, into two of their kind or two early effectors, and death."""
        divided = self.division_memory * self.memory
        differentiated = (1.0 - self.renewal()) * divided
        early = self.early_effectors
        yield Flow("memory cells renew", into=self.memory, rate=self.renewal() * divided)
        yield Flow("memory cells differentiate", out_of=self.memory, into=early, rate=differentiated)
        yield Flow("they do so by division", into=early, rate=differentiated)
        yield Flow("memory cells die", out_of=self.memory, rate=self.death_memory * self.memory)

    def _effectors(self) -> Iterator[Flow]:
        """Yield multiplication, exhaustion, regeneration of memory, and death."""
        early, late = self.early_effectors, self.effectors
        ripe = self.division_effectors * self.sensed(self.steepness_division) * early
        yield Flow("early effectors ripen", out_of=early, into=late, rate=ripe)
        yield Flow("they divide on the way", into=late, rate=(2.0**self.divisions - 1.0) * ripe)
        exhausted = self.exhaustion * self.sensed(self.steepness_exhaustion) * late
        yield Flow("effectors exhaust", out_of=late, into=self.exhausted, rate=exhausted)
        regenerated = self.regeneration * (1.0 - self.sensed(self.steepness_regeneration)) * late
        yield Flow("effectors become memory", out_of=late, into=self.memory, rate=regenerated)
        yield Flow("early effectors die", out_of=early, rate=self.death_early * early)
        yield Flow("effectors die", out_of=late, rate=self.death_effectors * late)
        yield Flow("exhausted cells die", out_of=self.exhausted, rate=self.death_exhausted * self.exhausted)

    def _leukemia(self) -> Iterator[Flow]:
        """Yield logistic growth, killing, and the turnover of antigen."""
        cells = self.leukemia
        yield Flow("leukemia grows", into=cells, rate=self.growth * cells)
        yield Flow("leukemia is crowded", out_of=cells, rate=self.growth * cells * cells / self.capacity)
        there = minimum(1.0, self.effectors / self.one_cell)
        share = there * _hill(maximum(self.effectors, self.one_cell), self.half_kill, self.steepness_kill)
        yield Flow("effectors kill leukemia", out_of=cells, rate=self.kill * cells * share)
        yield Flow("antigen is made", into=self.antigen, rate=self.antigen_made * cells)
        yield Flow("antigen is cleared", out_of=self.antigen, rate=self.antigen_cleared * self.antigen)

    def observables(self) -> Iterator[Observable]:
        """Yield all CAR T cells and the share of divisions that renew memory."""
        total = self.memory + self.early_effectors + self.effectors + self.exhausted
        yield Observable("car", total, "cell", "CAR T cells of all kinds")
        yield Observable("renewal", self.renewal(), "1", "share of memory divisions that renew")


def _of(name: str, declared: object, value: float) -> Parameter:
    """Give a declared parameter the value of a virtual patient."""
    assert isinstance(declared, Parameter)
    return Parameter(value, declared.unit, source=_source(name), description=declared.description)


def _hill(x: Expression, half: Expression, steepness: Expression) -> Expression:
    """Return x^n/(half^n + x^n)."""
    relative = (x / half) ** steepness
    return relative / (1.0 + relative)
