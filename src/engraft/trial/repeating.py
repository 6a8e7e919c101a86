"""When rules may give cells, and how often within one course: dated doses and all rules together are one dose."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from engraft import units
from engraft.therapy import Give, Rule

COURSE = 28.0  # days: cells given within so many days of the first are one dose

_TIME = re.compile(r"(?<![\w.])time\s*(>=?|<=?)\s*([\d.]+(?:e[+-]?\d+)?)\s*\[\s*(\w+)\s*\]")
_COUNT = r"rule\.{name}\.count\s*(<=?|==)\s*(\d+)"
_EITHER = re.compile(r"\b(or|not|if|else)\b")
_OPEN = 1e-9


@dataclass(frozen=True)
class Repeat:
    """What one rule gives of a product each time, between which days, and how often within a course.

    Units
    -----
    ``first`` and ``last`` are days, infinite where the condition names none; ``times`` is infinite where nothing
    limits it.
    """

    rule: str
    given: tuple[Give, ...]  # one per day of each action
    first: float
    last: float
    times: float

    def meets(self, first: float, last: float) -> bool:
        """Tell whether the rule may give within a course that begins between two days."""
        return self.first <= last + COURSE and self.last >= first


def repeat(rule: Rule, product: str) -> Repeat:
    """Read from a rule when and how often it may give a product; what is said beside an ``or`` limits nothing."""
    given = tuple(one for one in rule.actions if one.product.name == product for _ in one.days)
    delays = [day for one in given for day in one.days]
    first, last = _between(rule.when)
    times = float(min(rule.at_most, _counted(rule)))
    if rule.every_at_least > 0.0:
        times = min(times, math.floor(min(COURSE, last - first) / rule.every_at_least + 1e-9) + 1.0)
    return Repeat(rule.name, given, first + min(delays), last + max(delays), times)


def _between(when: str) -> tuple[float, float]:
    """Read the days between which a condition may hold.

    Examples
    --------
    >>> _between("crs.grade >= 2 and time >= 2 [week] and time <= 40 [day]")
    (14.0, 40.0)
    >>> _between("time > 2 [week] or crs.grade >= 2")
    (-inf, inf)
    """
    first, last = -math.inf, math.inf
    for sign, number, unit in () if _EITHER.search(when) else _TIME.findall(when):
        day = units.canonical(float(number), unit) + {">": _OPEN, "<": -_OPEN}.get(sign, 0.0)
        first, last = (max(first, day), last) if sign.startswith(">") else (first, min(last, day))
    return first, last


def _counted(rule: Rule) -> float:
    """Read how often a rule may fire by its own memory."""
    found = None if _EITHER.search(rule.when) else re.search(_COUNT.format(name=re.escape(rule.name)), rule.when)
    return math.inf if found is None else float(found[2]) + (found[1] != "<")
