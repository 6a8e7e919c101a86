"""Words and numbers for readers: no internal name reaches a page."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr

    from engraft.outcomes.figure import Figure
    from engraft.trial.result import StudyResult

NOTICE = (
    "For research and planning. Not a medical device: the patients are simulated, "
    "and nothing here may decide how a real patient is treated."
)

CAPITALS = {
    "car": "CAR", "t": "T", "b": "B", "mrd": "MRD", "anc": "ANC", "crs": "CRS", "il6": "IL-6", "all": "ALL",
    "auc": "AUC", "cr": "CR", "cri": "CRi", "dna": "DNA", "efs": "event-free survival", "os": "overall survival",
    "rfs": "relapse-free survival", "icans": "ICANS", "icaht": "ICAHT", "astct": "ASTCT", "lee": "Lee",
    "penn": "Penn", "cmax": "peak", "tmax": "day of the peak",
}  # fmt: skip
BLOCKS = {
    "b_all": "B-ALL", "flu_cy": "Flu/Cy", "ctcae": "CTCAE", "astct": "CRS grade (ASTCT)", "penn": "CRS grade (Penn)",
    "lee": "CRS grade (Lee)", "icans": "ICANS grade", "chart": "Bedside chart", "car": "CAR T cells",
    "cd19": "CD19 antigen", "marrow_room": "Room in the marrow", "failure": "Further therapy and death",
    "humoral": "Plasma cells and IgG", "blood": "Blood counts", "vitals": "Vital signs", "organs": "Organ findings",
    "neuro": "Neurotoxicity", "support": "Support at the bedside", "il6_receptor": "IL-6 receptor",
}  # fmt: skip
UNITS = {
    "1": "",
    "dimensionless": "",
    "fraction": "",
    "cell": "cells",
    "copy": "copies",
    "day": "days",
    "ug": "µg",
    "uL": "µL",
    "degC": "°C",
}


@dataclass(frozen=True)
class Wording:
    """Say of a time-to-event endpoint what the curve counts.

    ``state`` completes "... of the patients are"; a rising curve counts those in whom it has happened.
    """

    noun: str
    state: str
    rising: bool = False


ENDPOINTS = {
    "intention_to_treat": Wording("Event-free survival from enrolment", "alive and event-free"),
    "event_free_survival": Wording("Event-free survival", "alive and event-free"),
    "progression_free_survival": Wording("Progression-free survival", "alive and progression-free"),
    "overall_survival": Wording("Overall survival", "alive"),
    "relapse": Wording("Relapse-free survival", "alive and still in remission"),
    "relapse_incidence": Wording("Cumulative incidence of relapse", "in relapse", rising=True),
    "b_cell_aplasia": Wording("B-cell aplasia", "alive and still without B cells"),
    "neutrophil_recovery": Wording("Neutrophil recovery", "recovered from neutropenia", rising=True),
    "acute_gvhd": Wording("Acute GvHD of grade II to IV", "past acute GvHD of grade II or more", rising=True),
    "chronic_gvhd": Wording("Chronic GvHD", "with chronic GvHD", rising=True),
    "engraftment": Wording("Neutrophil engraftment", "engrafted", rising=True),
    "gvhd_relapse_free_survival": Wording("GvHD-free, relapse-free survival", "alive without severe GvHD or relapse"),
    "molecular_relapse": Wording("Molecular relapse-free survival", "in major molecular response"),
    "extinction": Wording("Clone extinct in the model", "free of the clone (extinct in the model)", rising=True),
}


def endpoint_words(name: str, labels: Mapping[str, str] | None = None) -> Wording:
    """Word an endpoint; one that is not known is worded by its label, or else by its name.

    Examples
    --------
    >>> endpoint_words("overall_survival").state, endpoint_words("second_infection").state
    ('alive', 'alive without second infection')
    """
    label = in_words((labels or {}).get(name, name))
    for key, words in ENDPOINTS.items():
        if name == key or label.startswith(words.noun):
            return words
    noun = label.split(" (")[0]
    rising = name.endswith(("recovery", "remission", "response"))
    return Wording(noun, f"{'with' if rising else 'alive without'} {uncapital(noun)}", rising)


def in_words(name: str) -> str:
    """Write a name as a phrase: the last part of a dotted name, capitals where a reader expects them.

    Examples
    --------
    >>> in_words("b_all.car_blood"), in_words("flu_cy"), in_words("MRD (< 1e-4) by day 28")
    ('CAR blood', 'Flu/Cy', 'MRD (< 10⁻⁴) by day 28')
    """
    phrase = re.sub(r"\b1e([+-]?\d+)\b", lambda found: f"10{superscript(int(found.group(1)))}", name)
    if name in BLOCKS:
        return BLOCKS[name]
    if " " not in name:
        phrase = " ".join(CAPITALS.get(part.lower(), part) for part in name.rsplit(".", 1)[-1].split("_") if part)
    return capital(phrase)


def capital(phrase: str) -> str:
    """Let a phrase begin a sentence; a word that begins small for a reason stays as it is.

    Examples
    --------
    >>> capital("driver protein"), capital("mRNA left"), capital("siRNA in plasma")
    ('Driver protein', 'mRNA left', 'siRNA in plasma')
    """
    return phrase if re.match(r"(m|si|sg)RNA\b|pH\b", phrase) else phrase[:1].upper() + phrase[1:]


def uncapital(phrase: str) -> str:
    """Let a phrase stand inside a sentence, abbreviations kept.

    Examples
    --------
    >>> uncapital("Relapse"), uncapital("CAR T cells"), uncapital("B-cell aplasia")
    ('relapse', 'CAR T cells', 'B-cell aplasia')
    """
    return phrase if phrase[:2].upper() == phrase[:2] or phrase[1:2] in "- " else phrase[:1].lower() + phrase[1:]


def observable_words(trajectories: xr.Dataset, name: str) -> str:
    """Say what an observable is, from its label or description."""
    attrs = trajectories[name].attrs
    said = str(attrs.get("label") or attrs.get("description") or name)
    return in_words(said.split(";")[0].split(". ")[0]).rstrip(".")


def figure_words(result: StudyResult, key: str) -> str:
    """Say what a figure is, from the text its endpoint gave it.

    A bare endpoint name stands for its first figure; what is no key is taken as words.
    """
    bare = key.removesuffix(".hazard_ratio")
    if bare != key:
        return f"{result.labels.get(bare, in_words(bare))}, hazard ratio"
    for summary in result.summaries:
        for known, figure in summary.figures.items():
            if key in (known, figure.text) or known.partition(".")[0] == key:
                return in_words(figure.text)
    return in_words(key.replace(".", "_"))


def figure_unit(result: StudyResult, key: str, value: float) -> str:
    """Give the unit of a figure; of one that nobody has, what its value looks like."""
    for summary in result.summaries:
        if key in summary.figures:
            return summary.figures[key].unit
    return "fraction" if 0 <= value <= 1 else ""


def warning_words(result: StudyResult, warning: str) -> str:
    """Say a warning with the words of its figure in the place of the figure's key."""
    keys = {key: figure.text for summary in result.summaries for key, figure in summary.figures.items()}
    for key in sorted(keys, key=len, reverse=True):
        warning = re.sub(rf"(?<![\w.]){re.escape(key)}(?![\w.])", keys[key], warning) if "." in key else warning
    return capital(warning)


