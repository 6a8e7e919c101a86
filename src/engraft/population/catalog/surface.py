"""Body surface from weight, for persons whose height nobody reports."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.population.covariate import Derived


def surface_of_weight(note: str = "from weight alone; the trial reports no heights") -> Derived:
    """Return body surface by Livingston's formula; ``note`` says how it was used.

    References
    ----------
    Livingston and Lee 2001, doi:10.1152/ajpendo.2001.281.3.E586 (both constants read in its abstract; above 10 kg).
    """
    source = Paper("10.1152/ajpendo.2001.281.3.E586", "abstract", note)
    return Derived("body_surface", "0.1173 [m^2] * (weight / 1 [kg]) ^ 0.6466", "m^2", source, "body surface")
