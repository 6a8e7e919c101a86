"""Pictures drawn beside us are those drawn here, whatever becomes of the process that draws them."""

from __future__ import annotations

import json
import sys

import pytest

from engraft.report import artist
from engraft.report.studio import Studio

CHART = json.dumps(
    {
        "data": {"values": [{"a": 1, "b": 2}, {"a": 2, "b": 1}]},
        "mark": "line",
        "title": "a µ – √ title",
        "encoding": {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "b", "type": "quantitative"}},
    }
)


@pytest.fixture(scope="module")
def here() -> str:
    return artist.svg(CHART)


def test_a_chart_drawn_beside_us_is_the_one_drawn_here(here: str) -> None:
    with Studio() as studio:
        first, second = studio.ask("svg", CHART), studio.ask("svg", CHART)
        assert first.result() == second.result() == here
        assert studio._artist is not None
    assert studio._artist.poll() == 0  # ended by itself, and nobody was left behind


@pytest.mark.parametrize(
    "command",
    [
        ("no-such-program-anywhere",),
        (sys.executable, "-c", "pass"),
        (sys.executable, "-c", "print('no answer', flush=True); input()"),
    ],
    ids=["cannot start", "ends at once", "talks nonsense"],
)
def test_what_the_process_beside_us_does_not_deliver_is_drawn_here(command: tuple[str, ...], here: str) -> None:
    with Studio(command) as studio:
        assert studio.ask("svg", CHART).result() == here
        assert studio.ask("svg", CHART).result() == here
        assert studio._artist is None


def test_a_chart_that_cannot_be_drawn_says_so() -> None:
    with Studio() as studio:
        asked = studio.ask("svg", json.dumps({"mark": 7}))
        with pytest.raises(ValueError, match="Vega-Lite"):
            asked.result()
        assert studio.ask("svg", CHART).result().startswith("<svg")


def test_an_interruption_leaves_no_process_behind() -> None:
    with pytest.raises(KeyboardInterrupt), Studio() as studio:
        raise KeyboardInterrupt
    assert studio._artist is not None
    assert studio._artist.poll() is not None
