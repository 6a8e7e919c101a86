"""Run an arm block by block, keeping each finished block so that a killed run goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from engraft.kernel.problem import Options
from engraft.population import Cohort
from engraft.simulate import Run, Trajectories, blocks, concatenate, in_order, simulate_block
from engraft.trial.archive import content_key, load_block, save_block
from engraft.trial.provenance import code_key, fuses

Progress = Callable[[int, int], None]
Seen = Callable[[Cohort, Trajectories], Trajectories]


def maker(options: Options) -> str:
    """Name what decides the last bits of a course: code, backend, arithmetic; only blocks of one maker go together."""
    return content_key(code_key(), options.backend, fuses(options), options.max_steps)


@dataclass
class Workshop:
    """Where blocks are kept, and how far the work is.

    ``folder`` None keeps nothing. ``done`` and ``total`` count persons, once per arm, ``found`` those of them
    whom an earlier, stopped run had simulated already.
    """

    key: str
    folder: Path | None
    size: int
    total: int
    progress: Progress | None = None
    done: int = field(default=0)
    found: int = field(default=0)

    def simulate(self, run: Run, cohort: Cohort, arm: str, seen: Seen | None = None) -> Trajectories:
        """Simulate everybody of an arm, or find what was simulated before.

        ``seen`` is shown each block, in order, while the next are under way, and gives what is to be kept of it.
        """

        def one(block: Cohort, threads: int) -> tuple[Trajectories, bool]:
            return self._block(replace(run, options=replace(run.options, threads=threads)), block, arm)

        threads = run.options.threads if run.options.backend == "llvm" else 1  # only compiled code leaves Python's lock
        parts = []
        with closing(in_order(one, blocks(cohort, self.size), threads=threads)) as made:
            for block, (part, known) in made:
                parts.append(part if seen is None else seen(block, part))
                self.done += len(block)
                self.found += len(block) if known else 0
                if self.progress is not None:
                    self.progress(self.done, self.total)
        return concatenate(parts)

    def strangers(self, options: Options) -> int:
        """Count the blocks that a stopped run left and this one cannot use."""
        left = self.folder.glob("*.npz") if self.folder else ()
        return sum(not path.name.startswith(f"{maker(options)}-") for path in left)

    def _block(self, run: Run, block: Cohort, arm: str) -> tuple[Trajectories, bool]:
        """Find one block, or simulate and keep it; tell which."""
        if self.folder is None:
            return simulate_block(run, block), False
        who = block.persons.tolist()
        name = f"{arm}-{who[0]}-{content_key(self.key, arm, run.options.rtol, who)}"
        path = self.folder / f"{maker(run.options)}-{name}.npz"
        kept = load_block(path)
        if kept is not None:
            return kept, True
        made = simulate_block(run, block)
        save_block(path, made)
        return made, False
