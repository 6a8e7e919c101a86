import numpy as np

from engraft import models
from engraft.therapy import azacitidine_nivolumab, flag_ida, immune_event_care
from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn


def test_azacitidine_comes_on_seven_days_of_twenty_eight_and_nivolumab_by_a_rule():
    plan = azacitidine_nivolumab(0.0, cycles=2)
    assert [one.product.name for one in plan.events] == ["azacitidine"]
    assert list(plan.events[0].days) == [*range(7), *range(28, 35)]
    antibody = next(one for one in plan.rules if one.name == "nivolumab")
    assert (antibody.every_at_least, str(antibody.actions[0].dose)) == (14.0, "3 mg/kg")
    assert "time < 56 [day]" in antibody.when


def test_steroids_come_twice_a_day_for_severe_events_and_once_for_moderate_ones():
    severe, moderate = immune_event_care().rules
    assert ">= 3" in severe.when
    assert (len(severe.actions[0].days), severe.actions[0].days[1]) == (28, 0.5)
    assert (len(moderate.actions[0].days), moderate.actions[0].days[1]) == (7, 1.0)


def test_every_drug_enters_the_model_of_aml():
    states = {state.name for state in models.build("aml").states}
    plan = azacitidine_nivolumab() + flag_ida()
    assert {one.product.target for one in plan.events} <= states
    assert {action.product.target for rule in plan.rules for action in rule.actions} <= states


def test_flag_ida_is_five_days_and_idarubicin_three():
    days = {one.product.name: (str(one.dose), len(one.days)) for one in flag_ida(2.0).events}
    assert days == {"fludarabine": ("30 mg/m^2", 5), "cytarabine": ("2000 mg/m^2", 5), "idarubicin": ("10 mg/m^2", 3)}
    assert min(day for one in flag_ida(2.0).events for day in one.days) == 2.0


def test_after_a_severe_event_steroids_are_given_and_nivolumab_never_again():
    """Everybody's colon is made prone: grade 3 comes within weeks, and with it the end of nivolumab."""
    document = apply_overrides(load_study("aml-aza-nivo").document, ["population.n=6", "seed=5", "laws=none"])
    own = {"value": "40 1", "assumed": {"why": "made prone for a test", "low": 0.1, "high": 100.0}, "spread": 0.0}
    document.data["parameters"] = {"irae.colon_own": own}
    plan = design(check_study(document))
    run = simulate_block(plan.arms[0].run, drawn(plan))
    first = run.rules["severe_immune_event"][0]
    struck = np.flatnonzero(np.isfinite(first))
    assert struck.size
    for who in struck:
        given = run.rules["nivolumab"][:, who]
        assert given[0] == 0.0
        assert not (given > first[who]).any()
