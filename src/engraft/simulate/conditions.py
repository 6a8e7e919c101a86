"""From a rule's text to a condition the kernel checks."""

from __future__ import annotations

from collections.abc import Iterable

from engraft.errors import CompatibilityError, SpecificationError
from engraft.kernel.expression import LOGICAL, Expression, symbol
from engraft.language.system import System
from engraft.therapy import Rule

_MEMORY = ("count", "since")


def condition(rule: Rule, rules: Iterable[str], system: System) -> Expression:
    """Read the condition of a rule over the names of a system and the memory of all rules.

    ``rule.<name>.count`` and ``rule.<name>.since`` are plain numbers, the latter in days.

    Raises
    ------
    CompatibilityError
        If a name is unknown, unlike things are compared, or the text is no condition;
        the rule and the system are named.
    """
    memory = {name: symbol(name) for other in rules for name in (f"rule.{other}.{what}" for what in _MEMORY)}
    try:
        read = system.expression(rule.when, also=memory)
    except SpecificationError as error:
        raise CompatibilityError(
            f"rule '{rule.name}' does not fit the system '{system.name}': {error.what}",
            expected=error.expected,
            got=error.got,
            do=error.do,
        ) from error
    if read.op not in LOGICAL and read.op != "const":
        raise CompatibilityError(
            f"rule '{rule.name}' of the system '{system.name}' has no yes-or-no condition",
            expected="a comparison such as 'crs.grade >= 2'",
            got=f"'{rule.when}'",
        )
    return read
