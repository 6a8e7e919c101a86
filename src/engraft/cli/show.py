"""``engraft show``: all about one model, study, product, process, template, population, effect or endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engraft.cli.exhibits.kind import Facts, Kind
from engraft.cli.page import page, print_object
from engraft.errors import SpecificationError, nearest


def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Model, study (or file), product, process, template, population, effect, endpoint; or 'product:NAME'.",
        ),
    ],
    within: Annotated[
        str, typer.Option("--in", metavar="STUDY", help="Follow a product through this study or model only.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a page.")] = False,
) -> None:
    """Show equations, numbers with their sources, and the chain dose → exposure → flow → endpoint.

    `engraft show PRODUCT --in STUDY` names the state a dose enters there, the flows that read it, and the endpoints
    of that study which see it.
    """
    kind, bare, others = _product(name) if within else find(name)
    said: Facts = kind.within(bare, within) if within and kind.within else kind.facts(bare)
    if as_json:
        print_object(said)
        return
    console = page()
    for other in others:
        also = f"{'an' if other.word[0] in 'aeiou' else 'a'} {other.word}"
        console.print(f"This is the {kind.word}; there is also {also}: engraft show {other.word}:{bare}")
        console.print()
    kind.draw(said, console)


def _product(name: str) -> tuple[Kind, str, list[Kind]]:
    """Find a product: only products go through a study; of two kinds of one name it is the product that is meant.

    Raises
    ------
    SpecificationError
        No product has this name.
    """
    bare = name.removeprefix("product:")
    kind = next(kind for kind in kinds() if kind.within)
    if bare not in kind.names():
        known = [other.word for other in kinds() if other is not kind and bare in other.names()]
        what = f"--in follows a {kind.word}, and '{bare}' is {f'a {known[0]}' if known else 'none'}"
        raise SpecificationError(what, do=nearest(bare, kind.names()))
    return kind, bare, []


def find(name: str) -> tuple[Kind, str, list[Kind]]:
    """Find what a name stands for: its kind, the bare name, and other kinds that use the same name.

    Raises
    ------
    SpecificationError
        Nothing has this name; the nearest is suggested.
    """
    every = kinds()
    word, colon, rest = name.partition(":")
    chosen = [kind for kind in every if colon and kind.word == word]
    bare = rest if chosen else name
    among = chosen or every
    found = [kind for kind in among if bare in kind.names()]
    if found:
        return found[0], bare, found[1:]
    studies = [kind for kind in among if kind.word == "study"]
    if studies and _is_file(bare):
        return studies[0], bare, []
    if colon and not chosen:
        raise _unknown_kind(word, rest, every)
    known = [known for kind in among for known in kind.names()]
    what = f"no {word} is called '{bare}'" if chosen else f"nothing is called '{bare}'"
    raise SpecificationError(what, do=nearest(bare, known))


def _unknown_kind(word: str, name: str, every: list[Kind]) -> SpecificationError:
    """Say that no kind has this word, and which one has the name or a word like it."""
    meant = [f"'{kind.word}:{name}'" for kind in every if name in kind.names()]
    words = [kind.word for kind in every]
    do = f"did you mean {' or '.join(meant)}?" if meant else nearest(word, words)
    return SpecificationError(f"'{word}' before the colon is no kind of thing to show", do=do)


def kinds() -> list[Kind]:
    """List what can be shown; a name that two kinds share means the first."""
    from engraft.cli.exhibits import effect, outcome, population, process, product, study, system, template
    from engraft.manufacturing.catalog import names as processes
    from engraft.models import catalog
    from engraft.outcomes.registry import names as endpoints
    from engraft.population.catalog import populations
    from engraft.population.catalog.effects import names as effects
    from engraft.therapy.catalog import names as products
    from engraft.trial import TEMPLATES, shipped

    return [
        Kind("model", catalog, system.facts, system.draw),
        Kind("study", shipped, study.facts, study.draw),
        Kind("product", products, product.facts, product.draw, within=product.facts),
        Kind("process", processes, process.facts, process.draw),
        Kind("template", lambda: TEMPLATES, template.facts, template.draw),
        Kind("population", populations, population.facts, population.draw),
        Kind("effect", effects, effect.facts, effect.draw),
        Kind("endpoint", endpoints, outcome.facts, outcome.draw),
    ]


def _is_file(text: str) -> bool:
    """Tell whether a text means a study file."""
    path = Path(text)
    return path.suffix in {".yaml", ".yml"} or len(path.parts) > 1 or path.exists()
