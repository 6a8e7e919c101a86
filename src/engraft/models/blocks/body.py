"""The size of a person."""

from __future__ import annotations

from engraft.language import Model, Paper, Parameter


class Body(Model):
    """What other blocks scale with: body weight.

    A population sets it for every person; without one it is the median of the children of ELIANA and
    ENSIGN. What this model cannot say: growth, height, composition.

    References
    ----------
    Stein AM, et al. CPT Pharmacometrics Syst Pharmacol 2019;8:285-295. doi:10.1002/psp4.12388
    """

    reference = "10.1002/psp4.12388"

    weight = Parameter(
        39.0, "kg", source=Paper("10.1002/psp4.12388", "Table 1", "median of 90 patients"), description="body weight"
    )
