"""Adults with newly diagnosed acute myeloid leukemia who cannot bear intensive chemotherapy."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Assumed
from engraft.population.covariate import Covariate
from engraft.population.law import PiecewiseUniform
from engraft.population.population import Population


@cache
def aml_unfit() -> Population:
    """Return what doses and a start need: body surface and marrow blasts, both assumed.

    AML begins at 20 % blasts. The shares below 30 and 50 % are those of VIALE-A as recalled; its table was not read.

    What this population cannot say: age, sex, cytogenetics, mutations, secondary disease, organ function; how any of
    these go together. It draws two features independently.

    References
    ----------
    DiNardo CD, et al. N Engl J Med 2020;383:617-629 (VIALE-A; not read).
    """
    return Population(
        name="aml_unfit",
        label="adults with newly diagnosed AML, unfit for intensive chemotherapy",
        covariates=(
            Covariate(
                "body_surface",
                PiecewiseUniform(((0.0, 1.4), (0.5, 1.8), (1.0, 2.3))),
                "m^2",
                Assumed("adults: about 1.8 m2 in the median, hardly any outside of the range", 1.4, 2.3),
                "body surface",
            ),
            Covariate(
                "marrow_blasts",
                PiecewiseUniform(((0.0, 20.0), (0.3, 30.0), (0.5, 50.0), (1.0, 95.0))),
                "percent",
                Assumed("20 % or more is AML; three in ten below 30 % and half below 50 % as recalled", 20.0, 95.0),
                "leukemic blasts among marrow cells",
            ),
        ),
    )
