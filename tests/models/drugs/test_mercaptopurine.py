import numpy as np
import pytest

from engraft import units
from engraft.language import join
from engraft.models.drugs.mercaptopurine import Mercaptopurine

DAYS = np.array([0.05, 0.2, 1.0, 3.0, 10.0, 30.0])


@pytest.fixture(scope="module")
def drug():
    return join(Mercaptopurine().system("mercaptopurine"), name="mercaptopurine")


def test_one_tablet_follows_three_exponentials(drug, as_published):
    """Absorption, elimination, clearance one after the other: the sum of exponentials of a chain of three."""
    concentration = "mercaptopurine.concentration"
    run = as_published(drug, [concentration], DAYS, given={"mercaptopurine.gut": (0.0, 41.0, 0.0)})
    rates = np.array([31.2, 12.72, 0.219 * 0.82**1.16])
    apart = np.array([np.prod([other - rate for other in rates if other != rate]) for rate in rates])
    made = 0.22 * 41.0 * 31.2 * 0.019 * 9.9216
    expected = made * (np.exp(-np.outer(DAYS, rates)) / apart).sum(axis=1)
    np.testing.assert_allclose(run.course(concentration)[:, 0], expected, rtol=1e-6)


def test_all_of_the_tablet_is_somewhere(drug):
    """What leaves the gut is absorbed or lost; nothing else is done with the tablet."""
    flows = {flow.name.split(".")[1]: flow for flow in drug.flows}
    assert flows["6-MP is absorbed"].into == "mercaptopurine.blood"
    assert not flows["6-MP is lost on its way"].into
    out = [flow for flow in drug.flows if flow.out_of == "mercaptopurine.gut"]
    assert len(out) == 2


def test_a_child_twice_as_large_clears_more_by_the_published_power(drug, as_published):
    given, long = {"mercaptopurine.gut": (0.0, 41.0 * 300.0, 300.0)}, [300.0]
    sizes = [units.canonical(surface, "m^2") for surface in (0.82, 1.64)]
    settled = [
        as_published(drug, ["mercaptopurine.concentration"], long, given=given,
                     values={"mercaptopurine.body_surface": surface}).course("mercaptopurine.concentration")[-1, 0]
        for surface in sizes
    ]  # fmt: skip
    assert settled[0] / settled[1] == pytest.approx(2.0**1.16, rel=1e-6)


def test_the_effect_is_proportional_to_6_tgn(drug, as_published):
    names = ["mercaptopurine.effect", "mercaptopurine.concentration"]
    run = as_published(drug, names, [5.0], given={"mercaptopurine.gut": (0.0, 41.0, 0.0)})
    assert run.at(names[0], 5.0)[0] == pytest.approx(0.21215 * run.at(names[1], 5.0)[0], rel=1e-12)
