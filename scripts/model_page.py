"""Write docs/models/b_all.md from the model itself: ``python scripts/model_page.py``.

What stands above the mark in that file is written by hand and kept; everything below it is made anew. With ``--check``
nothing is written, and the answer says whether the page is as the model is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engraft.language import Model, System
from engraft.language.describe import share_assumed
from engraft.language.entries import Block, HazardEntry, ParameterEntry, StateEntry
from engraft.language.source import Assumed
from engraft.language.writing import formula
from engraft.models.leukemia.b_all import b_all, recipes

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "models" / "b_all.md"
MARK = "<!-- From here on written by scripts/model_page.py: do not edit. -->"
LONGEST = 400  # characters of a formula on this page
CODE = "../../src/engraft"

# Parts of the diagram, the blocks in them, and what a reader calls each; a block that is missing is refused.
PARTS: dict[str, dict[str, str]] = {
    "Patient and leukemia": {
        "body": "body", "leukemia": "leukemia clones", "cd19": "CD19 antigen", "marrow": "marrow blasts",
        "marrow_room": "room in the marrow",
    },
    "CAR T cells": {"car": "CAR T cells"},
    "Immune system and blood": {
        "lymphocytes": "lymphocytes, IL-15 and IL-7", "b_cells": "B cells", "humoral": "plasma cells and IgG",
        "neutrophils": "neutrophils", "platelets": "platelets", "hemoglobin": "hemoglobin",
        "blood": "blood counts, copies",
    },
    "Cytokines, vital signs, organs": {
        "cytokines": "cytokines", "vitals": "vital signs", "organs": "kidney, liver, clotting", "neuro": "brain",
    },
    "Drugs and the ward": {
        "vincristine": "bridging: vincristine", "flu_cy": "Flu/Cy", "tocilizumab": "tocilizumab",
        "il6_receptor": "IL-6 receptor", "steroid": "steroid", "anakinra": "anakinra",
        "support": "support at the bedside",
    },
    "Grades and outcomes": {
        "chart": "bedside chart", "penn": "CRS, Penn", "lee": "CRS, Lee", "astct": "CRS, ASTCT", "icans": "ICANS",
        "infection": "infection", "failure": "further therapy, death",
    },
}  # fmt: skip
TOGETHER = {"lee": "penn", "astct": "penn", "hemoglobin": "platelets", "il6_receptor": "tocilizumab",
            "marrow_room": "marrow"}  # fmt: skip
TOGETHER_SAID = {
    "penn": "CRS: Penn, Lee, ASTCT", "platelets": "platelets, hemoglobin", "tocilizumab": "tocilizumab at its receptor",
    "marrow": "marrow: blasts and room",
}  # fmt: skip

_CANNOT = re.compile(r"^What this (?:model|system) cannot say: ")
_EQUATION = re.compile(r"^(\S+\s+){0,8}?\S*\s*=\s\S")


@dataclass(frozen=True)
class Told:
    """A block's docstring, taken apart."""

    sentence: str
    body: tuple[str, ...]
    cannot: str
    references: str


def page(system: System, blocks: dict[str, Model]) -> str:
    """Write everything below the mark."""
    lines = [MARK, "", *_counts(system), "", *_diagram(system), ""]
    for part, names in PARTS.items():
        lines += [f"## {part}", ""]
        for name, said in names.items():
            lines += [*_block(system, blocks[name], name, said), ""]
    lines += _cannot_say(system)
    return "\n".join(lines).rstrip() + "\n"


def whole(text: str, below: str) -> str:
    """Put what is made below what was written by hand."""
    return text.partition(MARK)[0].rstrip() + "\n\n" + below


