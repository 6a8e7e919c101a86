"""Lymphocytes that consume no more than all of a cytokine, whatever is drawn for their share."""

from __future__ import annotations

from engraft.language import Assumed, Expression, Parameter, minimum
from engraft.models.blocks.lymphocytes import Lymphocytes


class CappedLymphocytes(Lymphocytes):
    """The lymphocytes of ``Lymphocytes``, with shares of consumption that stay below 1.

    IL-15 = I0 / (1 - f + f (N + C)/K),  f at most ``largest_share``

    Where a study lets f differ between persons some draws pass 1; then IL-15 would have no value as lymphocytes go.

    What this model cannot say: as ``Lymphocytes``.

    References
    ----------
    Kimmel GJ, Locke FL, Altrock PM. Proc R Soc B 2021;288:20210229. doi:10.1098/rspb.2021.0229
    """

    reference = "10.1098/rspb.2021.0229"

    largest_share = Parameter(
        0.95,
        "1",
        source=Assumed("others consume a little too: IL-15 of the emptied rises fivefold, 20-fold at most", 0.9, 0.99),
        description="largest share of consumption that is by lymphocytes",
    )

    def _left(self, rest: Expression, share: Expression) -> Expression:
        """Concentration of a cytokine that is made at a constant rate and consumed by lymphocytes and others."""
        by_them = minimum(self._most(), share)
        return rest / (1.0 - by_them + by_them * self._filled())

    def _most(self) -> Expression:
        """Return the largest share, itself below 1."""
        return minimum(0.99, self.largest_share)
