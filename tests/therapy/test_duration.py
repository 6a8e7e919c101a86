import math

import pytest

from engraft.errors import SpecificationError
from engraft.therapy.duration import days


def test_text_and_numbers_become_days() -> None:
    assert days("12 h") == 0.5
    assert days("28 d") == 28.0
    assert days("30 min") == pytest.approx(30 / 1440, rel=1e-15)
    assert days(3) == 3.0


@pytest.mark.parametrize("wrong", ["3 mg", -1.0, math.inf, math.nan])
def test_what_is_no_duration_is_refused(wrong: float | str) -> None:
    with pytest.raises(SpecificationError) as caught:
        days(wrong, what="duration of x")
    assert "duration of x" in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3