def _counts(system: System) -> Iterator[str]:
    """Count what the model consists of."""
    drawn = [name for names in PARTS.values() for name in names]
    missing = set(drawn) ^ {block.name for block in system.blocks if block.name != system.name}
    if missing:
        raise SystemExit(f"PARTS in {Path(__file__).name} and the model differ in: {', '.join(sorted(missing))}")
    assumed, total = share_assumed(system)
    spread = sum(p.spread > 0.0 for p in system.parameters)
    yield "## The whole"
    yield ""
    yield (
        f"{len(drawn)} blocks, {len(system.states)} states, {len(system.flows)} flows, {len(system.hazards)} hazards, "
        f"{total} parameters. **{assumed} parameters ({100 * assumed / total:.0f} %) are assumed**, each with its "
        f"reason and bounds; the others are published. {spread} differ between patients (spread: SD of the logarithm). "
        "A population may overrule any of them, and calibration the typical values that a study lists."
    )
    yield ""
    rows = []
    for part, names in PARTS.items():
        some = [p for p in system.parameters if p.name.partition(".")[0] in names]
        states = sum(s.name.partition(".")[0] in names for s in system.states)
        none = sum(isinstance(p.source, Assumed) for p in some)
        rows.append((part, len(names), states, len(some), none))
    yield from _table(("part", "blocks", "states", "parameters", "of these assumed"), rows)
    yield (
        "Below, *reads* are ports with what they are wired to, *gives* are observables. Equations are in the symbols "
        "of papers, formulas in the names of the code, times in days and volumes in litres. `engraft show b_all` "
        "prints the same with every port filled in."
    )


def _diagram(system: System) -> Iterator[str]:
    """Draw blocks and the wires between them; weight and age, which nearly all read, are left out."""
    yield "An arrow: a block reads something of another. Weight and age, which most blocks read, are not drawn."
    yield ""
    yield "```mermaid"
    yield "flowchart TB"
    for k, (part, names) in enumerate(PARTS.items()):
        yield f'  subgraph part{k}["{part}"]'
        for name, said in names.items():
            if name not in TOGETHER and name != "body":
                yield f'    {name}["{TOGETHER_SAID.get(name, said)}"]'
        yield "  end"
    ends = ((wire.target.partition(".")[0], wire.port.partition(".")[0]) for wire in system.wires)
    arrows = dict.fromkeys((TOGETHER.get(a, a), TOGETHER.get(b, b)) for a, b in ends if a != "body")
    for a, b in arrows:
        if a != b:
            yield f"  {a} --> {b}"
    yield "```"


def _block(system: System, recipe: Model, name: str, said: str) -> Iterator[str]:
    """Write one block: sentence, equations, and its tables."""
    told = _told(next(block for block in system.blocks if block.name == name))
    alone = recipe.system(name)
    file = "/".join(type(recipe).__module__.split(".")[1:]) + ".py"
    yield f"### {said[:1].upper()}{said[1:]}"
    yield ""
    yield f"{told.sentence} Block `{name}`, recipe [{type(recipe).__name__}]({CODE}/{file})."
    yield ""
    yield from told.body
    here = f"{name}."
    wires = {wire.port: wire.target for wire in system.wires}
    states = [(_code(s.name, here), s.unit, _start(s, here), s.description) for s in alone.states]
    yield from _table(("state", "unit", "at the start", "what it is"), states)
    yield from _table(("flow", "from → to", "rate per day"), _flows(alone, here))
    yield from _table(("hazard", "what happens", "risk per day", "source"), [_hazard(h, here) for h in alone.hazards])
    yield from _table(
        ("gives", "unit", "what it is", "formula"),
        [(_code(o.name, here), o.unit, o.description, _rate(formula(o.expression), here)) for o in alone.observables],
    )
    yield from _table(
        ("reads", "unit", "what it is", "from"),
        [(_code(p.name, here), p.unit, p.description, _code(wires[p.name], here)) for p in alone.ports],
    )
    yield from _table(
        ("parameter", "value", "unit", "spread", "what it is", "source"),
        [_parameter(p, here) for p in system.parameters if p.name.startswith(here)],
    )
    if told.references:
        yield f"References: {told.references}"


def _flows(alone: System, here: str) -> Iterator[tuple[str, ...]]:
    """List flows, and what changes a state without flowing."""
    for f in alone.flows:
        ends = f"{_end(f.out_of, here)} → {_end(f.into, here)}"
        yield f.name.removeprefix(here), ends, _rate(formula(f.rate), here)
    for r in alone.rates:
        yield r.name.removeprefix(here), f"changes {_code(r.state, here)}", _rate(formula(r.rate), here)


