"""Lists of specifications hold the published limits, and refuse limits that cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.language import Paper
from engraft.manufacturing.specification import (
    ARI_0001,
    CATALOG,
    CD20_PRODIGY,
    HCAR19,
    HEAVY,
    LIGHT,
    TISA_CEL_US,
    Specification,
    specifications,
)

SOURCE = Paper("10.1000/example", "Table 1")


def test_published_batches_pass_their_own_list() -> None:
    """Castella 2018 and the humanised product print limits beside what three batches each reached."""
    viable, positive = (ARI_0001.line(name) for name in ("viability", "car_positive"))
    assert viable.met(np.array([0.979, 0.981, 0.980])).all()
    assert positive.met(np.array([0.260, 0.419, 0.397])).all()
    assert ARI_0001.line("copies", per="cell").met(np.array([1.45, 2.32, 2.51])).all()
    assert HCAR19.line("viability").met(np.array([0.91, 0.963, 0.94])).all()
    assert HCAR19.line("car_positive").met(np.array([0.23, 0.33, 0.30])).all()


def test_lots_outside_of_specification_are_those_of_the_registry() -> None:
    """Of tisagenlecleucel, 61 to 79 % viable was out of specification and 80 % in it (Pasquini 2020)."""
    line = TISA_CEL_US.line("viability")
    assert line.met(np.array([0.61, 0.79, 0.80, 0.95])).tolist() == [False, False, True, True]


def test_bounds_are_included() -> None:
    one = Specification("viability", 70.0, 90.0, "percent", SOURCE)
    assert one.met(np.array([0.70, 0.90, np.nextafter(0.70, 0), np.nextafter(0.90, 1)])).tolist() == [
        True,
        True,
        False,
        False,
    ]


def test_limits_of_copies_are_counted_per_different_things() -> None:
    assert ARI_0001.line("copies", per="cell").upper == 10.0
    assert CD20_PRODIGY.line("copies", per="transduced_cell").upper == 5.0
    with pytest.raises(SpecificationError, match="says nothing of copies transduced cell"):
        ARI_0001.line("copies", per="transduced_cell")


def test_dose_depends_on_weight() -> None:
    light, heavy = TISA_CEL_US.line("dose", only=LIGHT), TISA_CEL_US.line("cells", only=HEAVY)
    assert (light.lower, light.upper, light.unit) == (0.2e6, 5.0e6, "cell/kg")
    assert (heavy.lower, heavy.upper, heavy.unit) == (0.1e8, 2.5e8, "cell")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"attribute": "viabilty"}, "did you mean 'viability'"),
        ({"lower": None}, "has no bound"),
        ({"lower": 170.0}, "cannot be met"),
        ({"lower": 80.0, "upper": 70.0}, "cannot be met"),
        ({"upper": -1.0, "lower": None}, "cannot be met"),
        ({"unit": "cell"}, "another unit"),
        ({"attribute": "copies", "unit": "copy/cell", "lower": None, "upper": 5.0}, "copies without a denominator"),
    ],
)
def test_impossible_lines_are_refused(change: dict[str, object], said: str) -> None:
    fields: dict[str, object] = {
        "attribute": "viability",
        "lower": 70.0,
        "upper": None,
        "unit": "percent",
        "source": SOURCE,
    }
    with pytest.raises(SpecificationError) as error:
        Specification(**(fields | change))  # type: ignore[arg-type]
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) <= 3


def test_a_line_needs_a_source() -> None:
    with pytest.raises(SpecificationError, match="has no source"):
        Specification("viability", 70.0, None, "percent", None)  # type: ignore[arg-type]


def test_lists_by_name() -> None:
    assert all(specifications(name) is one for name, one in CATALOG.items())
    with pytest.raises(SpecificationError, match="did you mean 'tisa_cel_us'"):
        specifications("tisa_cel_eu")


def test_lines_in_words() -> None:
    said = [one.text() for one in (*CD20_PRODIGY.lines, *TISA_CEL_US.lines)]
    assert "copies at most 5 copies per transduced cell" in said
    assert "dose at least 200000 cell/kg and at most 5e+06 cell/kg (up to 50 kg)" in said
