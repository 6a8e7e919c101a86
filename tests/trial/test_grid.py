"""A grid is read from the command line, and every fault is told before anything runs."""

from __future__ import annotations

import pytest

from engraft.errors import SpecificationError
from engraft.trial import check_study, parse_document
from engraft.trial.grid import grid, split
from engraft.trial.reading import apply_overrides

DOSE = "arms.0.regimen.1.dose"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("1, 2,3", ["1", "2", "3"]),
        ("[0, 20],[0, 30]", ["[0, 20]", "[0, 30]"]),
        ("{a: 1, b: [2, 3]},{}", ["{a: 1, b: [2, 3]}", "{}"]),
        ("'a, b',\"c, [\"", ["'a, b'", '"c, ["']),
        ("Patient's first, second", ["Patient's first", "second"]),
        ('["a, ]", 1],2', ['["a, ]", 1]', "2"]),
        ("1,,2", ["1", "", "2"]),
        ("", [""]),
    ],
)
def test_a_list_is_split_at_its_own_commas(text, pieces):
    assert split(text) == pieces


def test_the_grid_is_every_combination_and_the_last_list_runs_fastest(small):
    axes, points = grid(small, [f"{DOSE}=1e6 cell/kg,3e6 cell/kg", "start=-7 d,-8 d,-9 d"], most=6)
    assert [axis.numbers for axis in axes] == [(1e6, 3e6), (-7.0, -8.0, -9.0)]
    assert [axis.unit for axis in axes] == ["cell/kg", "d"]
    assert [point.values for point in points[:4]] == [
        ("1e6 cell/kg", "-7 d"), ("1e6 cell/kg", "-8 d"), ("1e6 cell/kg", "-9 d"), ("3e6 cell/kg", "-7 d"),
    ]  # fmt: skip
    assert [point.number for point in points] == [0, 1, 2, 3, 4, 5]
    assert [point.plan.study.file.start for point in points] == [-7.0, -8.0, -9.0] * 2


@pytest.mark.parametrize(
    ("over", "shown", "numbers"),
    [
        ("arms.0.regimen.0.day=-6,-5", ("-6", "-5"), (-6.0, -5.0)),
        (
            "arms.0.regimen.0={template: flu_cy, day: -6},{template: flu_cy, day: -5}",
            ("{template: flu_cy, day: -6}", "{template: flu_cy, day: -5}"),
            (),
        ),
        (f"{DOSE}=1e6 cell/kg,'car_t_dose [cell/kg]'", ("1e6 cell/kg", "car_t_dose [cell/kg]"), ()),
        (
            f"{DOSE}='1e6 cell/kg, at most 1e8 cell','3e6 cell/kg, at most 1e8 cell'",
            ("1e6 cell/kg, at most 1e8 cell", "3e6 cell/kg, at most 1e8 cell"),
            (1e6, 3e6),
        ),
        (
            "population.sets.body.weight.formula=weight,'min(weight, 40 [kg])'",
            ("weight", "min(weight, 40 [kg])"),
            (),
        ),
        ("parameters.b_all.growth.value=0.02 1/day,0.03 1/day", ("0.02 1/day", "0.03 1/day"), (0.02, 0.03)),
        (
            "parameters.b_all.kill={value: 1e-11 1/cell/day, assumed: {why: a, low: 0, high: 1}},"
            "{value: 2e-11 1/cell/day, assumed: {why: a, low: 0, high: 1}}",
            ("1e-11 1/cell/day", "2e-11 1/cell/day"),
            (1e-11, 2e-11),
        ),
        ("arms.0.label=one,two", ("one", "two"), ()),
    ],
)
def test_whatever_can_be_set_can_be_swept(small, over, shown, numbers):
    (axis,), points = grid(small, [over], most=10)
    assert axis.numbers == pytest.approx(numbers, rel=1e-15)
    assert axis.shown == shown
    assert len(points) == 2
    assert points[0].plan.study.document.data != points[1].plan.study.document.data


def test_values_that_look_alike_stay_apart(small):
    kill = "{value: 3e-11 1/cell/day, assumed: {why: %s, low: 0, high: 1}}"
    long = f"{'x' * 310}a,{'x' * 310}b"
    with pytest.raises(SpecificationError, match="a value stands twice"):  # the same number: nothing to compare
        grid(small, [f"parameters.b_all.kill={kill % 'a'},{kill % 'b'}"], most=2)
    (axis,), _ = grid(small, [f"arms.0.label={long}"], most=2)
    assert len(set(axis.shown)) == 2


FAULTS = [
    (["rtol"], "not a list of values", "path=a,b,c"),
    (["=1,2"], "not a list of values", "path=a,b,c"),
    ([f"{DOSE}=1e6 cell/kg"], "one value is no sweep", f"--set {DOSE}=1e6 cell/kg"),
    (["rtol=1e-6,,1e-5"], "a value is empty", ""),
    (["rtol=1e-6,1e-5,0.000001"], "a value stands twice", "'0.000001', which is '1e-6'"),
    ([f"{DOSE}=1e6 cell/kg, 1000000 cell/kg"], "a value stands twice", "leave one"),
    ([f"{DOSE}=1e6 cell/kg,1e8 cell"], "several units", "'cell/kg' and 'cell'"),
    (["arms.0.regimen.0.day=-6,5 d"], "several units", "a plain number and 'd'"),
    (["arms.0.regimen.1.dosis=1,2"], "no field 'dosis' here", "'dose'"),
    (["arms.7.label=a,b"], "no such item", "'7' for a list of 2"),
    ([f"{DOSE}=1e6 cell/kg,-1 cell/kg"], f"--over {DOSE}=-1 cell/kg: ", "zero or more"),
    (["rtol=1e-6,1"], "--over rtol=1: ", ""),
    (["model=b_all_spine,b_al_spine"], "--over model=b_al_spine: ", "'b_all_spine'"),
    (["follow_up=20 d,120 d"], "--over follow_up=20 d: small.yaml:28: ", "-7 to 20"),
    (["population.n=5,6"], "the same persons at every point", "--patients"),
    (["seed=1,2"], "the same persons at every point", "--seed"),
    (["population={law: eliana_baseline, n: 5},{law: eliana_baseline, n: 6}"], "the same persons", "--patients"),
    (["rtol=1e-6,1e-5", "rtol=1e-4,1e-3"], "--over rtol varies the same field", "keep one"),
    (["arms.0.label=a,b", "arms.0={},[]"], "varies the same field", "keep one"),
    (["rtol=1e-6,1e-5,1e-4", "start=-7 d,-8 d,-9 d"], "too many points: 3 x 3 = 9", "--max-points 9"),
    (["title=!!python/x y,z"], "a tag", ""),
    ([], "something to vary", "--over path=a,b,c"),
]  # fmt: skip


@pytest.mark.parametrize(("over", "what", "hint"), FAULTS, ids=[str(over)[:40] for over, *_ in FAULTS])
def test_a_fault_is_told_in_three_lines(small, over, what, hint):
    with pytest.raises(SpecificationError) as error:
        grid(small, over, most=8)
    assert what in str(error.value)
    assert hint in str(error.value)
    assert len(str(error.value).splitlines()) <= 3


def test_what_is_set_is_not_swept_as_well(text):
    study = check_study(apply_overrides(parse_document(text, "small.yaml"), ["arms.0.label=A"]))
    with pytest.raises(SpecificationError, match=r"'arms\.0\.label=A' sets the same field"):
        grid(study, ["arms.0.label=b,c"], most=8)
    axes, _ = grid(study, ["arms.1.label=b,c"], most=8)
    assert axes[0].asked == "--over arms.1.label=b,c"
