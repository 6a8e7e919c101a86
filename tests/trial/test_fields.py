"""Values of a study file, checked where they are read."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from engraft.trial.fields import Day, Duration, Symbol, Word


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (Duration, "12 h", 0.5),
        (Duration, "12 month", 365.25),
        (Day, -6, -6.0),
        (Day, "2 week", 14.0),
        (Word, "eliana-spine.2", "eliana-spine.2"),
        (Symbol, "again_2", "again_2"),
    ],
)
def test_a_good_value_is_read_in_canonical_units(kind: object, value: object, read: object) -> None:
    assert TypeAdapter(kind).validate_python(value) == read


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Duration, 12), (Duration, "12"), (Duration, "-1 h"), (Duration, "inf d"), (Day, True), (Day, float("inf")),
     (Day, None), (Word, ".hidden"), (Word, "a/b"), (Word, ""), (Symbol, "2a"), (Symbol, "a-b")],
)  # fmt: skip
def test_a_bad_value_is_refused(kind: object, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)
