"""Cytotoxic drugs of acute leukemia: published exposure, and potency by one stated rule."""

from __future__ import annotations

import math

from engraft.language import Assumed, Paper, Parameter
from engraft.language.source import Source
from engraft.models.drugs.cytotoxic import Cytotoxic, TwoCompartmentCytotoxic

AREA = 0.1173 * 70.0**0.6466  # m2 at 70 kg (Livingston & Lee)
COURSE_KILL = 0.6 * math.log(10.0)
RULE = (
    "no slope in patients is published; five drugs of induction together take sensitive cells from 1e12 to 1e9 (the "
    "textbook's burden at diagnosis and at remission), so each drug's course kills a fifth of three logs: {}. A stated "
    "rule, not a fit to any outcome; bounds: nothing to two logs"
)
_HALF = "half of the mean concentration during the course, {}; bounds: tenfold either way. A stated rule"
_MYELOID = (
    "no published slope: division of progenitors stops at the drug's mean concentration during the course, as for "
    "fludarabine and cyclophosphamide before CAR T cells. A stated rule, not a fit to any outcome"
)
_FLEMING, _HEMPEL, _TASSO = "10.1007/BF00686192", "repub.eur.nl/pub/19401", "10.1007/BF00686313"
_METHOTREXATE, _JOST = "10.1007/s40262-026-01618-4", "10.3389/fphys.2020.00217"


def full_days(doses: int, every: float, peak: float, rate: float, half: float) -> float:
    """Add up the effect of boluses of one compartment, in days at the highest rate: ∫ c/(c + c½) dt.

    Each dose adds ``peak``; between doses c falls at ``rate``, so a piece is ln((c½ + c)/(c½ + c exp(-rate τ)))/rate.
    """
    total, c = 0.0, 0.0
    for dose in range(doses):
        c += peak
        later = c * math.exp(-rate * every) if dose < doses - 1 else 0.0
        total += math.log((half + c) / (half + later)) / rate
        c = later
    return total


def _full_days_of_an_infusion(dose: float, values: tuple[float, float, float, float], half: float) -> float:
    """Add up the effect of a day's infusion into two compartments (CL, V, Q, V2), in days at the highest rate."""
    clearance, volume, exchange, second = values
    step, central, peripheral, total = 1e-3, 0.0, 0.0, 0.0
    for k in range(30_000):
        given = dose if k < 1_000 else 0.0
        moved = exchange * (central / volume - peripheral / second)
        central += step * (given - clearance / volume * central - moved)
        peripheral += step * moved
        c = central / volume
        total += step * c / (c + half)
    return total


def highest_kill(full: float, course: str) -> Parameter:
    """Return the highest rate of killing of a drug whose course lasts so many days at full effect."""
    value = COURSE_KILL / full
    return Parameter(
        value,
        "1/day",
        source=Assumed(RULE.format(course), 0.0, value * 2.0 / 0.6),
        description="highest rate at which leukemia is killed",
    )


def half(value: float, course: str, unit: str = "mg/L") -> Parameter:
    """Return the concentration of half the highest rate."""
    why = Assumed(_HALF.format(course), value / 10.0, value * 10.0)
    return Parameter(value, unit, source=why, description="concentration of half the highest rate")


def slope(mean: float) -> Parameter:
    """Return the effect on progenitors of a drug with this mean concentration."""
    why = Assumed(_MYELOID, 0.2 / mean, 4.0 / mean)
    return Parameter(1.0 / mean, "L/mg", source=why, description="division of normal progenitors prevented")


def spared(why: Source | None = None) -> Parameter:
    """Return no effect on progenitors."""
    source = why or Assumed("not known for slowing normal myelopoiesis at this dose", 0.0, 1.0)
    return Parameter(0.0, "L/mg", source=source, description="division of normal progenitors prevented")


def _clearance(value: float, source: Source, spread: float = 0.0) -> Parameter:
    """Return a clearance at 70 kg."""
    return Parameter(value, "L/hour", source=source, spread=spread, description="clearance at 70 kg")