def _told(block: Block) -> Told:
    """Take a docstring apart."""
    text, _, references = block.about.partition("\n\nReferences\n----------\n")
    sentence, *rest = text.split("\n\n")
    cannot = next((one for one in rest if _CANNOT.match(one)), "")
    body = [line for one in rest if one != cannot for line in (*_paragraph(one), "")]
    return Told(_flowing(sentence), tuple(body), _flowing(_CANNOT.sub("", cannot)), _flowing(references))


def _paragraph(text: str) -> Iterator[str]:
    """Write tables and equations as they are, prose as prose."""
    lines = text.split("\n")
    if lines[0].startswith("==="):
        yield from ("```", *lines, "```")
        return
    kinds: list[bool] = []
    for line in lines:
        continues = line.startswith(" ") and bool(kinds) and kinds[-1]
        kinds.append(continues or (bool(_EQUATION.match(line)) and ". " not in line))
    for k, line in enumerate(lines):
        if kinds[k] and (k == 0 or not kinds[k - 1]):
            yield from ([""] if k else []) + ["```"]
        if not kinds[k] and k and kinds[k - 1]:
            yield ""
        yield line if kinds[k] else line.replace("``", "`")
        if kinds[k] and (k + 1 == len(lines) or not kinds[k + 1]):
            yield "```"


def _hazard(h: HazardEntry, here: str) -> tuple[str, ...]:
    """Write one hazard as a row."""
    does = f"{h.description}; " if h.description else ""
    does += "ends follow-up" if h.ends else "is recorded"
    source = h.source.text() if h.source else ""
    return _code(h.name, here), does + (" (empirical)" if h.empirical else ""), _rate(formula(h.rate), here), source


def _parameter(p: ParameterEntry, here: str) -> tuple[str, ...]:
    """Write one parameter as a row."""
    source = p.source.text()
    if isinstance(p.source, Assumed):
        source = f"**assumed** {_short(p.source.low)} to {_short(p.source.high)}: {p.source.why}"
    spread = f"{p.spread:.2g}" if p.spread else ""
    return _code(p.name, here), _short(p.shown), p.unit, spread, p.description, source


def _cannot_say(system: System) -> Iterator[str]:
    """Collect what every block, and the whole, says it cannot."""
    said = {name: words for names in PARTS.values() for name, words in names.items()}
    told = {block.name: _told(block) for block in system.blocks}
    yield "## What this model cannot say"
    yield ""
    yield f"**The whole:** {told[system.name].cannot}"
    yield ""
    for name, words in said.items():
        yield f"* **{words[:1].upper()}{words[1:]}** (`{name}`): {told[name].cannot}"
    yield ""


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write a table, if it has rows."""
    written = [" | ".join(_cell(str(one)) for one in row) for row in rows]
    if not written:
        return
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {row} |" for row in written)
    yield ""


def _cell(text: str) -> str:
    """Keep a text inside its cell."""
    return " ".join(text.split()).replace("|", "\\|") or " "


def _code(name: str, here: str) -> str:
    """Write a name, without the block where it is this one."""
    return f"`{name.removeprefix(here)}`"


def _end(name: str | None, here: str) -> str:
    """Write where a flow comes from or goes to."""
    return _code(name, here) if name else "outside"


def _start(state: StateEntry, here: str) -> str:
    """Write what a state starts from, and whether its cells are counted one by one when few."""
    text = formula(state.initial).replace(here, "")
    return (text if text == "0" else f"`{text}`") + (", whole cells when few" if state.clone else "")


def _short(value: float) -> str:
    """Write a number with four digits and a plain exponent."""
    return re.sub(
        r"e([+-])0*(\d)", lambda found: "e" + found.group(1).replace("+", "") + found.group(2), f"{value:.4g}"
    )


def _rate(text: str, here: str) -> str:
    """Write a formula in the block's own names, or say where a long one is."""
    plain = re.sub(rf"(?<![\w.]){re.escape(here)}", "", text)
    return f"`{plain}`" if len(plain) <= LONGEST else "a long formula: see the equations and the code"


def _flowing(text: str) -> str:
    """Write a paragraph on one line."""
    return " ".join(text.replace("``", "`").split())


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    text = PAGE.read_text(encoding="utf-8")
    made = whole(text, page(b_all(), recipes()))
    if "--check" in arguments:
        sys.stdout.write("as the model is\n" if made == text else "differs: run python scripts/model_page.py\n")
        return 0 if made == text else 1
    PAGE.write_text(made, encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
