import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.simulate import Needs, concatenate, simulate
from engraft.therapy import give


@pytest.fixture
def run(pk, drug, people):
    needs = Needs.of(["pk.concentration"], [0.0, 7.0, 28.0])
    return simulate(pk, give(drug, "10 mg"), people([5, 6]), needs=needs, span=(0.0, 28.0), seed=1)


def test_values_are_found_by_name_and_day(run) -> None:
    assert run.at("pk.concentration", 0.0).tolist() == [2.0, 2.0]
    assert run.outputs["pk.concentration"].sel(person=6, time=0.0) == 2.0
    assert run.persons.tolist() == [5, 6]
    assert run.times.tolist() == [0.0, 7.0, 28.0]


def test_unknown_names_and_days_suggest_the_nearest(run) -> None:
    with pytest.raises(SpecificationError, match=r"did you mean 'pk\.concentration'"):
        run.at("pk.concentratoin", 7.0)
    with pytest.raises(SpecificationError, match="nearest: 0, 7, 28"):
        run.at("pk.concentration", 6.0)


def test_nothing_cannot_be_put_together(run) -> None:
    assert concatenate([run]) is run
    with pytest.raises(SpecificationError, match="no block"):
        concatenate([])
    assert np.isfinite(run.course("pk.concentration")).all()
