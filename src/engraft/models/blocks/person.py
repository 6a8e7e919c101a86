"""A person: weight and age."""

from __future__ import annotations

from engraft.language import Paper, Parameter
from engraft.models.blocks.body import Body


class Person(Body):
    """Body weight and age at infusion; blood pressure limits and the neurologic score depend on age.

    What this model cannot say: growth, height, sex, organ function before treatment.

    References
    ----------
    Maude 2018, doi:10.1056/NEJMoa1709866.
    """

    reference = "10.1056/NEJMoa1709866"

    age = Parameter(
        11.0, "year", source=Paper("10.1056/NEJMoa1709866", "Table 1", "median of 75"), description="age at infusion"
    )
