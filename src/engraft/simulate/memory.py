"""How much memory a run takes, told before it starts."""

from __future__ import annotations

from engraft.errors import SpecificationError

_COPIES = 3  # the solver's array, the one in declared units, and one for whoever reads it
_PER_PERSON = 4096  # the person's own row: events, status, working space
_SHARE = 0.8


def bytes_needed(*, persons: int, series: int, times: int, columns: int = 0) -> int:
    """Estimate the peak memory of a run.

    Parameters
    ----------
    series
        Number of observables kept.
    columns
        Numbers held per person besides: parameters, states, doses.
    """
    return persons * (8 * (_COPIES * series * times + 2 * columns) + _PER_PERSON)


def refuse_beyond_memory(*, persons: int, series: int, times: int, columns: int = 0) -> None:
    """Stop before starting if the results would not fit.

    Raises
    ------
    SpecificationError
        Saying how much is needed and how much there is.
    """
    needed = bytes_needed(persons=persons, series=series, times=times, columns=columns)
    available = _available()
    if needed > _SHARE * available:
        raise SpecificationError(
            f"{persons} persons, {series} observables and {times} times do not fit in memory",
            expected=f"at most {_SHARE * available / 2**30:.3g} GiB of the {available / 2**30:.3g} GiB available",
            got=f"{needed / 2**30:.3g} GiB needed",
            do="take fewer persons, observables or output times",
        )


def _available() -> int:
    """Ask how much memory is free."""
    import psutil

    return int(psutil.virtual_memory().available)
