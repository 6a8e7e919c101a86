"""What genetics, prior therapy, age and organs do to named parameters, each with its source and the range behind it.

Few were measured on the parameter they act on. Where only a response was, one rule was written down before anything
was simulated: the factor lies between none (1) and the odds ratio of the response, and is their geometric mean.
Burden is no effect of this list: it acts through the cells of the models themselves.
"""

from __future__ import annotations

from collections.abc import Callable

from engraft.errors import SpecificationError, nearest
from engraft.language.source import Assumed, Paper
from engraft.population.effect import CovariateEffect

_RULE = "geometric mean of no effect and the odds ratio of response"
_VENETOCLAX = "of 159 given venetoclax with azacitidine or decitabine"


def _odds_ratio(share: float, other: float) -> float:
    """Odds of a share over the odds of another."""
    return share / (1.0 - share) * (1.0 - other) / other


def _where(
    name: str, covariate: str, parameter: str, ratio: float, *, why: str, read_on: str, inverse: bool = False
) -> CovariateEffect:
    """Make the factor that the rule gives for an odds ratio of response; ``inverse`` where the parameter resists."""
    bound = 1.0 / ratio if inverse else ratio
    source = Assumed(f"{_RULE}: {why}", min(1.0, bound), max(1.0, bound))
    return CovariateEffect(
        name, covariate, parameter, "factor", bound**0.5, 1.0, 0.0, 1.0, "1", read_on, source
    )  # fmt: skip


def ph_positive() -> CovariateEffect:
    """Return no effect of the Philadelphia chromosome on CAR T cells, because none was found."""
    why = "relapse-free survival alike in all cytogenetic groups (Leahy 2022, Blood 139:2173, abstract, P = .81)"
    return CovariateEffect(
        "ph_positive", "ph_positive", "car.kills", "factor", 1.0, 1.0, 0.0, 1.0, "1",
        "relapse-free survival after CD19 CAR T cells, 231 children and young adults", Assumed(why, 0.7, 1.4),
    )  # fmt: skip


def kmt2a_lineage_switch() -> CovariateEffect:
    """Return how many more cells of another lineage a leukemia with rearranged KMT2A has."""
    why = (
        "the only risk factor of lineage switch, 12 of 420 (Lamble 2023, 10.1182/bloodadvances.2022007423, abstract); "
        "nearly all 12 had it and about a tenth of all do (recalled): ratio of risks about 100; geometric mean with 1"
    )
    return CovariateEffect(
        "kmt2a_lineage_switch", "kmt2a_rearranged", "leukemia.switched_share", "factor", 10.0, 1.0, 0.0, 1.0, "1",
        "relapse with lineage switch after CD19 CAR T cells, 420 children and young adults", Assumed(why, 1.0, 100.0),
    )  # fmt: skip


def tp53_car() -> CovariateEffect:
    """Return how much worse CAR T cells kill leukemia without p53: cell lines lose Fas and DR5 with it."""
    return _where(
        "tp53_car", "tp53_b_all", "car.kills", _odds_ratio(0.688, 0.938),
        why=("68.8 % against 93.8 % in remission (Alonso-Saladrigues, abstract); p53 loss lowers death receptors "
             "(Blood Neoplasia 2025;2:100060, abstract)"),
        read_on="remission after tisagenlecleucel, 49 children and young adults",
    )  # fmt: skip


def extramedullary_sanctuary() -> CovariateEffect:
    """Return how much more leukemia is out of easy reach where some is seen outside of the marrow."""
    why = "what imaging shows: 5e8 cells, half a cubic centimeter, of 5e10; the share without is below imaging"
    return CovariateEffect(
        "extramedullary_sanctuary", "extramedullary", "leukemia.hidden_share", "factor", 100.0, 1.0, 0.0, 1.0, "1",
        "size of what imaging shows; relapse-free survival did not differ (PMC8791593, n = 184)",
        Assumed(why, 10.0, 1000.0),
    )  # fmt: skip


