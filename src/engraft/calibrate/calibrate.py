"""Calibrate a study: draw and simulate the pool once, fit the law of the population, write the laws down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engraft.calibrate.findings import findings
from engraft.calibrate.judged import BLOCK, Bench, Progress
from engraft.calibrate.pool import SimulatedPool, pool
from engraft.calibrate.posterior import (
    AGREED,
    CHAINS,
    ENOUGH,
    Posterior,
    Question,
    posterior,
    supported_share,
    thinned,
)
from engraft.calibrate.prior import priors
from engraft.calibrate.proposal import NEAR, Ask, Proposal, sought
from engraft.calibrate.sobol import ranking
from engraft.calibrate.targets import aimed_at, targets, units_of
from engraft.calibrate.weights import Importance
from engraft.calibrate.words import markdown
from engraft.errors import SpecificationError
from engraft.language.describe import mathematics
from engraft.outcomes.measure import Measure
from engraft.outcomes.recognise import measures
from engraft.trial.archive import content_key, write_text
from engraft.trial.design import Design, design
from engraft.trial.laws import NONE, LawFile, Pilot, Prior, Supported, Target, law_hash, parse_laws, without
from engraft.trial.reading import apply_overrides
from engraft.trial.study import Study, check_study
from engraft.version import VERSION

METHOD = "elliptical slice sampling around a normal guess, laws by importance weights of one pool"
PILOT_KISH, PILOT_WEIGHT = 0.10, 0.03  # a small pool only shows the way: fewer may speak for a law
FEWEST_LAWS = 100


@dataclass(frozen=True)
class Chosen:
    """What is asked for instead of what the study file says, and how the work is done."""

    seed: int | None = None
    persons: int | None = None
    laws: int | None = None
    threads: int = 0
    block: int = BLOCK


@dataclass(frozen=True)
class Calibration:
    """The laws of a study with what was learned; ``folder`` holds the files where any were written."""

    laws: LawFile
    findings: dict[str, Any]
    folder: Path | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say what speaks against trusting the laws."""
        chain = self.laws.chain
        said = []
        if chain.r_hat > AGREED or chain.ess < ENOUGH:
            said.append(f"the chains do not agree well: rank R-hat {chain.r_hat:.3f}, effective size {chain.ess:.0f}")
        far = [one["id"] for one in self.findings["targets"] if abs(one["standard_errors"]) > 1.0]
        if far:
            said.append(f"more than one standard error off, for the median law: {', '.join(far)}")
        last = self.laws.pool.pilots[-1]
        if last.kish < NEAR:
            said.append(f"the small pools did not settle: {last.kish:.0%} of the last speaks for its best law")
        return tuple(said)


def calibrate(
    study: Study, *, chosen: Chosen | None = None, out: Path | None = None, progress: Progress | None = None
) -> Calibration:
    """Fit the population law of a study to its published figures; with ``out``, write the law file and the findings.

    The same study and seed give the same laws. Blocks of the pool are kept in ``out`` until the laws are written, so
    that a stopped calibration goes on where it stopped.

    Raises
    ------
    SpecificationError, CompatibilityError
        A target that no endpoint produces, a parameter the model lacks, or a prior that the pool does not support.
    """
    asked = chosen or Chosen()
    file = study.file.calibrate
    laws = asked.laws if asked.laws is not None else (file.laws if file else FEWEST_LAWS)
    if laws < FEWEST_LAWS:
        raise SpecificationError("too few laws to say what is not identified", expected=f"at least {FEWEST_LAWS}")
    plan = pool_plan(study, asked)
    prior = priors(plan)
    arms = [one.arm or plan.arms[0].name for _, one in aimed_at(plan)]
    folder = None if out is None else out / f".{study.file.name}-pool"
    bench = Bench(folder=folder, threads=asked.threads, block=asked.block, progress=progress)
    proposal, pilots = sought(_asker(study, asked, prior, arms, bench), prior, plan.n, plan.seed)
    drawn = pool(plan, prior, arms, bench, proposal)
    question = _question(plan, prior, drawn)
    found = posterior(question, seed=plan.seed)
    bare = posterior(question, seed=plan.seed, name="support", with_data=False)
    fitted = _law_file(plan, question, (drawn, pilots), found, thinned(question, found, laws))
    made = taken_over(fitted, plan.laws)
    first = question.targets[0].arm
    sobol = ranking(drawn.inputs, first, plan.endpoints, drawn.verdicts[first])
    said = findings(fitted, found, bare, supported_share(question, seed=plan.seed), sobol) | {"hash": made.hash}
    if out is not None:
        _keep(made, said, out, folder)
    return Calibration(made, said, out)


def _asker(study: Study, asked: Chosen, prior: tuple[Prior, ...], arms: Sequence[str], bench: Bench) -> Ask:
    """Make the question that a small pool is asked; it may be answered by fewer persons than the laws are."""

    def ask(proposal: Proposal, persons: int, seed: int) -> Question:
        plan = pool_plan(study, replace(asked, persons=persons, seed=seed))
        question = _question(plan, prior, pool(plan, prior, arms, bench, proposal))
        return replace(question, least=PILOT_KISH, most=PILOT_WEIGHT)

    return ask


