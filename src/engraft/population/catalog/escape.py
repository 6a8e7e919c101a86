"""Ways of a leukemia to escape an antibody or receptor against CD19, which some patients have and others not."""

from __future__ import annotations

from engraft.language.source import Assumed
from engraft.population.covariate import Covariate
from engraft.population.law import Bernoulli

_RELAPSED = "of 420 children treated {n} relapsed so (Lamble 2023, doi:10.1182/bloodadvances.2022007423, abstract)"
_NEGATIVE = (68.0 / 420.0, 0.70)
_SWITCHED = (12.0 / 420.0, 0.10)


def escapes() -> tuple[Covariate, Covariate]:
    """Return who has leukemia that can lose CD19, and who has one that can switch lineage.

    Both are drawn independently of everything, although relapse without CD19 was seen more with high burden and in
    older patients, and lineage switch with rearranged KMT2A (Lamble 2023).
    """
    return (
        Covariate(
            "can_lose_cd19",
            Bernoulli(_middle(_NEGATIVE)),
            "1",
            Assumed(
                "geometric mean of two shares: 70 % have leukemic CD19 negative cells before treatment (Bueno 2022, "
                f"doi:10.1182/blood.2021014840, abstract), {_RELAPSED.format(n=68)}",
                *_NEGATIVE,
            ),
            "1 where CD19 negative leukemic cells precede treatment, else 0",
        ),
        Covariate(
            "can_switch",
            Bernoulli(_middle(_SWITCHED)),
            "1",
            Assumed(
                f"geometric mean of two shares: {_RELAPSED.format(n=12)}; about one in ten relapsed leukemias has the "
                "rearrangement of KMT2A that nearly all of them had (recalled)",
                *_SWITCHED,
            ),
            "1 where leukemic cells of another lineage precede treatment, else 0",
        ),
    )


def _middle(bounds: tuple[float, float]) -> float:
    """Geometric mean of two shares."""
    return float((bounds[0] * bounds[1]) ** 0.5)
