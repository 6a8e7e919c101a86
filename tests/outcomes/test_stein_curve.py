"""The fitted curve against curves whose parameters are known."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.streams import normal
from engraft.outcomes import fit_stein_curve

DAYS = np.concatenate([np.arange(0.0, 29.0), np.arange(35.0, 92.0, 7.0), np.arange(119.0, 190.0, 28.0)])
TYPICAL = {"fold": 3900.0, "t_max": 9.3, "c_max": 24000.0, "alpha": 0.16, "slow": 0.0079, "beta": 0.0032}


def stein(days: np.ndarray, *, fold, t_max, c_max, alpha, slow, beta) -> np.ndarray:
    """Write the published curve down once more."""
    since = days[:, None] - np.atleast_1d(t_max)
    up = np.asarray(c_max) / fold * np.exp(np.log(fold) / t_max * days[:, None])
    after = np.maximum(since, 0.0)
    down = np.asarray(c_max) * ((1 - slow) * np.exp(-alpha * after) + slow * np.exp(-beta * after))
    return np.where(since < 0.0, up, down)


def test_the_typical_patient_is_found_again() -> None:
    fitted = fit_stein_curve(DAYS, stein(DAYS, **TYPICAL))
    for name in ("c_max", "t_max", "alpha", "slow", "beta", "fold"):
        assert getattr(fitted, name)[0] == pytest.approx(TYPICAL[name], rel=1e-6)
    # Published: doubling time 0.78 d, first half-life 4.3 d.
    assert fitted.doubling_time[0] == pytest.approx(0.78, abs=0.005)
    assert fitted.decline_half_life[0] == pytest.approx(4.3, abs=0.05)
    assert fitted.residual[0] < 1e-8


def test_patients_who_differ_are_found_again_even_above_a_floor() -> None:
    n = 300
    sd = {"fold": 0.5, "t_max": 0.3, "c_max": 0.65, "alpha": 0.4, "slow": 0.8, "beta": 0.8}
    truth = {name: TYPICAL[name] * np.exp(sd[name] * normal(1, name, np.arange(n))) for name in TYPICAL}
    fitted = fit_stein_curve(DAYS, stein(DAYS, **truth), floor=50.0)
    for name in ("c_max", "t_max", "alpha"):
        off = np.abs(np.log(getattr(fitted, name) / truth[name]))
        assert np.quantile(off, 0.95) < 1e-6, name
        assert np.median(getattr(fitted, name)) == pytest.approx(np.median(truth[name]), rel=1e-3)


def test_nobody_depends_on_who_else_is_fitted() -> None:
    many = stein(DAYS, **TYPICAL | {"t_max": np.array([6.0, 9.0, 14.0])})
    alone = [fit_stein_curve(DAYS, many[:, [k]]).t_max[0] for k in range(3)]
    assert fit_stein_curve(DAYS, many).t_max == pytest.approx(alone, rel=1e-9)


def test_scatter_around_the_curve_is_the_residual() -> None:
    noise = 0.1 * normal(2, "scatter", np.arange(DAYS.size))[:, None]
    fitted = fit_stein_curve(DAYS, stein(DAYS, **TYPICAL) * np.exp(noise))
    assert fitted.residual[0] == pytest.approx(0.1, abs=0.03)
    assert fitted.t_max[0] == pytest.approx(9.3, abs=0.5)


def test_no_growth_no_decline_and_nothing_at_all_have_no_value() -> None:
    falling, rising = 1e4 * np.exp(-0.2 * DAYS), 10.0 * np.exp(0.03 * DAYS)
    gone = np.full(DAYS.size, np.nan)
    low = np.full(DAYS.size, 1.0)
    fitted = fit_stein_curve(DAYS, np.stack([falling, rising, gone, low], axis=1), floor=5.0)
    assert np.isnan(fitted.doubling_time[[0, 2, 3]]).all()
    assert np.isnan(fitted.c_max[2:]).all()
    assert np.isnan(fitted.residual[2:]).all()


def test_days_and_values_must_agree() -> None:
    with pytest.raises(SpecificationError, match="one day per reading"):
        fit_stein_curve(DAYS, np.zeros((3, 1)))
