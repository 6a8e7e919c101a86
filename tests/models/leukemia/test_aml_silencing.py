"""A leukemia of one driver: from a dose of siRNA, or of an editor, to what becomes of the clone."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engraft import models
from engraft.language import join
from engraft.models.leukemia.aml_silencing import WIRES, recipes

DOSE = 0.3 * 75.0
COURSE = ["silencing.mrna_left", "silencing.protein_left", "leukemia.dependent", "leukemia.net_growth"]


@pytest.fixture(scope="module")
def system():
    whole = models.build("aml_silencing")
    states = tuple(replace(state, clone=False) for state in whole.states)
    return replace(whole, states=states, hazards=())


def test_one_dose_leaves_a_fifth_of_the_message_by_the_rule_that_set_delivery(system, as_published):
    days = np.arange(0.0, 8.0, 0.05)
    run = as_published(system, COURSE, days, given={"sirna.plasma": (0.0, DOSE, 0.0)}, rtol=1e-7)
    message, protein = (run.course(name)[:, 0] for name in COURSE[:2])
    assert message.min() == pytest.approx(0.20, abs=0.005)
    assert protein.min() > message.min()
    assert protein.argmin() > message.argmin()
    assert (days[message < 0.5].max(), days[protein < 0.5].max()) < (7.0, 7.0)


def test_a_clone_that_divides_faster_forgets_sooner(system, as_published):
    """Growth is half of turnover either way; the same siRNA, twice and a half as much dilution."""
    days, back = np.arange(0.0, 15.0, 0.05), []
    for turnover in (0.1, 0.5):
        values = {"leukemia.turnover": turnover, "silencing.marrow_share": 0.2}
        run = as_published(system, COURSE, days, values=values, given={"sirna.plasma": (0.0, DOSE, 0.0)}, rtol=1e-7)
        message = run.course(COURSE[0])[:, 0]
        back.append(days[message < 0.5].max())
    assert back[1] < 0.9 * back[0]


def test_without_any_dose_the_clone_grows_at_its_own_rate(system, as_published):
    days = np.array([0.0, 5.0, 10.0])
    run = as_published(system, COURSE, days, values={"leukemia.burden": 1e-1, "leukemia.capacity": 1e8}, rtol=1e-8)
    cells = run.course("leukemia.dependent")[:, 0]
    np.testing.assert_allclose(cells / cells[0], 2.0 ** (days / 14.0), rtol=1e-4)
    np.testing.assert_allclose(run.course("silencing.mrna_left")[:, 0], 1.0, rtol=1e-7)


def test_an_editor_turns_a_share_of_the_clone_into_a_slower_branch(system, as_published):
    """0.8 x 0.5 by one dose, less what both branches did by day 10, when the window has closed."""
    of = ["leukemia.dependent", "leukemia.edited", "leukemia.edited_share"]
    values = {"leukemia.burden": 1e-1, "leukemia.capacity": 1e5}
    run = as_published(system, of, [10.0, 20.0, 30.0], values=values, given={"editor.active": (0.0, 75.0, 0.0)})
    growth = {name: math.log(run.at(name, 30.0)[0] / run.at(name, 20.0)[0]) / 10.0 for name in of[:2]}
    assert growth["leukemia.dependent"] == pytest.approx(math.log(2.0) / 14.0, rel=1e-3)
    assert growth["leukemia.edited"] == pytest.approx((math.log(2.0) / 14.0 + 0.1) * 0.2 - 0.1, abs=1e-3)
    assert 0.15 < run.at("leukemia.edited_share", 10.0)[0] < 0.4


def test_the_chain_from_a_dose_to_the_clone_is_wired(system):
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    for cut in ("silencing.uptake", "leukemia.protein", "leukemia.editing", "death.blast_fraction"):
        rest = {port: target for port, target in WIRES.items() if port != cut}
        assert [port.name for port in join(*parts, wire=rest, leave_open=(cut,), name="cut").ports] == [cut]
