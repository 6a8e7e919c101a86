"""Cells that kill each other for an antigen: closed forms, another program, and what editing first spares."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.special import lambertw

from engraft.manufacturing.edited import Edited
from engraft.manufacturing.fratricide import Killing, survivors

ONE = np.ones(1)


def law(delivered=0.97, **among):
    return Edited(delivered * ONE, {name: share * ONE for name, share in among.items()})


def killing(lead=50.0, rate=1.15, gone=1.0, **receptors):
    return Killing(rate * ONE, {name: share * ONE for name, share in receptors.items()}, lead * ONE, gone * ONE)


def test_few_killers_of_many_kill_as_lambert_says():
    """Of cells that all keep their antigen, killers c S and targets S: each dies at gamma c/(1 + c), for ever."""
    rate = 1.15 * 0.4 / 1.4
    _, left = survivors(law(0.0, CD7=0.0), killing(CD7=0.4), 5.0 * ONE)
    assert left[0] == pytest.approx(np.exp(-rate * 5.0), rel=1e-6)


def test_a_pool_of_targets_falls_as_lambert_says():
    """Few targets among many killers, who stay as they were: A + N ln A falls by gamma N t (Lambert's W)."""
    start, carriers, days = 1e-4, 0.5, 3.0
    after, _ = survivors(law(1.0, CD7=1.0 - start), killing(CD7=carriers), days * ONE)
    target = start * (1.0 - after.among["CD7"][0]) / start
    expected = carriers * lambertw(start / carriers * np.exp(start / carriers - 1.15 * days)).real
    assert target == pytest.approx(expected, rel=1e-3)


def test_another_program_finds_the_same_survivors_of_two_antigens():
    """All eight kinds of cells, written out, with an antigen that goes after editing."""
    d, q, c, lead, half = 0.95, (0.8, 0.7), (0.25, 0.2), 0.5, 1.3
    kinds = [(r, a, b) for r in (1, 0) for a in (0, 1) for b in (0, 1) if r or not (a or b)]
    start = [
        (d if r else 1 - d) * np.prod([(s if on else 1 - s) if r else 1.0 for s, on in zip(q, (a, b), strict=True)])
        for r, a, b in kinds
    ]

    def change(t, y):
        still = 2.0 ** (-(t + lead) / half)
        shows = np.array([[still if on else 1.0 for on in (a, b)] for _, a, b in kinds])
        targets, killers = y @ shows, np.array(c) * y.sum()
        return -y * (shows @ (1.15 * killers / (targets + killers)))

    end = solve_ivp(change, (0.0, 6.0), start, rtol=1e-10, atol=1e-14).y[:, -1]
    after, left = survivors(law(d, A=q[0], B=q[1]), killing(lead, gone=half, A=c[0], B=c[1]), 6.0 * ONE)
    assert left[0] == pytest.approx(end.sum(), rel=1e-5)
    both = sum(y for y, (_, a, b) in zip(end, kinds, strict=True) if a and b)
    assert after.together(("A", "B"))[0] == pytest.approx(both / end.sum(), rel=1e-5)


def test_edit_first_and_more_is_left():
    """The longer before the receptor the gene was edited, the more of the edited are spared."""
    left = [survivors(law(CD7=0.85), killing(lead, CD7=0.5), 7.0 * ONE)[1][0] for lead in (-2.0, 0.0, 2.0, 6.0)]
    assert left == sorted(left)
    assert left[-1] > 2.0 * left[0]


def test_without_receptors_or_days_nothing_happens():
    before = law(CD7=0.85)
    for days, receptors in ((0.0, 0.5), (-3.0, 0.5), (5.0, 0.0)):
        after, left = survivors(before, killing(CD7=receptors), days * ONE)
        assert left[0] == pytest.approx(1.0, abs=1e-12)
        assert after.among["CD7"][0] == pytest.approx(0.85)