def prior_blinatumomab() -> CovariateEffect:
    """Return how many more CD19 negative or dim cells precede CAR T cells after blinatumomab."""
    return _where(
        "prior_blinatumomab", "prior_blinatumomab", "leukemia.negative_share", _odds_ratio(14 / 25, 21 / 29),
        why="14 of 25 against 21 of the other 29 in CR or CRi (ZUMA-3, subgroups of the label's 54)",
        read_on="CR or CRi after brexucabtagene, 54 adults", inverse=True,
    )  # fmt: skip


def blinatumomab_refractory() -> CovariateEffect:
    """Return how many more CD19 negative or dim cells those have whom blinatumomab did not bring into remission."""
    return _where(
        "blinatumomab_refractory", "blinatumomab_refractory", "leukemia.negative_share",
        _odds_ratio(20 / 31, 356 / 381),
        why="20 of 31 in remission (Myers 2021, 10.1200/JCO.21.01405, abstract), of the others 356 of 381 (recalled)",
        read_on="remission after CD19 CAR T cells, 412 children and young adults", inverse=True,
    )  # fmt: skip


def prior_inotuzumab() -> CovariateEffect:
    """Return how much worse CAR T cells kill after inotuzumab; why is not known, nor whether they do."""
    why = (
        "worse in a registry (John 2025, tisagenlecleucel, n = 578, no number read), not in ZUMA-3 (8 of 12 against 27 "
        "of the other 42 in CR or CRi, odds ratio 1.1): from 0.7 to 1.1, geometric mean"
    )
    return CovariateEffect(
        "prior_inotuzumab", "prior_inotuzumab", "car.kills", "factor", 0.77**0.5, 1.0, 0.0, 1.0, "1",
        "outcome after CD19 CAR T cells, registry and 54 adults", Assumed(why, 0.7, 1.1),
    )  # fmt: skip


def age_fitness() -> CovariateEffect:
    """Return how many fewer of the infused cells divide in older persons."""
    why = (
        "naive CD8 T cells become markedly fewer with age (10.1002/JLB.1RI0418-160R, Table 1); between no effect and "
        "half in 35 years, the middle"
    )
    return CovariateEffect(
        "age_fitness", "age", "car.engrafting", "exponential", -0.01, 11.0, 1.0, 26.0, "year",
        "phenotype of T cells; products studied in children and young adults (Finney 2019, n = 43)",
        Assumed(why, -0.02, 0.0),
    )  # fmt: skip


def chemotherapy_fitness() -> CovariateEffect:
    """Return how many fewer of the infused cells divide after each cycle of chemotherapy."""
    why = (
        "early-lineage T cells become fewer with every cycle (Das 2019, 10.1158/2159-8290.CD-18-1314, abstract); no "
        "number read: between no effect and a fifth per cycle, the middle"
    )
    return CovariateEffect(
        "chemotherapy_fitness", "chemotherapy_cycles", "car.engrafting", "exponential", -0.1, 6.0, 0.0, 12.0, "1",
        "expansion of T cells in culture, children with cancer", Assumed(why, -0.2, 0.0),
    )  # fmt: skip


def ighv_growth() -> CovariateEffect:
    """Return how much faster CLL with unmutated IGHV grows."""
    why = (
        "more often a high birth rate (0.07 to 1.31 % per day among 97), hazard ratio of first treatment 4.93 "
        "(Murphy 2017, 10.1038/leu.2017.34, abstract); geometric mean of no effect and that ratio"
    )
    return CovariateEffect(
        "ighv_growth", "ighv_unmutated", "cll.growth", "factor", 4.93**0.5, 1.0, 0.0, 1.0, "1",
        "time to first treatment, 97 patients with early CLL", Assumed(why, 1.0, 4.93),
    )  # fmt: skip


def del17p_chemotherapy() -> CovariateEffect:
    """Return how much worse chemotherapy kills CLL that has lost 17p."""
    return _where(
        "del17p_chemotherapy", "del17p", "cll.drug_kill", _odds_ratio(0.72, 0.95),
        why=("72 % of 25 responded to purine analogues with rituximab (Tam 2009, Blood 114:957, abstract), 95 % of all "
             "(recalled); such cells resist fludarabine in vitro (10.1080/10428190601059829)"),
        read_on="response to purine analogue and rituximab, 25 patients with 17p deleted",
    )  # fmt: skip


