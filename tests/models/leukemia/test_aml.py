"""An adult with AML: nothing moves that should not, every drug has its way to an endpoint, every flow matters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft import models, units
from engraft.kernel.expression import symbol
from engraft.language import Assumed, System, join
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen, azacitidine_nivolumab, flag_ida, give
from engraft.therapy.catalog import get as product
from engraft.therapy.catalog import methylprednisolone, venetoclax
from engraft.therapy.rounds import Rounds, Segment

DAYS = np.array([0.0, 7.0, 28.0, 56.0, 84.0, 168.0])
SEEN = ["leukemia.blast_fraction", "leukemia.anc", "leukemia.burden", "t_cells.total", "irae.released", "irae.calmed"]


def person(system: System, rows: int = 1, **changed: object) -> Cohort:
    """Make the typical person, with some values changed."""
    index = pd.Index(np.arange(rows), name="person")
    table = pd.DataFrame({one.name: one.value for one in system.parameters} | changed, index=index)
    size = {"weight": units.canonical(75.0, "kg"), "body_surface": units.canonical(1.9, "m^2")}
    bodies = pd.DataFrame(size, index=index)
    return Cohort("one", 1, bodies, table, {"weight": "kg", "body_surface": "m^2"})


def typical(system: System) -> System:
    """Leave chance and differences out."""
    return replace(system, parameters=tuple(replace(one, spread=0.0) for one in system.parameters), hazards=())


@pytest.fixture(scope="module")
def aml() -> System:
    return typical(models.build("aml"))


def followed(system, regimen, **changed):
    """Follow the typical person; a course for each name."""
    run = simulate(
        system, regimen, person(system, **changed), needs=Needs.of(SEEN, DAYS), span=(0.0, DAYS[-1]), seed=1, rtol=1e-8
    )
    return {name: run.course(name)[:, 0] for name in SEEN}


def doses(name: str, *, every: float = 14.0, times: int = 6):
    """Give a product by name again and again."""
    return give(product(name), days=tuple(every * k for k in range(times)))


def test_untreated_the_leukemia_takes_the_marrow_and_neutrophils_fall(aml):
    course = followed(aml, Regimen())
    assert (np.diff(course["leukemia.blast_fraction"][1:]) > 0.0).all()
    assert course["leukemia.anc"][-1] < 0.5 * course["leukemia.anc"][0]
    assert course["irae.released"].max() == 0.0


@pytest.mark.parametrize("name", ["venetoclax", "azacitidine", "nivolumab"])
def test_each_drug_alone_lowers_leukemia(aml, name):
    bare = followed(aml, Regimen())
    treated = followed(aml, doses(name, every=1.0, times=28))
    assert treated["leukemia.burden"][-1] < bare["leukemia.burden"][-1] * 0.99


def test_a_course_of_flag_ida_clears_marrow_and_neutrophils_come_back(aml):
    course = followed(aml, flag_ida(0.0))
    assert course["leukemia.anc"].min() < 0.5e9
    assert course["leukemia.anc"][3] > 1.0e9
    assert course["leukemia.blast_fraction"][2] < 0.25 * course["leukemia.blast_fraction"][0]


def test_nivolumab_works_through_the_t_cells_and_through_nothing_else(aml):
    plan, vigorous, unseen = doses("nivolumab", times=12), {"t_cells.vigor": 0.9}, {"t_cells.recognition": 0.0}
    with_cells, blind = followed(aml, plan, **vigorous), followed(aml, plan, **unseen)
    bare = followed(aml, Regimen(), **unseen)
    assert with_cells["leukemia.burden"][-1] < 0.5 * blind["leukemia.burden"][-1]
    np.testing.assert_allclose(blind["leukemia.burden"], bare["leukemia.burden"], rtol=1e-5)
    assert with_cells["irae.released"][-1] > 0.8


@pytest.mark.parametrize(
    ("feature", "drug", "resists"),
    [("prior_hma", "azacitidine", True), ("tp53", "venetoclax", True), ("tp53", "azacitidine", False)],
)
def test_a_feature_acts_on_the_drugs_it_names(aml, feature, drug, resists):
    plan = doses(drug, every=1.0, times=28)
    plain, marked = followed(aml, plan), followed(aml, plan, **{f"subtype.{feature}": 1.0})
    if resists:
        assert marked["leukemia.burden"][3] > 1.05 * plain["leukemia.burden"][3]
    else:
        np.testing.assert_allclose(marked["leukemia.burden"], plain["leukemia.burden"], rtol=1e-6)


def test_leukemia_with_flt3_itd_grows_faster(aml):
    nothing = Regimen()
    plain, marked = followed(aml, nothing), followed(aml, nothing, **{"subtype.flt3_itd": 1.0})
    assert marked["leukemia.blast_fraction"][3] > plain["leukemia.blast_fraction"][3]


def test_every_flow_matters_to_somebody_who_is_given_everything(aml):
    """Each flow stopped for one person moves blasts, neutrophils, T cells or what an event is made of."""
    flows = aml.flows
    rows = [{"name": f"flow_{k}", "value": 1.0, "unit": "1"} for k in range(len(flows))]
    switches = System.from_data("works", parameters=rows, source=Assumed("a switch of a test", 0.0, 1.0))
    stopped = [replace(flow, rate=symbol(f"works.flow_{k}") * flow.rate) for k, flow in enumerate(flows)]
    system = replace(join(aml, switches, name="aml"), flows=tuple(stopped))
    people = person(system, len(flows) + 1)
    table = people.parameters.copy()
    for k in range(len(flows)):
        table.loc[k + 1, f"works.flow_{k}"] = 0.0
    everything = (
        azacitidine_nivolumab(0.0, cycles=3)
        + flag_ida(0.0)
        + give(venetoclax(), days=tuple(range(28)))
        + give(methylprednisolone(), days=tuple(range(14, 42)))
    )
    rounds = Rounds((Segment(0.0, 84.0, 7.0),))
    run = simulate(
        system,
        everything,
        replace(people, parameters=table),
        needs=Needs.of(SEEN, DAYS),
        span=(0.0, DAYS[-1]),
        seed=1,
        rtol=1e-8,
        rounds=rounds,
    )
    moved = np.zeros(len(flows), dtype=bool)
    for name in SEEN:
        course = run.course(name)
        moved |= ~np.isclose(course[:, 1:], course[:, :1], rtol=1e-6, atol=1e-9).all(axis=0)
    idle = {flow.name for flow, one in zip(flows, moved, strict=True) if not one}
    assert idle == {"nivolumab.elimination by the target"}  # published as none
