"""Law files: read back, refused when changed, and persons drawn from them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel import streams
from engraft.models import build
from engraft.population import draw
from engraft.population.catalog import get
from engraft.simulate import parameter_values
from engraft.therapy import Regimen
from engraft.trial import check_study, design, run_study
from engraft.trial.design import drawn
from engraft.trial.laws import (
    assigned,
    calibrated,
    check_laws,
    find_laws,
    governed,
    law_hash,
    law_weights,
    parse_laws,
    shipped_laws,
)
from engraft.trial.provenance import provenance
from engraft.trial.reading import apply_overrides
from engraft.trial.run import content as content_of

SYSTEM = build("b_all_spine")
KILL, GROWTH = "b_all.kill", "b_all.growth"


def content(**changes):
    """Write a law file of two laws of two parameters."""
    prior = {"omega": 0.3, "tau": 0.2, "kappa": 0.25, "source": "test"}
    kill = SYSTEM.parameter(KILL)
    laws = [
        {
            "m": [0.5, -0.1],
            "s": [0.2, 0.4],
            "log_likelihood": -1.0,
            "kish": 300.0,
            "max_weight": 0.004,
            "figures": [0.8],
        },
        {
            "m": [-0.5, 0.1],
            "s": [0.4, 0.3],
            "log_likelihood": -2.0,
            "kish": 310.0,
            "max_weight": 0.005,
            "figures": [0.7],
        },
    ]
    made = {
        "engraft_laws": 1, "study": "test", "model": "b_all_spine", "model_hash": "x", "engraft": "0",
        "pool": {"persons": 1000, "solved": 1000, "seed": 1, "center": [0.0], "sd": [1.0], "pilots": []},
        "chain": {"method": "test", "seed": 1, "chains": 4, "steps": 10, "r_hat": 1.0, "ess": 500.0},
        "targets": [{"id": "D01", "endpoint": "remission", "arm": "once", "value": 0.81, "lower": 0.71, "upper": 0.89,
                     "scale": "logit", "se": 0.3, "source": "Maude 2018"}],
        "parameters": [{"name": KILL, "unit": kill.unit, "median": kill.value} | prior,
                       {"name": GROWTH, "unit": SYSTEM.parameter(GROWTH).unit, "median": 0.03} | prior],
        "laws": laws,
    } | changes  # fmt: skip
    return made | {"hash": law_hash(made)}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "test.json"
    path.write_text(json.dumps(content(), indent=2), encoding="utf-8")
    return path


@pytest.fixture
def laws(file):
    return find_laws(str(file))


def test_spaces_and_order_do_not_change_the_hash(laws):
    shuffled = json.dumps(dict(reversed(content().items())), indent=7)
    assert parse_laws(shuffled, "shuffled") == laws


@pytest.mark.parametrize(
    ("old", "new"), [("0.81", "0.82"), ('"D01"', '"D02"'), ("-0.5", "-0.6"), ("sha256:", "sha256:0")]
)
def test_a_changed_file_is_refused_by_name(file, old, new):
    file.write_text(file.read_text().replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SpecificationError, match=r"test.json: the law file was changed .* its hash does not match"):
        find_laws(str(file))


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "not readable JSON"), ("[1]", "not a law file"), ('{"hash": 1}', "not a law file"),
     ('{"engraft_laws": 1, "x": NaN}', "not finite"), ("[" * 100_000, "not readable JSON")],
)  # fmt: skip
def test_what_is_no_law_file_says_so(text, said):
    with pytest.raises(SpecificationError, match=f"^odd: .*{said}"):
        parse_laws(text, "odd")


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"laws": []}, "laws"), ({"more": 1}, "unknown field"), ({"study": ""}, "study"),
     ({"engraft_laws": 2}, "engraft_laws"),
     ({"laws": [content()["laws"][0] | {"m": [0.1]}]}, "law 0 is not of 2 parameters")],
)  # fmt: skip
def test_a_field_that_is_wrong_is_named_though_the_hash_is_right(changes, said):
    with pytest.raises(SpecificationError, match=said):
        parse_laws(json.dumps(content(**changes)), "odd")


def test_an_absent_file_and_a_folder_are_answered(tmp_path):
    for name in ("nothing", str(tmp_path)):
        with pytest.raises(SpecificationError, match="no law file is called"):
            find_laws(name)


def test_a_parameter_the_model_lacks_is_named(laws):
    wrong = content()
    wrong["parameters"][0]["name"] = "b_all.kil"
    wrong["hash"] = law_hash(wrong)
    with pytest.raises(SpecificationError, match=r"'b_all.kil', which is no parameter of the system") as told:
        check_laws(parse_laws(json.dumps(wrong), "odd"), SYSTEM)
    assert "b_all.kill" in told.value.do


def test_a_parameter_in_another_unit_is_named():
    wrong = content()
    wrong["parameters"][0]["unit"] = "day"
    wrong["hash"] = law_hash(wrong)
    with pytest.raises(SpecificationError, match=r"'b_all.kill' in another unit"):
        check_laws(parse_laws(json.dumps(wrong), "odd"), SYSTEM)


def test_everybody_belongs_to_one_law_and_has_its_law(laws):
    n = 4000
    cohort = assigned(laws, SYSTEM, draw(get("eliana_baseline"), n, seed=3), seed=3)
    values = np.log(parameter_values(SYSTEM, Regimen(), cohort, 3)[KILL] / SYSTEM.parameter(KILL).value)
    assert set(cohort.laws.tolist()) == {0, 1}
    assert np.mean(cohort.laws) == pytest.approx(0.5, abs=0.03)
    for k, (m, s) in enumerate([(0.5, 0.2), (-0.5, 0.4)]):
        own = values[cohort.laws == k]
        assert own.mean() == pytest.approx(m, abs=4 * s / np.sqrt(own.size))
        assert own.std() == pytest.approx(s, rel=0.08)


def test_a_person_keeps_the_law_whoever_else_is_there(laws):
    many, few = (assigned(laws, SYSTEM, draw(get("eliana_baseline"), n, seed=3), seed=3) for n in (100, 7))
    assert many.laws[:7].tolist() == few.laws.tolist()
    assert many.subset(many.persons < 7).spreads[KILL].tolist() == few.spreads[KILL].tolist()


def test_what_the_study_sets_otherwise_is_left_alone(laws):
    """The file's prior median of growth is 0.03, the model's value 1/30."""
    assert governed(laws, SYSTEM) == (0,)
    cohort = assigned(laws, SYSTEM, draw(get("eliana_baseline"), 5, seed=3), seed=3)
    assert list(cohort.spreads) == [KILL]


def test_a_calibrated_parameter_says_so(laws):
    entry = calibrated(SYSTEM, laws).parameter(KILL)
    assert entry.source.kind == "calibrated"
    assert laws.hash[:19] in entry.source.text()
    assert entry.spread == pytest.approx(0.3)


def with_laws(study, file):
    return check_study(apply_overrides(study.document, [f"laws={file}"]))


def test_a_study_draws_from_its_laws_and_says_which(small, file, laws):
    plan = design(with_laws(small, file))
    told = provenance(plan, "key", _no_rows(), _no_rows())
    assert told["calibration"]["hash"] == laws.hash
    assert drawn(plan).laws is not None
    assert drawn(design(small)).laws is None
    assert provenance(design(small), "key", _no_rows(), _no_rows())["calibration"] is None


def _no_rows():
    import pandas as pd

    return pd.DataFrame()


def test_a_run_tells_laws_persons_and_what_does_not_fit(small, file):
    made = run_study(with_laws(small, file))
    assert set(made.outcomes["law"]) <= {0, 1}
    pairs = made.outcomes.pivot(index="person", columns="arm", values="law")
    assert (pairs["cells once"] == pairs["cells again"]).all()  # the same persons in every arm
    assert "calibrated" in set(made.sources["kind"])
    assert any("another version of the model" in line for line in made.warnings)
    assert "law" not in run_study(small).outcomes.columns


def test_laws_change_the_key_of_a_run_and_none_is_the_prior(small, file):
    prior = run_study(small)
    assert run_study(with_laws(small, file)).provenance["study_hash"] != prior.provenance["study_hash"]
    bare = run_study(check_study(apply_overrides(small.document, ["laws=none"])))
    assert bare.outcomes.equals(prior.outcomes)


def test_a_fault_in_laws_is_told_with_its_place(changed, tmp_path):
    study = changed("seed: 7", f"laws: {tmp_path}/away.json\nseed: 7")
    with pytest.raises(SpecificationError, match=r"small.yaml:\d+: laws: no law file is called"):
        design(study)


def test_every_law_file_that_comes_with_engraft_is_whole():
    for name, text in shipped_laws().items():
        assert len(parse_laws(text, name).laws) >= 100


def test_the_command_names_the_laws_without_their_folder(small, file):
    told = provenance(design(with_laws(small, file)), "key", _no_rows(), _no_rows())
    assert told["command"].endswith("--laws test.json")


def test_where_the_law_file_lies_does_not_change_the_run(small, file, tmp_path):
    other = tmp_path / "elsewhere.json"
    other.write_bytes(file.read_bytes())
    assert content_of(design(with_laws(small, file))) == content_of(design(with_laws(small, other)))


def test_equal_laws_share_everybody_equally():
    x = streams.normal(1, "x", np.arange(50))[None, :]
    weights = law_weights(x, np.zeros((3, 1)), np.ones((3, 1)))
    assert np.allclose(weights, 1.0 / 50)


def test_persons_of_a_mixture_speak_for_each_of_its_laws():
    m, s = np.array([[-0.5], [0.5]]), np.array([[0.4], [0.6]])
    persons = np.arange(20_000)
    law = persons % 2
    x = m[law, 0] + s[law, 0] * streams.normal(4, "x", persons)
    weights = law_weights(x[None, :], m, s)
    for k in range(2):
        mean = (weights[k] * x).sum()
        assert mean == pytest.approx(m[k, 0], abs=0.02)
        assert np.sqrt((weights[k] * (x - mean) ** 2).sum()) == pytest.approx(s[k, 0], abs=0.02)