def arm_words(result: StudyResult, name: str) -> str:
    """Give an arm's label for its name or label; without a name, the only or first arm."""
    labels = {summary.name: summary.label for summary in result.summaries}
    return labels.get(name, name) or result.arms[0]


def compared_words(result: StudyResult, row: Mapping[Any, Any]) -> str:
    """Give the label of the arm of a published figure, and of the arm it is divided by."""
    over = str(row.get("over", ""))
    return arm_words(result, str(row["arm"])) + (f" over {arm_words(result, over)}" if over else "")


def short_arms(arms: Sequence[str]) -> dict[str, str]:
    """Leave out what stands in brackets at the end of an arm's label, if the arms can still be told apart.

    Examples
    --------
    >>> short_arms(["With conditioning (Flu/Cy)", "Without"])["With conditioning (Flu/Cy)"]
    'with conditioning'
    """
    short = [re.sub(r"\s*\([^()]*\)$", "", arm) for arm in arms]
    short = short if len(set(short)) == len(set(arms)) else list(arms)
    plain = ("With ", "Without ", "No ")
    return {arm: uncapital(name) if name.startswith(plain) else name for arm, name in zip(arms, short, strict=True)}


def tied(text: str) -> str:
    """Keep numbers and their units on one line.

    Examples
    --------
    >>> tied("5 % on day 10") == "5\N{NO-BREAK SPACE}% on day\N{NO-BREAK SPACE}10"
    True
    """
    hard = "\N{NO-BREAK SPACE}"
    text = re.sub(r"(?<=[\d⁰¹²³⁴⁵⁶⁷⁸⁹]) (?=[%×]|cells\b|copies\b)", hard, text)
    return re.sub(r"(?<=×) (?=10)|(?<=\bday) (?=\d)|(?<=\bn) (?== )|(?<==) (?=\d)|(?<=<) (?=\d)", hard, text)


def percent(share: float, digits: int = 0) -> str:
    """Write a fraction in percent.

    Examples
    --------
    >>> percent(0.815), percent(0.0004), percent(float("nan"))
    ('82 %', '< 1 %', '–')
    """
    if not math.isfinite(share):
        return "–"
    if digits == 0 and 0 < share < 0.005:
        return "< 1 %"
    return f"{math.floor(share * 100 * 10**digits + 0.5) / 10**digits:.{digits}f} %"


