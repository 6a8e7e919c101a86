"""The patient flow: how many persons came how far, from enrolment or the draw to their fate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.kernel.status import Status
from engraft.outcomes.intention_to_treat import IntentionToTreat
from engraft.outcomes.lot import RELEASED, infused
from engraft.outcomes.marrow import THERAPY
from engraft.outcomes.remission import Relapse, Remission
from engraft.outcomes.tumor import ProgressionFreeSurvival
from engraft.simulate import Trajectories
from engraft.simulate.supply import untold

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.design import Design

Flags = NDArray[np.bool_]
Judged = tuple[str, Trajectories, "pd.DataFrame"]
Stages = list[tuple[str, int]]


def flow(plan: Design, arms: Sequence[Judged]) -> pd.DataFrame:
    """Count persons from enrolment, or the draw where all are infused, to their fate; per arm in this order."""
    import pandas as pd

    failed = any(run.failed for _, run, _ in arms)
    waits = [waiting(plan, run, verdicts) for _, run, verdicts in arms]
    dead, refused = (any(part.any() for part in parts) for parts in zip(*waits, strict=True))
    others = any((without & ~died & _had(run)).any() for (_, run, _), (died, without) in zip(arms, waits, strict=True))
    rows = []
    for (label, run, verdicts), (died, without) in zip(arms, waits, strict=True):
        left = run.persons.size - run.failed
        stages: Stages = [("enrolled" if dead or refused else "drawn and treated", run.persons.size)]
        stages += [("integration failed", run.failed), ("followed", left)] * failed
        stages += _made(run)
        stages += [("not alive on day 0", int(died.sum())), ("alive on day 0", left - int(died.sum()))] * dead
        waited = int((without & ~died & _had(run)).sum())
        stages += [("not infused", waited)] * others
        stages += [("infused", left - int((died | without).sum()))] * refused
        kept = verdicts[~(died | without)]
        stages += [pair for one in plan.endpoints if _told(plan, label, one) for pair in _stages(one, kept)]
        rows += [(label, stage, int(n)) for stage, n in stages]
    return pd.DataFrame(rows, columns=["arm", "stage", "n"])


def waiting(plan: Design, run: Trajectories, verdicts: pd.DataFrame) -> tuple[Flags, Flags]:
    """Tell who died before day 0, and who was not infused for another reason."""
    solved = np.asarray(run.status == Status.SOLVED)
    died = solved & np.asarray(run.end_time < 0.0)
    for one in plan.endpoints:
        if isinstance(one, IntentionToTreat):
            given = verdicts[f"{one.name}_infused"].fillna(value=True).to_numpy(bool)
            return died, solved & ~given
    return died, solved & ~infused(run)


def _had(run: Trajectories) -> Flags:
    """Tell of whom no box has said yet that they get no cells: who has the lot where boxes part by it, else all."""
    held = [flags for flags in _lots(run).values() if _parts(run)]
    return held[0] if held else np.ones(run.persons.size, dtype=bool)


def _parts(run: Trajectories) -> bool:
    """Tell whether an arm parts by its lot: it gives one, and no cells to those whose lot was not released."""
    lots = list(_lots(run).values())
    return len(lots) == 1 and not bool((infused(run) & ~lots[0]).any())


def _lots(run: Trajectories) -> dict[str, Flags]:
    """Tell of every lot of an arm whose was released."""
    named = {untold(key)[0].partition("/"): values > 0.5 for key, values in run.lots.items()}
    return {name: flags for (name, _, what), flags in named.items() if what == RELEASED}


def _made(run: Trajectories) -> Stages:
    """Count the lots that were released, and first those that were not, where their persons leave for want of them.

    Why they were not released is what the endpoint ``lot`` tells.
    """
    solved, lots = np.asarray(run.status == Status.SOLVED), _lots(run)
    own = {name: f" ({name})" if len(lots) > 1 else "" for name in lots}
    counted = [(own[name], int((flags & solved).sum()), int((~flags & solved).sum())) for name, flags in lots.items()]
    return [
        pair
        for name, held, lost in counted
        for pair in ((f"lot not released{name}", lost), (f"lot released{name}", held))[0 if _parts(run) else 1 :]
    ]


def _told(plan: Design, label: str, endpoint: object) -> bool:
    """Tell whether what became of an arm may be said: not of one that goes outside of what was studied."""
    hidden = any(arm.label == label and arm.name in plan.extrapolated for arm in plan.arms)
    return not (hidden and isinstance(endpoint, (Relapse, ProgressionFreeSurvival)))


def _stages(endpoint: object, verdicts: pd.DataFrame) -> Stages:
    """Count the stages that an endpoint knows of."""
    if isinstance(endpoint, Remission):
        judged = verdicts[endpoint.name].dropna().to_numpy(bool)
        return [("in remission", int(judged.sum())), ("not in remission", int((~judged).sum()))]
    if isinstance(endpoint, Relapse):
        cause = verdicts[f"{endpoint.name}_cause"]
        fates = {
            "relapsed": "relapse",
            "died in remission": "death",
            THERAPY: THERAPY,
            "still in remission": "censored",
        }
        counted = [(stage, int((cause == word).sum())) for stage, word in fates.items()]
        return [pair for pair in counted if pair[1] or pair[0] not in ("died in remission", THERAPY)]
    if isinstance(endpoint, ProgressionFreeSurvival):
        event = verdicts[f"{endpoint.name}_event"].dropna().to_numpy(bool)
        return [("progression, relapse or death", int(event.sum())), ("still free of progression", int((~event).sum()))]
    return []
