import numpy as np
import pytest

from engraft import models
from engraft.language import Assumed, Parameter, join
from engraft.models.drugs.two_compartment_antibody import TwoCompartmentAntibody
from engraft.models.library.ahamadi2017_pembrolizumab import Ahamadi2017
from engraft.models.library.frey2010_tocilizumab import Frey2010

DAYS = np.array([0.01, 0.5, 1.0, 3.0, 7.0, 14.0, 28.0, 60.0])


def biexponential(dose, *, clearance, volume, exchange, tissue, days):
    """Concentration after a bolus in two compartments, in closed form."""
    k10, k12, k21 = clearance / volume, exchange / volume, exchange / tissue
    total, product = k10 + k12 + k21, k10 * k21
    fast = (total + np.sqrt(total**2 - 4 * product)) / 2
    slow = product / fast
    early = (fast - k21) / (fast - slow) * np.exp(-fast * days)
    late = (k21 - slow) / (fast - slow) * np.exp(-slow * days)
    return dose / volume * (early + late)


def test_a_bolus_of_pembrolizumab_follows_two_exponentials(as_published):
    system = models.build("ahamadi2017")
    run = as_published(system, ["pembrolizumab.concentration"], DAYS, given={"pembrolizumab.central": (0.0, 200.0, 0)})
    expected = biexponential(200.0, clearance=0.22, volume=3.48, exchange=0.795, tissue=4.06, days=DAYS)
    np.testing.assert_allclose(run.course("pembrolizumab.concentration")[:, 0], expected, rtol=1e-6)


def test_the_terminal_half_life_of_pembrolizumab_is_about_25_days():
    k10, k12, k21 = 0.22 / 3.48, 0.795 / 3.48, 0.795 / 4.06
    total = k10 + k12 + k21
    slow = (total - np.sqrt(total**2 - 4 * k10 * k21)) / 2
    assert np.log(2) / slow == pytest.approx(26.0, abs=2.0)  # label: 22 to 26 days


def test_two_antibodies_of_one_recipe_share_no_symbol():
    both = join(Frey2010().system("toci"), Ahamadi2017().system("pembro"), name="both")
    assert both.parameter("toci.clearance").value == 0.3
    assert both.parameter("pembro.clearance").value == 0.22
    assert len({s.name for s in both.states}) == 4


def test_an_antibody_of_your_own_needs_only_its_numbers():
    own = TwoCompartmentAntibody(clearance=Parameter(0.4, "L/day", source=Assumed("for this test", 0.1, 1.0)))
    assert own.system("mine").parameter("mine.clearance").value == 0.4