def _volume(value: float, source: Source) -> Parameter:
    """Return a volume at 70 kg."""
    return Parameter(value, "L", source=source, description="volume of distribution at 70 kg")


def _drug(clearance: Parameter, volume: Parameter, dose: float, doses: int, every: float, course: str) -> Cytotoxic:
    """Return a drug of one compartment by the rules: ``dose`` mg at 70 kg, so many times, every so many days."""
    rate = clearance.canonical / volume.canonical
    mean = dose / every / clearance.canonical  # over the days of the course, as if they went on
    full = full_days(doses, every, dose / volume.canonical, rate, mean / 2.0)
    return Cytotoxic(
        clearance=clearance,
        volume=volume,
        half_kill=half(mean / 2.0, course),
        kill_max=highest_kill(full, course),
        slope_progenitors=slope(mean),
    )


def cytarabine() -> Cytotoxic:
    """Return cytarabine; its triphosphate in the cell keeps the time.

    References
    ----------
    Fleming RA, et al. Cancer Chemother Pharmacol 1995;36:425-430. doi:10.1007/BF00686192 (clearance of 265 adults)
    """
    paper = Paper(_FLEMING, "abstract", "134 (SD 71) L/h/m2, at 1.83 m2")
    stays = Assumed(
        "clearance times 3.4 h/ln 2, the half-life of the triphosphate in blasts (recalled from reviews); the drug in "
        "plasma is gone faster, with 7 to 107 min", 230.0, 2500.0,
    )  # fmt: skip
    rate = 134.0 * AREA
    return _drug(
        _clearance(rate, paper, math.sqrt(math.log(1.0 + (71.0 / 134.0) ** 2))),
        _volume(rate * 3.4 / math.log(2.0), stays),
        2000.0 * AREA, 4, 0.5, "2 g/m2 every 12 h, four times",
    )  # fmt: skip


def daunorubicin() -> Cytotoxic:
    """Return daunorubicin in its slow phase.

    References
    ----------
    Hempel G, et al. Pediatr Blood Cancer 2010;54:355-360 (clearance in infants and children, alike per surface).
    US label of daunorubicin (half-life 18.5 h).
    """
    paper = Paper(_HEMPEL, "abstract", "43.9 L/h/m2, 65 % between patients; no dependence on age; at 1.83 m2")
    half_life = Paper("US label of daunorubicin", "pharmacokinetics", "18.5 h; the volume follows")
    rate = 43.9 * AREA
    return _drug(
        _clearance(rate, paper, math.sqrt(math.log(1.0 + 0.65**2))),
        _volume(rate * 18.5 / math.log(2.0), half_life),
        50.0 * AREA, 3, 1.0, "50 mg/m2 on three days",
    )  # fmt: skip


def idarubicin() -> Cytotoxic:
    """Return idarubicin in its slow phase.

    References
    ----------
    Medscape drug reference, idarubicin (clearance 122.8 L/h, volume 64 L/kg: half-life 25 h; label 12 to 27 h).
    """
    paper = Paper("reference.medscape.com/drug/idarubicin-342123", "pharmacokinetics", "122.8 L/h, 64 L/kg at 70 kg")
    course = "12 mg/m2 on three days"
    return _drug(_clearance(122.8, paper, 0.3), _volume(64.0 * 70.0, paper), 12.0 * AREA, 3, 1.0, course)


def cyclophosphamide() -> Cytotoxic:
    """Return cyclophosphamide; its metabolites are taken to follow it.

    References
    ----------
    Tasso MJ, et al. Cancer Chemother Pharmacol 1992;30:207-211. doi:10.1007/BF00686313
    """
    paper = Paper(_TASSO, "abstract", "2.14 L/h/m2 and 0.49 L/kg; 6 h as in adults")
    volume = _volume(0.49 * 70.0, paper)
    return _drug(_clearance(2.14 * AREA, paper, 0.3), volume, 750.0 * AREA, 1, 1.0, "750 mg/m2 once")


