"""Tables of one-step methods, in the form in which slopes are increments of the state."""

from __future__ import annotations

from dataclasses import dataclass

Weights = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Method:
    """A method of order 5 with an interpolant of order 4.

    Parameters
    ----------
    nodes
        Where in the step each stage stands.
    argument
        Row s: weights of the slopes before stage s in its argument, which starts from the state.
    dense
        Weights of all slopes in the three slopes of the interpolant.
    gamma
        Diagonal coefficient of a Rosenbrock method, 0 of an explicit one.
    pull
        Row s: weights, over the step size, of the slopes before stage s in its right-hand side (Rosenbrock).
    time_weights
        Weights of what drifts with time, times the step size (Rosenbrock).
    error
        Weights of all slopes in the embedded error; without them it is the last slope, which the new state includes.
    """

    name: str
    nodes: tuple[float, ...]
    argument: Weights
    dense: Weights
    gamma: float = 0.0
    pull: Weights = ()
    time_weights: tuple[float, ...] = ()
    error: tuple[float, ...] = ()

    @property
    def stages(self) -> int:
        """How often the slope is computed."""
        return len(self.nodes)

    @property
    def slopes(self) -> tuple[str, ...]:
        """Prefix of the slopes of each stage."""
        return tuple(f"slope{s}" for s in range(self.stages))

    @property
    def implicit(self) -> bool:
        """Tell whether every stage solves with a matrix."""
        return self.gamma > 0.0

    def goes_on(self, stage: int) -> bool:
        """Tell whether the argument of a stage is that of the stage before plus its slope."""
        return stage > 1 and self.argument[stage] == (*self.argument[stage - 1], 1.0)
