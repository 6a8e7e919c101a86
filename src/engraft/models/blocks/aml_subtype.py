"""What mutations and earlier therapy make of a leukemia: named factors, one for each thing they act on."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Model, Observable, Parameter

_DINARDO = "10.1182/blood.2019003988"
_CROSS = (
    "cells with FLT3-ITD gained or TP53 lost were less sensitive to venetoclax and to cytotoxic drugs "
    f"(doi:{_DINARDO}, abstract); by how much in patients is not said"
)
_GROWS = "FLT3-ITD drives proliferation and high white counts; no ratio of division rates in patients found"
_BEFORE = "who had a hypomethylating agent responds less to the next; no ratio of killing found"


def _has(what: str) -> Parameter:
    """Declare a feature that a population draws."""
    return Parameter(
        0.0, "1", source=Assumed("absent; a population draws it", 0.0, 1.0), description=f"1 with {what}, 0 without"
    )


def _factor(value: float, why: str, low: float, high: float, what: str) -> Parameter:
    """Declare what a feature makes of something."""
    return Parameter(value, "1", source=Assumed(why, low, high), description=what)


class AmlSubtype(Model):
    """FLT3-ITD divides faster, FLT3-ITD and TP53 resist venetoclax and cytotoxic drugs, earlier HMA resists the next.

    factor = Π (1 + x (f - 1)) over the features x (0 or 1) with their f

    Directions are published, sizes are assumed with bounds.

    What this model cannot say: other genes (NPM1, IDH), allele burden, cytogenetics, T cells that TP53 attracts,
    clones that differ in one person, resistance that comes during treatment.

    References
    ----------
    DiNardo CD, et al. Blood 2020;135:791-803. doi:10.1182/blood.2019003988
    """

    reference = _DINARDO

    flt3_itd = _has("an internal tandem duplication of FLT3")
    tp53 = _has("mutated TP53")
    prior_hma = _has("a hypomethylating agent before")
    flt3_pace = _factor(1.5, _GROWS, 1.0, 3.0, "leukemic division with FLT3-ITD, to without")
    flt3_resists = _factor(0.7, _CROSS, 0.3, 1.0, "killing by venetoclax and cytotoxic drugs with FLT3-ITD, to without")
    tp53_resists = _factor(0.5, _CROSS, 0.1, 1.0, "killing by venetoclax and cytotoxic drugs with TP53, to without")
    hma_resists = _factor(0.5, _BEFORE, 0.1, 1.0, "killing by azacitidine after a hypomethylating agent, to without")

    def observables(self) -> Iterator[Observable]:
        """Yield what the features act on."""
        drugs = _if(self.flt3_itd, self.flt3_resists) * _if(self.tp53, self.tp53_resists)
        yield Observable("pace", _if(self.flt3_itd, self.flt3_pace), "1", "leukemic division, to that of no feature")
        yield Observable("drug_sensitivity", drugs, "1", "killing by venetoclax and cytotoxic drugs, to no feature")
        hma = _if(self.prior_hma, self.hma_resists)
        yield Observable("hma_sensitivity", hma, "1", "killing by azacitidine, to no feature")


def _if(there: Expression, factor: Expression) -> Expression:
    """Return a factor where a feature is there, else 1."""
    return 1.0 + there * (factor - 1.0)