def number(value: float) -> str:
    """Write a number with three digits, powers of ten from 10,000 on.

    Examples
    --------
    >>> number(2.1e10), number(0.045), number(1234.5), number(0.0), number(3.2e-11)
    ('2.1 × 10¹⁰', '0.045', '1,234', '0', '3.2 × 10⁻¹¹')
    """
    if not math.isfinite(value):
        return "not reached"
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{float(mantissa):g} × 10{superscript(int(exponent))}"


def superscript(exponent: int) -> str:
    """Write an integer as an exponent.

    Examples
    --------
    >>> superscript(-12)
    '⁻¹²'
    """
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def unit_words(unit: str) -> str:
    """Write a unit as a reader does.

    Examples
    --------
    >>> unit_words("cell"), unit_words("copy/ug"), unit_words("1/cell/day"), unit_words("cell/uL*day")
    ('cells', 'copies/µg', '1/cell/day', 'cells/µL × days')
    """
    return " × ".join(_one_unit(part) for part in unit.split("*"))


def _one_unit(unit: str) -> str:
    """Write a unit without products: plural above the line, singular below it."""
    above, slash, below = unit.partition("/")
    parts = [part if part in ("cell", "day", "copy") else UNITS.get(part, part) for part in below.split("/")]
    first = UNITS.get(above, above) if not slash or above != "1" else "1"
    return "/".join([first, *parts]) if slash else first


def quantity(value: float, unit: str) -> str:
    """Write a value with its unit: a fraction in percent, a time in days.

    Examples
    --------
    >>> quantity(0.82, "fraction"), quantity(12.0, "day"), quantity(3e9, "cell"), quantity(math.nan, "1")
    ('82 %', '12 days', '3 × 10⁹ cells', '–')
    """
    if unit == "fraction":
        return percent(value)
    return f"{number(value)} {unit_words(unit)}".rstrip() if math.isfinite(value) else _without_value(unit)


def _without_value(unit: str) -> str:
    """Write what does not exist: a median time is not reached, a ratio to nobody or to nothing is nothing."""
    return "not reached" if unit == "day" else "–"


def cell(figure: Figure, n: int) -> str:
    """Write a figure with its interval, and with its own n where that is not ``n``; the unit of a time is left out.

    Examples
    --------
    >>> from engraft.outcomes.figure import Figure
    >>> half, late = Figure(0.5, 0.43, 0.57, 198, "fraction", ""), Figure(240.0, 200.0, math.nan, 90, "day", "")
    >>> cell(half, 198), cell(late, 198)
    ('50 % (43 to 57)', '240 (from 200), n = 90')
    >>> cell(Figure(math.nan, math.nan, math.nan, 90, "day", "", withheld="outside the studied range"), 198)
    'withheld: outside the studied range'
    >>> cell(Figure(math.nan, math.nan, math.nan, 198, "1", ""), 198)
    '–'
    >>> cell(Figure(math.nan, 0.137, 0.788, 198, "fraction", "an interval without a middle"), 198)
    'between 14 and 79 %'
    """
    if figure.withheld:
        return f"withheld: {figure.withheld}"
    if figure.n == 0:
        return "– (n = 0)"
    own = f", n = {figure.n:,}" if figure.n != n else ""
    fraction = figure.unit == "fraction"
    lower, upper = (percent(v).removesuffix(" %") if fraction else number(v) for v in (figure.lower, figure.upper))
    value = percent(figure.value) if fraction else number(figure.value)
    if only_bounds(figure):
        return between(figure) + own
    value = value if math.isfinite(figure.value) else _without_value(figure.unit)
    if not math.isfinite(figure.lower):
        return value + own
    return f"{value} ({lower} to {upper}){own}" if math.isfinite(figure.upper) else f"{value} (from {lower}){own}"


def only_bounds(figure: Figure) -> bool:
    """Tell a figure that is an interval without a middle."""
    return not math.isfinite(figure.value) and math.isfinite(figure.lower) and math.isfinite(figure.upper)


def between(figure: Figure) -> str:
    """Write an interval that has no middle."""
    fraction = figure.unit == "fraction"
    low, high = (f"{100 * v if fraction else v:.2g}" for v in (figure.lower, figure.upper))
    return f"between {low} and {high}" + (" %" if fraction else "")


def figure_name(figure: Figure) -> str:
    """Name a figure with the unit its cells leave out.

    Examples
    --------
    >>> from engraft.outcomes.figure import Figure
    >>> figure_name(Figure(9.0, 4.0, 14.0, 10, "day", "overall survival, median"))
    'Overall survival, median (days)'
    """
    unit = "" if figure.unit == "fraction" else unit_words(figure.unit)
    return in_words(figure.text) + (f" ({unit})" if unit else "")
