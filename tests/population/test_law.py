"""Laws of covariates against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engraft.errors import SpecificationError
from engraft.kernel.streams import uniform
from engraft.population.law import (
    Bernoulli,
    Categorical,
    Fixed,
    Law,
    Listed,
    LogNormal,
    Normal,
    PiecewiseLogUniform,
    PiecewiseUniform,
)

U = np.linspace(0.001, 0.999, 999)
AGES = ((0.0, 3.0), (0.5, 11.0), (1.0, 23.0))
LAWS = [
    Fixed(4.0),
    Normal(1.0, 2.0),
    LogNormal(3.0, 0.5),
    PiecewiseUniform(AGES),
    PiecewiseLogUniform(AGES),
    Bernoulli(0.3),
    Categorical((0.2, 0.5, 0.3)),
    Listed((3.0, 1.0, 2.0)),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
def test_a_quantile_never_falls(law):
    assert isinstance(law, Law)
    values = law.quantile(U)
    assert values.shape == U.shape
    assert values.dtype == np.float64
    assert np.all(np.diff(values) >= 0.0)


@pytest.mark.parametrize("kind", [PiecewiseUniform, PiecewiseLogUniform])
def test_published_quantiles_are_met(kind):
    law = kind(AGES)
    np.testing.assert_allclose(law.quantile(np.array([0.0, 0.5, 1.0])), [3.0, 11.0, 23.0], rtol=1e-15)


def test_log_uniform_halves_are_geometric_means():
    law = PiecewiseLogUniform(AGES)
    np.testing.assert_allclose(law.quantile(np.array([0.25, 0.75])), np.sqrt([33.0, 253.0]), rtol=1e-14)


def test_normal_laws_agree_with_scipy():
    np.testing.assert_allclose(Normal(1.0, 2.0).quantile(U), stats.norm(1, 2).ppf(U), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(LogNormal(3.0, 0.5).quantile(U), stats.lognorm(0.5, scale=3).ppf(U), rtol=1e-12)


def test_classes_come_as_often_as_they_should():
    u = uniform(1, "class", np.arange(10_000))
    yes = int(Bernoulli(0.3).quantile(u).sum())
    assert stats.binomtest(yes, 10_000, 0.3).pvalue > 0.01
    seen = np.bincount(Categorical((0.2, 0.5, 0.3)).quantile(u).astype(int))
    assert stats.chisquare(seen, [2000, 5000, 3000]).pvalue > 0.01
    assert Bernoulli(0.0).quantile(U).sum() == 0
    assert Bernoulli(1.0).quantile(U).sum() == U.size


@pytest.mark.parametrize(
    "make",
    [
        lambda: Fixed(float("nan")),
        lambda: Fixed("4"),
        lambda: Normal(0.0, 0.0),
        lambda: Normal(float("inf"), 1.0),
        lambda: LogNormal(-1.0, 0.5),
        lambda: LogNormal(1.0, -0.5),
        lambda: Bernoulli(1.2),
        lambda: Categorical((0.5, 0.6)),
        lambda: Listed(()),
        lambda: Listed((1.0, float("nan"))),
        lambda: Categorical(()),
        lambda: PiecewiseUniform(((0.0, 3.0),)),
        lambda: PiecewiseUniform(((0.0, 3.0), (0.5, 2.0), (1.0, 4.0))),
        lambda: PiecewiseUniform(((0.1, 3.0), (1.0, 4.0))),
        lambda: PiecewiseUniform(((0.0, 3.0), (1.0, float("nan")))),
        lambda: PiecewiseLogUniform(((0.0, 0.0), (1.0, 4.0))),
    ],
)
def test_what_is_no_law_is_refused(make):
    with pytest.raises(SpecificationError) as caught:
        make()
    assert 1 <= len(str(caught.value).splitlines()) <= 3


def test_a_list_is_gone_through_in_its_order_and_then_again():
    law = Listed((3.0, 1.0, 2.0))
    assert law.of(np.arange(5)).tolist() == [3.0, 1.0, 2.0, 3.0, 1.0]
    assert law.quantile(np.array([0.1, 0.5, 0.9])).tolist() == [1.0, 2.0, 3.0]