def tp53_venetoclax() -> CovariateEffect:
    """Return how much weaker venetoclax acts on blasts with mutated TP53."""
    return _where(
        "tp53_venetoclax", "tp53_aml", "aml.venetoclax_on_blasts", _odds_ratio(0.59, 0.86),
        why="59 % against 86 % responded (Blood Adv 2024;8:927, abstract)", read_on=f"response {_VENETOCLAX}",
    )  # fmt: skip


def flt3_ras_venetoclax() -> CovariateEffect:
    """Return how much weaker venetoclax acts on blasts with FLT3-ITD or mutated NRAS or KRAS."""
    return _where(
        "flt3_ras_venetoclax", "flt3_or_ras", "aml.venetoclax_on_blasts", _odds_ratio(0.54, 0.86),
        why="54 % against 86 % responded (Blood Adv 2024;8:927, abstract)", read_on=f"response {_VENETOCLAX}",
    )  # fmt: skip


def npm1_venetoclax() -> CovariateEffect:
    """Return how much stronger venetoclax acts on blasts with mutated NPM1."""
    return _where(
        "npm1_venetoclax", "npm1_mutated", "aml.venetoclax_on_blasts", _odds_ratio(0.92, 0.67),
        why="92 % with NPM1 and FLT3-ITD or RAS, 67 % without poor markers (Blood Adv 2025017083, abstract)",
        read_on="CR or CRi of 139 given venetoclax with low-dose cytarabine",
    )  # fmt: skip


def flt3_division() -> CovariateEffect:
    """Return how much faster blasts with FLT3-ITD divide."""
    why = "proliferation is increased (10.1038/s41408-020-0318-1, introduction), no rate read: none to twice, geometric"
    return CovariateEffect(
        "flt3_division", "flt3_itd", "aml.division", "factor", 2.0**0.5, 1.0, 0.0, 1.0, "1",
        "signalling and white cell counts of adults with AML", Assumed(why, 1.0, 2.0),
    )  # fmt: skip


def renal_fludarabine() -> CovariateEffect:
    """Return the renal part of the clearance of fludarabine: 0.782 L/h per L/h of filtration, beside 3.24 L/h at 70 kg.

    At 120 mL/min, to which the clearance of the block belongs, that is 63.5 %. The filtration of the 258 patients was
    not read: from 30 mL/min, below which the label forbids the drug, to 170 mL/min.
    """
    renal = 0.782 * 7.2
    return CovariateEffect(
        "renal_fludarabine", "filtration", "flu_cy.fludarabine_clearance", "linear", renal / (3.24 + renal), 120.0,
        30.0, 170.0, "mL/min", "F-ara-A in plasma, 258 patients aged 0.3 to 74 before transplant",
        Paper("10.1007/s40262-018-0715-9", "abstract", "population pharmacokinetics; the range is assumed"),
    )  # fmt: skip


_EFFECTS: dict[str, Callable[[], CovariateEffect]] = {
    one.__name__: one
    for one in (
        age_fitness, blinatumomab_refractory, chemotherapy_fitness, del17p_chemotherapy, extramedullary_sanctuary,
        flt3_division, flt3_ras_venetoclax, ighv_growth, kmt2a_lineage_switch, npm1_venetoclax, ph_positive,
        prior_blinatumomab, prior_inotuzumab, renal_fludarabine, tp53_car, tp53_venetoclax,
    )
}  # fmt: skip


def names() -> tuple[str, ...]:
    """List the effects a study can name."""
    return tuple(_EFFECTS)


def get(name: str) -> CovariateEffect:
    """Return an effect by name.

    Raises
    ------
    SpecificationError
        If none has this name; the nearest is suggested.
    """
    if name not in _EFFECTS:
        raise SpecificationError(f"no effect of a covariate is called '{name}'", do=nearest(name, _EFFECTS))
    return _EFFECTS[name]()
