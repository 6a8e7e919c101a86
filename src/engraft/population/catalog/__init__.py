"""Populations by name."""

from __future__ import annotations

from collections.abc import Callable

from engraft.errors import SpecificationError, nearest
from engraft.population.catalog.adults_b_all import mskcc_adults, zuma3_adults
from engraft.population.catalog.alike import alike
from engraft.population.catalog.aml_relapsed import aml_first_salvage, aml_relapsed
from engraft.population.catalog.aml_unfit import aml_unfit
from engraft.population.catalog.cibmtr_tisa_cel import cibmtr_tisa_cel
from engraft.population.catalog.edited_cells import be_car7_patients, ucart19_patients
from engraft.population.catalog.eliana_baseline import eliana_baseline, eliana_enrolled
from engraft.population.catalog.graall_adults import graall_adults
from engraft.population.catalog.hahnel2020_patients import hahnel2020_patients
from engraft.population.catalog.jost2020_patients import jost2020_patients
from engraft.population.catalog.lymphoma_adults import lymphoma_adults
from engraft.population.catalog.tower_adults import tower_adults
from engraft.population.catalog.transcend_cll_adults import transcend_cll_adults
from engraft.population.catalog.transplant_adults import transplant_adults
from engraft.population.population import Population

_POPULATIONS: dict[str, Callable[[], Population]] = {
    "alike": alike,
    "aml_first_salvage": aml_first_salvage,
    "aml_relapsed": aml_relapsed,
    "aml_unfit": aml_unfit,
    "be_car7_patients": be_car7_patients,
    "cibmtr_tisa_cel": cibmtr_tisa_cel,
    "eliana_baseline": eliana_baseline,
    "eliana_enrolled": eliana_enrolled,
    "graall_adults": graall_adults,
    "hahnel2020_patients": hahnel2020_patients,
    "jost2020_patients": jost2020_patients,
    "lymphoma_adults": lymphoma_adults,
    "transcend_cll_adults": transcend_cll_adults,
    "transplant_adults": transplant_adults,
    "mskcc_adults": mskcc_adults,
    "tower_adults": tower_adults,
    "ucart19_patients": ucart19_patients,
    "zuma3_adults": zuma3_adults,
}


def populations() -> tuple[str, ...]:
    """List the populations that can be drawn from."""
    return tuple(_POPULATIONS)


def get(name: str) -> Population:
    """Return a population by name.

    Raises
    ------
    SpecificationError
        If none has this name; the nearest is suggested.
    """
    if name not in _POPULATIONS:
        raise SpecificationError(f"no population is called '{name}'", do=nearest(name, _POPULATIONS))
    return _POPULATIONS[name]()