def _question(plan: Design, prior: tuple[Prior, ...], drawn: SimulatedPool) -> Question:
    """Put a pool beside the targets."""
    aimed = targets(plan, units_of(plan, drawn.verdicts))
    seen = Importance(np.ascontiguousarray(drawn.z), drawn.proposal.center, drawn.proposal.sd)
    return Question(prior, aimed, seen, _measures(plan, drawn, aimed))


def pool_plan(study: Study, asked: Chosen) -> Design:
    """Look up the study as the pool is drawn from it: its own size and seed, and the laws it goes on from, if any."""
    file = study.file.calibrate
    document = study.document
    settings = [f"laws={(file.from_ if file else None) or NONE}"]
    if file is not None:
        settings += [f"population.n={file.persons}", f"seed={file.seed}"]
    if asked.persons is not None:
        settings.append(f"population.n={asked.persons}")
    if asked.seed is not None:
        settings.append(f"seed={asked.seed}")
    return design(check_study(apply_overrides(document, settings, by="calibrate")))


def _measures(plan: Design, drawn: SimulatedPool, aimed: Sequence[Target]) -> tuple[Measure, ...]:
    """Find the weighted form of every target."""
    forms: dict[tuple[str, str], Measure] = {}
    for arm in dict.fromkeys(one.arm for one in aimed):
        keys = [one.endpoint for one in aimed if one.arm == arm]
        for endpoint, verdict in zip(plan.endpoints, drawn.verdicts[arm], strict=True):
            if set(keys) & set(endpoint.keys):
                forms |= {(arm, key): form for key, form in measures(endpoint, verdict, keys).items()}
    return tuple(forms[one.arm, one.endpoint] for one in aimed)


def _law_file(
    plan: Design,
    question: Question,
    pools: tuple[SimulatedPool, tuple[Pilot, ...]],
    found: Posterior,
    laws: tuple[Supported, ...],
) -> LawFile:
    """Write the laws down with everything they came from."""
    drawn, pilots = pools
    first = drawn.verdicts[question.targets[0].arm]
    solved = int(np.max([one.notna().any(axis=1).sum() for one in first]))
    content: dict[str, Any] = {
        "engraft_laws": 1,
        "study": plan.study.file.name,
        "model": plan.prior.name,
        "model_hash": content_key(mathematics(plan.prior)),
        "engraft": VERSION,
        "pool": {"persons": drawn.persons, "solved": solved, "seed": drawn.seed,
                 "center": drawn.proposal.center.tolist(), "sd": drawn.proposal.sd.tolist(),
                 "pilots": [one.model_dump() for one in pilots]},
        "chain": {"method": METHOD, "seed": plan.seed, "chains": CHAINS, "steps": int(found.states.shape[1]),
                  "r_hat": float(found.r_hat.max()), "ess": float(found.ess.min())},
        "targets": [one.model_dump() for one in question.targets],
        "parameters": [one.model_dump() for one in question.priors],
        "laws": [one.model_dump() for one in laws],
        "after": "",
    }  # fmt: skip
    plain = json.loads(json.dumps(content, allow_nan=False))
    return parse_laws(json.dumps(plain | {"hash": law_hash(plain)}), plan.study.file.name)


def taken_over(fitted: LawFile, before: LawFile | None) -> LawFile:
    """Give every law what the laws before say of the parameters that were not calibrated again.

    Laws are paired at even distances, so what was learned of the parameters within each file stays together; that of
    one file with the other is not.
    """
    rest = None if before is None else without(before, [one.name for one in fitted.parameters])
    if rest is None:
        return fitted
    n, m = len(fitted.laws), len(rest.laws)
    pairs = [(law, rest.laws[k * m // n]) for k, law in enumerate(fitted.laws)]
    laws = [law.model_dump() | {"m": law.m + old.m, "s": law.s + old.s} for law, old in pairs]
    parameters = [one.model_dump() for one in (*fitted.parameters, *rest.parameters)]
    content = fitted.model_dump() | {"parameters": parameters, "laws": laws, "after": rest.run}
    plain = json.loads(json.dumps(content, allow_nan=False))
    return parse_laws(json.dumps(plain | {"hash": law_hash(plain)}), fitted.study)


def _keep(laws: LawFile, said: dict[str, Any], out: Path, folder: Path | None) -> None:
    """Write law file, findings and page; drop the blocks of the pool."""
    import shutil

    content = json.loads(laws.model_dump_json())
    write_text(out / f"{laws.study}.json", json.dumps(content, indent=1, ensure_ascii=True) + "\n")
    write_text(out / f"{laws.study}.findings.json", json.dumps(said, indent=1, ensure_ascii=False) + "\n")
    write_text(out / f"{laws.study}.md", markdown(said))
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
