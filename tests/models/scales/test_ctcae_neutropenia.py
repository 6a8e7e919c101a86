import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.scales.ctcae_neutropenia import CtcaeNeutropenia


@pytest.mark.parametrize(
    ("anc", "grade"),
    [(5e9, 0), (2e9, 0), (1.99e9, 1), (1.5e9, 1), (1.49e9, 2), (1e9, 2), (0.99e9, 3), (0.5e9, 3), (0.49e9, 4), (0, 4)],
)
def test_every_grade_begins_below_its_limit(anc, grade):
    system = CtcaeNeutropenia().system("ctcae")
    values = {p.name: p.value for p in system.parameters} | {"ctcae.anc": anc}
    assert evaluate([system.observable("ctcae.neutropenia").expression], values)[0, 0] == grade
    assert dict(system.observable("ctcae.neutropenia").table)[grade]
