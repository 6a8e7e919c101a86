import pytest

from engraft.errors import SpecificationError
from engraft.simulate import bytes_needed, memory, refuse_beyond_memory


def test_memory_grows_with_what_is_kept() -> None:
    base = bytes_needed(persons=1000, series=4, times=365)
    assert base >= 8 * 1000 * 4 * 365
    assert bytes_needed(persons=2000, series=4, times=365) == 2 * base
    assert bytes_needed(persons=1000, series=5, times=365) - base == 3 * 8 * 1000 * 365


def test_the_message_says_needed_and_available(monkeypatch) -> None:
    monkeypatch.setattr(memory, "_available", lambda: 2**30)
    refuse_beyond_memory(persons=1000, series=4, times=365)
    with pytest.raises(SpecificationError) as caught:
        refuse_beyond_memory(persons=1_000_000, series=4, times=365)
    text = str(caught.value)
    assert "0.8 GiB of the 1 GiB available" in text
    assert "36.4 GiB needed" in text
    assert len(text.splitlines()) <= 3
