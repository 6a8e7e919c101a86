"""What leukemia leaves of the marrow."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Model, Observable, Port


class MarrowRoom(Model):
    """The share of the marrow in which blood is made: what leukemia does not fill.

    room = 1 - blast fraction

    What this model cannot say: signals by which leukemia suppresses blood formation beyond crowding,
    fibrosis, the time a cleared marrow needs to fill again.

    References
    ----------
    Maude 2018, doi:10.1056/NEJMoa1709866 (recovery of counts is judged apart from blasts: CR and CRi).
    """

    reference = "10.1056/NEJMoa1709866"

    blast_fraction = Port("1", "leukemic cells among marrow cells")

    def observables(self) -> Iterator[Observable]:
        """Yield the share."""
        yield Observable("share", 1.0 - self.blast_fraction, "1", "share of the marrow that leukemia leaves")
