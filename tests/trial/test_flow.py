"""The flow counts everybody once: from enrolment where somebody was not infused."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from engraft.kernel.status import Status
from engraft.outcomes import endpoint
from engraft.trial.flow import flow


def judged(infused, ends, lots):
    """Judge six persons: four would be in remission, one relapses, one has further therapy."""
    status = np.array([Status.SOLVED] * 5 + [Status.STEP_LIMIT])
    ends = np.array(ends, dtype=float)
    lots = {name: np.array(flags, dtype=float) for name, flags in lots.items()}
    run = SimpleNamespace(persons=np.arange(6), status=status, failed=1, end_time=ends, lots=lots)
    verdicts = pd.DataFrame(
        {
            "remission": pd.array([True, True, True, True, False, None], dtype="boolean"),
            "relapse_cause": ["relapse", "further therapy", "censored", "death", None, None],
            "intention_to_treat_infused": pd.array([*infused, None], dtype="boolean"),
        }
    )
    return "A", run, verdicts


def stages(names, infused=(True,) * 5, ends=(100.0,) * 6, lots=()):
    plan = SimpleNamespace(endpoints=tuple(endpoint(name) for name in names), arms=())
    table = flow(plan, [judged(infused, ends, dict(lots))])
    return dict(zip(table["stage"], table["n"], strict=True))


def test_where_all_are_infused_the_flow_starts_with_the_draw():
    assert stages(("remission", "relapse", "intention_to_treat")) == {
        "drawn and treated": 6, "integration failed": 1, "followed": 5, "in remission": 4, "not in remission": 1,
        "relapsed": 1, "died in remission": 1, "further therapy": 1, "still in remission": 1,
    }  # fmt: skip


def test_who_is_not_infused_leaves_before_the_verdict():
    found = stages(
        ("remission", "relapse", "intention_to_treat"),
        infused=(True, True, False, True, True),
        ends=(100.0, 100.0, 100.0, -3.0, 100.0, 100.0),
    )
    assert found == {
        "enrolled": 6, "integration failed": 1, "followed": 5, "not alive on day 0": 1, "alive on day 0": 4,
        "not infused": 1, "infused": 3, "in remission": 2, "not in remission": 1, "relapsed": 1, "further therapy": 1,
        "still in remission": 0,
    }  # fmt: skip
    assert found["enrolled"] == found["integration failed"] + 1 + 1 + found["infused"]
    assert found["in remission"] == found["relapsed"] + found["further therapy"] + found["still in remission"]


def test_without_the_endpoint_only_death_keeps_anybody_from_infusion():
    found = stages(("remission",), infused=(False,) * 5, ends=(-1.0, 100.0, 100.0, 100.0, 100.0, 100.0))
    assert "not infused" not in found
    assert found["alive on day 0"] == 4


def test_lots_that_are_not_released_keep_persons_from_infusion():
    """A person counts once, and who could not be solved never; who dies before day 0 is not lost for want of a lot."""
    lots = {
        "own/released [yes] lot released": [1, 1, 0, 0, 1, 1],
        "own/release.by_exception [yes] released by exception": [0, 1, 0, 0, 0, 1],
        "own/rejected.lost [yes] rejected: lost": [0, 0, 0, 1, 0, 0],
    }
    assert stages(("remission",), lots=lots) == {
        "enrolled": 6, "integration failed": 1, "followed": 5, "lot not released": 2, "lot released": 3, "infused": 3,
        "in remission": 2, "not in remission": 1,
    }  # fmt: skip


def test_who_has_a_lot_may_still_not_be_infused():
    lots = {"own/released [yes] lot released": [1, 1, 1, 1, 0, 1]}
    found = stages(("remission", "intention_to_treat"), infused=(True, True, False, True, False), lots=lots)
    counted = {name: found[name] for name in ("lot not released", "lot released", "not infused", "infused")}
    assert counted == {"lot not released": 1, "lot released": 4, "not infused": 1, "infused": 3}


def test_lots_of_several_names_are_counted_apart():
    lots = {f"{name}/released [yes] lot released": [1, 1, 1, 1, name == "b", 1] for name in "ab"}
    found = stages(("remission",), lots=lots)
    assert (found["lot released (a)"], found["lot released (b)"]) == (4, 5)
    assert not [name for name in found if name.startswith("lot not")]  # who lacks one of two lots does not leave


def test_nobody_leaves_twice_and_who_got_other_cells_stays():
    """One is infused after all with cells of no lot: then the lot keeps nobody from infusion, and is no exit."""
    lots = {
        "own/released [yes] lot released": [1, 1, 0, 0, 0, 1],
        "infused [yes] given any cells": [1, 1, 1, 0, 0, 1],
    }
    found = stages(("remission",), lots=lots)
    counted = {name: found.get(name) for name in ("lot not released", "lot released", "not infused", "infused")}
    assert counted == {"lot not released": None, "lot released": 2, "not infused": 2, "infused": 3}
    assert found["not infused"] + found["infused"] == found["followed"]
