"""Drugs of acute myeloid leukemia in those who cannot bear intensive chemotherapy."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.catalog import studied as ranges
from engraft.therapy.catalog.approvals import AZACITIDINE, VENETOCLAX
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product
from engraft.therapy.regimen import Regimen, give

_CYCLE = 28
_RAMP = ((0.0, "100 mg"), (1.0, "200 mg"))


def azacitidine(target: str = "azacitidine.depot") -> Product:
    """Return azacitidine, 75 mg/m^2 under the skin, by label on seven days of every 28. First approved in 2004.

    References
    ----------
    US label of azacitidine, sections 2.1 and 2.2 (set id d38a1247-28c8-a911-e691-a983a2f9a6e3); Vidaza, EU/1/08/488.
    """
    return Product(
        "azacitidine",
        target,
        "drug",
        Paper("Vidaza USPI", "section 2.1", "75 mg/m2 daily for 7 days, cycles of 4 weeks; EU/1/08/488 says the same"),
        "hypomethylating nucleoside; its effect is taken to follow its amount in plasma",
        label_dose=Dose(75.0, "mg/m^2"),
        approval=AZACITIDINE,
    )


def venetoclax(target: str = "venetoclax.gut") -> Product:
    """Return venetoclax, 400 mg a day as with azacitidine in AML; the first two days have less, see the template.

    First approved in 2016, in AML in 2018.

    References
    ----------
    Venclexta US prescribing information, section 2, AML (NDC 0074-0576; the maker's summary of it was read);
    Venclyxto, EU/1/16/1138.
    """
    return Product(
        "venetoclax",
        target,
        "drug",
        Paper("Venclexta USPI", "section 2, AML", "100, 200, then 400 mg once daily with azacitidine; NDC 0074-0576"),
        "inhibitor of BCL-2, tablets",
        label_dose=Dose(400.0, "mg"),
        approval=VENETOCLAX,
        studied=ranges.VENETOCLAX,
    )


def azacitidine_cycles(day: float = 0.0, *, cycles: int = 12) -> Regimen:
    """Give azacitidine on days 1 to 7 of every 28, twelve times: ``day`` is day 1 of the first cycle.

    By label at least four to six cycles, and on while it helps; here every cycle comes on its day, at full dose.

    References
    ----------
    US label of azacitidine, section 2.
    """
    return give(azacitidine(), days=tuple(day + _CYCLE * cycle + k for cycle in range(cycles) for k in range(7)))


def venetoclax_azacitidine(day: float = 0.0, *, cycles: int = 12) -> Regimen:
    """Give venetoclax every day (100, 200, then 400 mg) and azacitidine on days 1 to 7 of every 28, twelve times.

    As in VIALE-A, but without its breaks: there, and by label, venetoclax pauses up to 14 days while counts recover.

    References
    ----------
    Venclexta US prescribing information, section 2, AML. DiNardo CD, et al. N Engl J Med 2020;383:617-629.
    """
    ramp = [give(venetoclax(), dose, days=(day + later,)) for later, dose in _RAMP]
    rest = give(venetoclax(), days=tuple(day + k for k in range(len(_RAMP), _CYCLE * cycles)))
    return ramp[0] + ramp[1] + rest + azacitidine_cycles(day, cycles=cycles)
