"""Faults of a kind stand together, and their lines are ranges."""

from __future__ import annotations

import pytest

from engraft.errors import CompatibilityError
from engraft.records import Fault, RecordsError, RecordsMisfit, misfit
from engraft.records.faults import MOST_SPANS, refuse, told


def test_nothing_wrong_raises_nothing():
    refuse("f.csv", [], rows=3)
    misfit("f.csv", [], of="a study")


def test_the_count_and_the_lines_are_said():
    with pytest.raises(RecordsError, match=r"^f.csv: 2 faults in 9 rows\nlines 2, 4: bad \('x', …\)\nmend it$"):
        refuse("f.csv", [Fault(2, "bad", "x"), Fault(4, "bad", "y")], rows=9, do="mend it")


def test_a_misfit_is_an_incompatibility_of_two_good_things():
    with pytest.raises(CompatibilityError, match="1 fault against a study") as caught:
        misfit("f.csv", [Fault(2, "bad")], of="a study")
    assert isinstance(caught.value, RecordsMisfit)
    assert caught.value.faults == (Fault(2, "bad"),)


def test_a_thousand_lines_are_counted_and_not_listed():
    said = told([Fault(line, "bad") for line in range(2, 2002, 2)])
    assert said.startswith("lines 2, 4, 6")
    assert said.endswith(f" and {1000 - MOST_SPANS} more: bad")
