"""Covariates of persons that a study may add to a population, with how frequent each is.

They are drawn independently of everything else, although subtype, age and what was given before go together.
"""

from __future__ import annotations

from collections.abc import Callable

from engraft.errors import SpecificationError, nearest
from engraft.language.source import Assumed, Paper, Source
from engraft.population.covariate import Covariate
from engraft.population.law import Bernoulli, LogNormal, PiecewiseUniform

_MYERS = "10.1200/JCO.21.01405"
_ZUMA = "tecartushcp.com, ALL, response"


def _share(name: str, share: float, source: Source, what: str) -> Covariate:
    """Make a covariate that is 1 in a share of the persons."""
    return Covariate(name, Bernoulli(share), "1", source, f"{what}: 1 yes, 0 no")


def kmt2a_rearranged() -> Covariate:
    """Return who has a rearranged KMT2A, among children and young adults with relapsed B-ALL."""
    why = "at least the 13 infants of 231 treated (Leahy 2022, Blood 139:2173, abstract), one in ten recalled"
    return _share("kmt2a_rearranged", 0.08, Assumed(why, 13 / 231, 0.15), "rearranged KMT2A")


def ph_positive() -> Covariate:
    """Return who has a Philadelphia chromosome, among adults with relapsed B-ALL."""
    why = "a quarter of adults with B-ALL, fewer in trials of relapse: recalled"
    return _share("ph_positive", 0.2, Assumed(why, 0.1, 0.3), "Philadelphia chromosome")


def tp53_b_all() -> Covariate:
    """Return whose leukemia has an altered TP53, among children and young adults given tisagenlecleucel."""
    source = Paper("Alonso-Saladrigues, tisagenlecleucel and TP53", "abstract, n = 49", "17 of 49 with samples")
    return _share("tp53_b_all", 17 / 49, source, "TP53 mutated or deleted")


def extramedullary() -> Covariate:
    """Return who has B-ALL outside of the marrow before tisagenlecleucel."""
    source = Paper("PMC8791593", "abstract, n = 184", "55 of 184, 40 of them in the central nervous system")
    return _share("extramedullary", 55 / 184, source, "leukemia outside of the marrow")


def prior_blinatumomab() -> Covariate:
    """Return who had blinatumomab before, among children and young adults given CAR T cells."""
    return _share("prior_blinatumomab", 77 / 420, Paper(_MYERS, "abstract", "77 of 420"), "blinatumomab before")


def blinatumomab_refractory() -> Covariate:
    """Return who did not respond to blinatumomab, among children and young adults given CAR T cells."""
    source = Paper(_MYERS, "abstract", "31 nonresponders among 412 evaluable")
    return _share("blinatumomab_refractory", 31 / 412, source, "no response to blinatumomab")


def prior_inotuzumab() -> Covariate:
    """Return who had inotuzumab before, among adults given brexucabtagene."""
    return _share("prior_inotuzumab", 12 / 54, Paper(_ZUMA, "ZUMA-3, subgroups", "12 of 54"), "inotuzumab before")


def ighv_unmutated() -> Covariate:
    """Return whose CLL has unmutated IGHV, among those who are treated."""
    why = "more than half of those who need treatment: recalled"
    return _share("ighv_unmutated", 0.6, Assumed(why, 0.4, 0.7), "IGHV unmutated")


def del17p() -> Covariate:
    """Return whose CLL has lost 17p, at first treatment; in relapse it is about half."""
    why = "5 to 9 % of the newly diagnosed, about half in relapse (Ezekwudo 2019, abstract)"
    return _share("del17p", 0.07, Assumed(why, 0.05, 0.09), "17p deleted")


def tp53_aml() -> Covariate:
    """Return whose AML has a mutated TP53, among those unfit for intensive chemotherapy."""
    source = Paper("Blood 2024;144:2211", "abstract, n = 279", "the lower-benefit group, 23 %, is that of TP53")
    return _share("tp53_aml", 0.23, source, "TP53 mutated")


def flt3_or_ras() -> Covariate:
    """Return whose AML has FLT3-ITD or mutated NRAS or KRAS with TP53 intact, among the unfit."""
    source = Paper("Blood 2024;144:2211", "abstract, n = 279", "the intermediate-benefit group, 25 %")
    return _share("flt3_or_ras", 0.25, source, "FLT3-ITD, NRAS or KRAS mutated, TP53 intact")


def flt3_itd() -> Covariate:
    """Return whose AML has an internal tandem duplication of FLT3, among younger adults."""
    source = Paper("Blood 2014;124:3441", "introduction", "about 25 % of younger adults")
    return _share("flt3_itd", 0.25, source, "FLT3-ITD")


def npm1_mutated() -> Covariate:
    """Return whose AML has a mutated NPM1."""
    return _share("npm1_mutated", 0.2, Assumed("a fifth to a third of adults: recalled", 0.1, 0.33), "NPM1 mutated")


def filtration() -> Covariate:
    """Return glomerular filtration of patients fit for CAR T cells or conditioning, not indexed to surface."""
    why = "trials ask for adequate kidneys; healthy adults have 90 to 120 mL/min, spread a quarter"
    law = LogNormal(105.0, 0.25)
    return Covariate("filtration", law, "mL/min", Assumed(why, 30.0, 170.0), "glomerular filtration")


def chemotherapy_cycles() -> Covariate:
    """Return how many cycles of chemotherapy were given before T cells were collected."""
    why = "first-line treatment and one to three lines after it"
    law = PiecewiseUniform(((0.0, 2.0), (0.5, 6.0), (1.0, 12.0)))
    return Covariate("chemotherapy_cycles", law, "1", Assumed(why, 2.0, 12.0), "cycles of chemotherapy before")


_COVARIATES: dict[str, Callable[[], Covariate]] = {
    one.__name__: one
    for one in (
        blinatumomab_refractory, chemotherapy_cycles, del17p, extramedullary, filtration, flt3_itd, flt3_or_ras,
        ighv_unmutated, kmt2a_rearranged, npm1_mutated, ph_positive, prior_blinatumomab, prior_inotuzumab, tp53_aml,
        tp53_b_all,
    )
}  # fmt: skip


def names() -> tuple[str, ...]:
    """List the covariates that can be added."""
    return tuple(_COVARIATES)


def get(name: str) -> Covariate:
    """Return a covariate by name.

    Raises
    ------
    SpecificationError
        If none has this name; the nearest is suggested.
    """
    if name not in _COVARIATES:
        raise SpecificationError(f"no covariate to add is called '{name}'", do=nearest(name, _COVARIATES))
    return _COVARIATES[name]()
