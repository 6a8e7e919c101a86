"""The 21 adults with chronic myeloid leukemia of Hähnel 2020 who stopped their inhibitor."""

from __future__ import annotations

from functools import cache

from engraft.language.source import Paper
from engraft.population.catalog.tables import read_lists
from engraft.population.covariate import Covariate, Effect
from engraft.population.population import Population

_TABLE = Paper("Cancer Res 2020;80:2394", "Table S1", "as transcribed in radivot/myelo, glauchePars20")
_COLUMNS = (
    ("patient", "patient", "1", "number in the paper"),
    ("immune_class", "class", "1", "1 cannot control a rest of leukemia, 2 can, 3 can within a window"),
    ("treated", "CessT", "month", "how long he was treated before he stopped"),
    ("falling_asleep", "pyx", "1/month", "dividing cells fall asleep"),
    ("waking", "pxy", "1/month", "sleeping cells wake"),
    ("tki_kill", "TKI", "1/month", "killing by his inhibitor at full dose"),
    ("recruitment", "pz", "cell/month", "multiplication of immune cells"),
    ("window", "Kz", "cell", "leukemia that makes immune cells multiply most"),
    ("quiescent_initial", "X0", "cell", "sleeping leukemia at the start of therapy"),
    ("proliferating_initial", "Y0", "cell", "dividing leukemia at the start of therapy"),
    ("immune_initial", "Z0", "cell", "immune cells at the start of therapy"),
)
_OF_THE_PERSON = ("patient", "immune_class", "treated")


@cache
def hahnel2020_patients() -> Population:
    """Return the published patients in their order: person 0 is patient 1, and after 21 the list begins again.

    For the model hahnel2020, from the start of therapy.

    What this population cannot say: age, sex, which inhibitor each took, what those are like who never stop: all 21
    had a deep response and stopped. The values were fitted to courses before and after the stop together, so that
    the outcome after the stop is described and not predicted.

    References
    ----------
    Hähnel T, et al. Cancer Res 2020;80:2394-2406, Table S1.
    """
    lists = read_lists("hahnel2020_patients")
    listed = tuple(Covariate(name, lists[column], unit, _TABLE, text) for name, column, unit, text in _COLUMNS)
    return Population(
        name="hahnel2020_patients",
        label="21 adults with CML who stopped their inhibitor (Hähnel 2020)",
        covariates=listed,
        effects=tuple(
            Effect(f"cml.{one.name}", one.name, one.unit, _TABLE) for one in listed if one.name not in _OF_THE_PERSON
        ),
    )
