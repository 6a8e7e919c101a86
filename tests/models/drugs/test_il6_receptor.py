import pytest

from engraft import units
from engraft.kernel.evaluate import evaluate
from engraft.models.drugs.il6_receptor import Il6Receptor


def blocked(concentration: float) -> float:
    """Share of receptors blocked at so many mg/L."""
    system = Il6Receptor().system("receptor")
    values = {p.name: p.value for p in system.parameters} | {"receptor.concentration": concentration}
    return float(evaluate([system.observable("receptor.blocked").expression], values)[0, 0])


def test_half_is_blocked_at_the_dissociation_constant():
    """2.54 nmol/L times 148 kDa are 0.376 mg/L."""
    half = units.canonical(2.54, "nmol/L") * units.canonical(148.0, "mg/umol")
    assert half == pytest.approx(units.canonical(0.37592, "mg/L"))
    assert blocked(half) == pytest.approx(0.5)


def test_receptors_are_saturated_while_tocilizumab_is_there_and_free_without():
    assert blocked(0.0) == 0.0
    assert blocked(units.canonical(100.0, "mg/L")) > 0.99  # about a peak after 8 mg/kg
    assert blocked(units.canonical(1.0, "mg/L")) == pytest.approx(1.0 / 1.37592)
