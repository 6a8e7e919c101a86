"""Adults with acute leukemia in remission before a transplant from a matched unrelated donor."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed
from engraft.population.covariate import Covariate
from engraft.population.law import Bernoulli, PiecewiseLogUniform, PiecewiseUniform
from engraft.population.population import Population


@cache
def transplant_adults() -> Population:
    """Return what doses and a start need: size, what is left of the leukemia, and how foreign the donor is.

    Everything is assumed; the trial whose figures the study shows (Socié 2011) was read in its abstract only.

    What this population cannot say: age, sex, comorbidity, diagnosis and its genetics, cytomegalovirus, how any of
    these go together. It draws every feature by itself.

    References
    ----------
    Socié G, et al. Blood 2011;117:6375-6382 (201 adults, myeloablative, unrelated donors; abstract).
    """
    return Population(
        name="transplant_adults",
        label="adults with acute leukemia in remission before an unrelated-donor transplant",
        covariates=(
            Covariate(
                "weight",
                PiecewiseUniform(((0.0, 45.0), (0.5, 75.0), (1.0, 120.0))),
                "kg",
                Assumed("adults: about 75 kg in the median, hardly any outside of the range", 45.0, 120.0),
                "body weight",
            ),
            Covariate(
                "body_surface",
                PiecewiseUniform(((0.0, 1.4), (0.5, 1.85), (1.0, 2.4))),
                "m^2",
                Assumed("adults: about 1.85 m2 in the median, hardly any outside of the range", 1.4, 2.4),
                "body surface",
            ),
            Covariate(
                "residual",
                PiecewiseLogUniform(((0.0, 1e-8), (0.6, 1e-4), (1.0, 5e-2))),
                "1",
                Assumed("six in ten without residual disease at 1e-4; down to a thousand cells; remission below 5 %",
                        1e-8, 5e-2),
                "leukemic cells among marrow cells before conditioning",
            ),
            Covariate(
                "disparity",
                PiecewiseLogUniform(((0.0, 3.0), (0.5, 10.0), (1.0, 30.0))),
                "1",
                Assumed("HLA-DP differs in 80 % of unrelated pairs (Blood 2012;120:2796): tenfold, 3 either way",
                        3.0, 30.0),
                "donor T cells that recognise the host, in units of an HLA-identical sibling's",
            ),
            Covariate(
                "can_escape",
                Bernoulli(0.5),
                "1",
                Assumed("in half of the relapses after transplant HLA is lost or class II is silent", 0.2, 0.8),
                "1 where cells unseen by donor T cells precede treatment",
            ),
        ),
    )  # fmt: skip