def etoposide() -> Cytotoxic:
    """Return etoposide.

    References
    ----------
    Etoposide pharmacology. Semin Oncol 1992;19(6 Suppl 13):3-9 (abstract: volume 5 to 17 L/m2).
    """
    paper = Paper("PMID 1492225", "abstract", "5 to 17 L/m2 at steady state; the middle, at 1.83 m2")
    volume = _volume(11.0 * AREA, paper)
    gone = Assumed("half-life of 7 h in that volume (the label's 4 to 11 h, recalled)", 1.1, 3.6)
    clearance = _clearance(11.0 * AREA * math.log(2.0) / 7.0, gone, 0.3)
    return _drug(clearance, volume, 75.0 * AREA, 2, 1.0, "75 mg/m2 on two days")


def clofarabine() -> Cytotoxic:
    """Return clofarabine.

    References
    ----------
    Clolar label as in Hematology: Basic Principles and Practice (clearance 28.8 L/h/m2, volume 172 L/m2).
    """
    paper = Paper("Clolar US label", "pharmacokinetics", "28.8 L/h/m2, 172 L/m2, at 1.83 m2; half-life 5.2 h")
    course = "52 mg/m2 on five days"
    volume = _volume(172.0 * AREA, paper)
    return _drug(_clearance(28.8 * AREA, paper, 0.3), volume, 52.0 * AREA, 5, 1.0, course)


def prednisolone() -> Cytotoxic:
    """Return prednisolone as a drug against lymphoblasts; prednisone becomes it.

    References
    ----------
    Dose-dependent prednisolone kinetics (abstract): half-life 3.7 h and volume 90 L after 100 mg.
    """
    paper = Paper("cir.nii.ac.jp/crid/1363951793207555456", "abstract", "90 L and 3.7 h at 100 mg; taken as 70 kg")
    course, dose = "60 mg/m2 a day on 14 days, in divided doses that are taken for a stream", 60.0 * AREA
    clearance = _clearance(90.0 * math.log(2.0) / 3.7, paper, 0.2)
    mean = dose / clearance.canonical
    full = 14.0 * mean / (mean + mean / 2.0)
    return Cytotoxic(
        clearance=clearance,
        volume=_volume(90.0, paper),
        half_kill=half(mean / 2.0, course),
        kill_max=highest_kill(full, course),
        slope_progenitors=spared(),
    )


def methotrexate() -> TwoCompartmentCytotoxic:
    """Return methotrexate, its slow second compartment included.

    References
    ----------
    Population pharmacokinetics of high-dose methotrexate in adults with lymphoma, Clin Pharmacokinet 2026;65:465-477.
    doi:10.1007/s40262-026-01618-4. Jost F, et al. Front Physiol 2020;11:217 (no effect of its own on neutrophils).
    """
    paper = Paper(_METHOTREXATE, "Table 2", "adults with lymphoma; variance between patients 0.02")
    none = Paper(_JOST, "results", "methotrexate without effect of its own on neutrophils; with folinic acid at 3 g/m2")
    threshold = Assumed("1 umol/L, the level that protocols take for cytotoxic (recalled)", 0.045, 4.5)
    full = _full_days_of_an_infusion(3000.0 * AREA, (11.8 * 24.0, 42.2, 0.35 * 24.0, 6.67), 0.45)
    return TwoCompartmentCytotoxic(
        clearance=_clearance(11.8, paper, math.sqrt(0.02)),
        volume=_volume(42.2, paper),
        exchange=Parameter(0.35, "L/hour", source=paper, description="exchange with the second compartment"),
        second_volume=Parameter(6.67, "L", source=paper, description="volume of the second compartment"),
        half_kill=Parameter(0.45, "mg/L", source=threshold, description="concentration of half the highest rate"),
        kill_max=highest_kill(full, "3 g/m2 over 24 h"),
        slope_progenitors=spared(none),
    )
