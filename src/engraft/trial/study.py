"""The study file: what may stand in it, field by field (the format is explained in docs/study-file.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator

from engraft.errors import SpecificationError
from engraft.trial.fields import (
    Count,
    Day,
    DoseText,
    Duration,
    NotEmpty,
    Number,
    Section,
    Seed,
    Symbol,
    Text,
    Word,
    problem,
)
from engraft.trial.lot_fields import Lots
from engraft.trial.population_fields import PopulationChoice
from engraft.trial.reading import Document, Where, apply_overrides, find_document, one_line
from engraft.trial.sources import Override, Sourced, Valued

LONGEST = 36525.0  # days: nobody is followed for longer than a life


class Template(Section):
    """A ready-made regimen, such as ``flu_cy``; its rules named in ``without`` never fire."""

    template: Text
    day: Day | None = None
    without: tuple[Text, ...] = ()


class Given(Section):
    """A product on one or several days."""

    give: Text
    dose: DoseText | None = None
    day: Day | None = None
    days: Annotated[tuple[Day, ...], NotEmpty] | None = None
    over: Duration | None = None
    into: str = ""
    lot: str = ""
    traits: dict[str, Valued] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way(self) -> Given:
        """Refuse two ways of saying when, and a day that stands twice."""
        if self.day is not None and self.days is not None:
            raise problem("both day: and days: are given", do="keep one of them")
        twice = _twice(self.days or ())
        if twice is not None:
            what = f"{self.give} is given twice on day {twice:g}"
            raise problem(what, expected="days: that differ", do="leave the second out, or give a larger dose:")
        return self

    def when(self) -> tuple[float, ...]:
        """List the days; without any, day 0."""
        return self.days or (self.day if self.day is not None else 0.0,)


class RuleGiven(Section):
    """A product that is given when a condition holds at a round."""

    rule: Symbol
    when: Text
    give: Text
    dose: DoseText | None = None
    over: Duration | None = None
    into: str = ""
    traits: dict[str, Valued] = Field(default_factory=dict)
    after: Duration = 0.0
    every_at_least: Duration = 0.0
    at_most: Count = 1_000_000


def _kind(entry: Any) -> str | None:
    """Tell which kind of regimen entry this is by its first word."""
    has = entry if isinstance(entry, dict) else vars(entry) if isinstance(entry, Section) else {}
    return next((f"entry {kind}" for kind in ("rule", "template", "give") if kind in has), None)


Entry = Annotated[
    Annotated[RuleGiven, Tag("entry rule")]
    | Annotated[Template, Tag("entry template")]
    | Annotated[Given, Tag("entry give")],
    Discriminator(
        _kind,
        custom_error_type="engraft",
        custom_error_message="an entry of a regimen needs one of: give, template, rule",
    ),
]


class ArmFile(Section):
    """One way to treat the persons of the study."""

    name: Word
    label: Text
    regimen: tuple[Entry, ...] = ()


class RoundsFile(Section):
    """When rules are looked at: from a day to a day, every so often."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day
    every: Duration


class Every(Section):
    """Visits at a fixed distance, from day 0 to the end."""

    every: Annotated[Duration, Field(gt=0.0)]


class Scheduled(Section):
    """Visits on the days that a guidance asks for."""

    schedule: Text


def _shape(value: Any) -> str:
    """Tell a mapping from anything else, so that only one kind of complaint is made."""
    if isinstance(value, Scheduled) or (isinstance(value, dict) and "schedule" in value):
        return "a schedule"
    return "a mapping" if isinstance(value, (dict, Section)) else "a plain value"


def _twice(days: Iterable[float]) -> float | None:
    """Find the first day that stands in a list again."""
    seen: set[float] = set()
    for day in days:
        if day in seen:
            return day
        seen.add(day)
    return None


def _apart(days: tuple[float, ...]) -> tuple[float, ...]:
    """Refuse a visit that stands twice."""
    twice = _twice(days)
    if twice is not None:
        raise problem(f"the visit on day {twice:g} stands twice", do="leave one of them out")
    return days


Visits = Annotated[
    Annotated[tuple[Day, ...], AfterValidator(_apart), Tag("a plain value")]
    | Annotated[Every, Tag("a mapping")]
    | Annotated[Scheduled, Tag("a schedule")],
    Discriminator(_shape),
]


class AssayFile(Sourced):
    """An instrument: what it reads, in which unit, how noisy, and from where on."""

    name: Word
    observable: Text
    unit: Text
    lloq: Annotated[Number, Field(ge=0.0)]
    sd_log: Annotated[Number, Field(ge=0.0)]


class EndpointFile(Section):
    """An endpoint by name; any further field is an option of that endpoint."""

    model_config = ConfigDict(extra="allow")

    name: Word

    @classmethod
    def names(cls) -> list[str]:
        """Let every field pass; the endpoint itself knows its options."""
        return []

    @model_validator(mode="before")
    @classmethod
    def _known(cls, data: object) -> object:
        """Let a bare name stand for an endpoint without options."""
        if not isinstance(data, (str, dict)):
            raise problem("an endpoint is a name, or a mapping with a name", got=one_line(repr(data), 60))
        return {"name": data} if isinstance(data, str) else data


class Published(Section):
    """A published figure that is shown beside the simulated one; only those of role ``calibrate`` are ever fitted to.

    ``band`` says whether ``lower`` and ``upper`` are a 95 % interval or an engineering band, ``n`` of how many
    patients the figure is, ``scale`` on which scale its error is normal. With ``over`` the figure is that of the arm
    divided by that of another arm; with ``contrast`` too it is the hazard ratio between them of the time to event that
    ``endpoint`` names, of ``allocation`` patients in the arm for each in the other. What was published as an ordering
    has a bound and no ``value``.
    """

    id: Annotated[str, Field(max_length=40)] = ""
    role: Literal["calibrate", "input", "predict"] = "predict"
    endpoint: Text
    arm: str = ""
    over: str = ""
    contrast: Literal["", "hazard_ratio"] = ""
    allocation: Annotated[Number, Field(gt=0.0, le=100.0)] = 1.0
    value: Number | None = None
    lower: Number | None = None
    upper: Number | None = None
    band: Literal["interval", "engineering"] = "interval"
    scale: Literal["", "normal", "logit", "log"] = ""
    n: Count | None = None
    source: Text
    note: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Published:
        """Refuse a value outside of its own interval."""
        known = [one for one in (self.lower, self.value, self.upper) if one is not None]
        if known != sorted(known):
            got = ", ".join(f"{one:g}" for one in known)
            raise problem("a value lies outside its own interval", expected="lower <= value <= upper", got=got)
        bounded = self.lower is not None and self.upper is not None and self.lower < self.upper
        if self.role == "calibrate" and not bounded:
            expected = "lower and upper, one below the other"
            raise problem(f"the target '{self.id or self.endpoint}' has no bounds to be fitted to", expected=expected)
        return self

    @model_validator(mode="after")
    def _figure(self) -> Published:
        """Refuse a figure without a value that is no ordering, and a target that is a ratio of arms."""
        name = self.id or self.endpoint
        if self.value is None and (self.role != "predict" or self.band != "engineering" or not self._bounded):
            expected = "value:; or, of an ordering, role: predict, band: engineering and lower: or upper:"
            raise problem(f"the published figure '{name}' has no value", expected=expected)
        if self.over and self.role == "calibrate":
            raise problem(f"the target '{name}' is a ratio of two arms", do="fit to the figure of one arm")
        if self.contrast and not self.over:
            raise problem(f"the hazard ratio '{name}' is of one arm only", do="name the other arm with over:")
        if self.allocation != 1.0 and not self.contrast:
            raise problem(f"'{name}' has an allocation and is no hazard ratio", do="leave allocation: out")
        return self

    @property
    def key(self) -> str:
        """Name the figure: that of an endpoint, or the contrast of a time to event."""
        return f"{self.endpoint}.{self.contrast}" if self.contrast else self.endpoint

    @property
    def _bounded(self) -> bool:
        """Tell whether there is a bound."""
        return self.lower is not None or self.upper is not None


class Uncertainty(Section):
    """How well a typical value is known: without ``cv``, as well as the bounds of its assumption say."""

    cv: Annotated[Number, Field(gt=0.0, le=5.0)] | None = None
    why: str = ""

    @model_validator(mode="after")
    def _explained(self) -> Uncertainty:
        """Refuse a coefficient of variation without a reason."""
        if self.cv is not None and not self.why.strip():
            raise problem("a cv needs its reason", expected="why: where the uncertainty of the published value is from")
        return self


class CalibrationFile(Section):
    """What ``engraft calibrate`` fits: how many persons and laws, and the law of which parameters.

    With ``from`` it goes on where the laws of another study ended.
    """

    from_: Annotated[Text | None, Field(alias="from")] = None

    persons: Annotated[Count, Field(ge=100)] = 10_000
    laws: Annotated[Count, Field(ge=100)] = 200
    seed: Seed = 271_828
    parameters: dict[str, Uncertainty] = Field(min_length=1)


class StudyFile(Section):
    """A whole study file."""

    engraft: Literal[1]
    name: Word
    title: Text
    question: Text
    limits: str = ""
    model: Text
    parameters: dict[str, Override] = Field(default_factory=dict)
    laws: Text | None = None
    population: PopulationChoice
    seed: Seed = 1
    start: Day = -7.0
    follow_up: Duration
    rtol: Annotated[Number, Field(ge=1e-12, le=1e-2)] = 1e-6
    lots: Lots = Field(default_factory=dict)
    arms: Annotated[tuple[ArmFile, ...], NotEmpty]
    rounds: tuple[RoundsFile, ...] | None = None
    visits: Visits = Field(default_factory=lambda: Every.model_validate({"every": "7 day"}))
    assays: tuple[AssayFile, ...] = ()
    endpoints: Annotated[tuple[EndpointFile, ...], NotEmpty]
    published: tuple[Published, ...] = ()
    calibrate: CalibrationFile | None = None

    @model_validator(mode="after")
    def _sensible(self) -> StudyFile:
        """Refuse a study without time, and two arms or assays of one name."""
        if self.follow_up <= 0.0 or self.start >= self.follow_up:
            got = f"{self.follow_up:g} d"
            raise problem("follow_up ends before the study starts", expected="a time after start", got=got)
        for name, day in (("start", -self.start), ("follow_up", self.follow_up)):
            if day > LONGEST:
                raise problem(f"{name} lies too far from day 0", expected="at most 100 years", got=f"{day:g} d")
        for what, names in (("arms", [arm.name for arm in self.arms]), ("arms", [arm.label for arm in self.arms]),
                            ("assays", [assay.name for assay in self.assays]),
                            ("published figures", [one.id for one in self.published if one.id])):  # fmt: skip
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise problem(f"two {what} are called '{twice}'", do="give one of them another name")
        return self


@dataclass(frozen=True)
class Study:
    """A study as it was read: its fields, and the document that knows where each stands."""

    file: StudyFile
    document: Document


def load_study(
    name_or_path: str | Path, *, overrides: Iterable[str] = (), rtol: float | None = None, laws: str | None = None
) -> Study:
    """Read a study that comes with engraft by name, or any study file by path.

    ``overrides`` are ``path=value`` texts, as given with ``--set``; ``rtol`` and ``laws`` (a law file) come after them,
    as with ``--rtol`` and ``--laws``.

    Raises
    ------
    SpecificationError
        In three lines: file, line and field at fault, what was expected, and the nearest known name.
    """
    document = apply_overrides(find_document(name_or_path), overrides)
    if rtol is not None:
        document = apply_overrides(document, [f"rtol={rtol!r}"], by="--rtol")
    if laws is not None:
        document = apply_overrides(document, [f"laws={json.dumps(laws)}"], by="--laws")
    return check_study(document)


def check_study(document: Document) -> Study:
    """Check plain data against the format of a study file."""
    try:
        return Study(StudyFile.model_validate(document.data), document)
    except ValidationError as error:
        raise _first_fault(error, document) from error


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of a study file, for editors."""
    schema = StudyFile.model_json_schema(by_alias=True)
    schema["$defs"]["EndpointFile"] = {"anyOf": [{"type": "string"}, schema["$defs"]["EndpointFile"]]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "engraft study file"}


def _first_fault(error: ValidationError, document: Document) -> SpecificationError:
    """Say the first fault that pydantic found, as engraft says faults."""
    fault = min(error.errors(include_url=False), key=lambda e: _line(document, _where(e["loc"], document.data)))
    details = fault.get("ctx", {})
    where = _where(fault["loc"], document.data)
    if "inside" in details:
        where = (*where, details["inside"])
    do = str(details.get("do", ""))
    if fault["type"] == "engraft":
        expected, got = str(details.get("expected", "")), str(details.get("got", ""))
        what = str(details.get("what", fault["msg"]))
    else:
        missing, empty = fault["type"] == "missing", fault["input"] is None
        if missing:
            where = (*where, fault["loc"][-1])
        what = f"the field '{where[-1]}' is missing" if missing else _plainly(fault["msg"])
        expected, got = "", "" if missing else one_line("nothing" if empty else repr(fault["input"]), 60)
    what = f"{document.locate(where)}: {one_line(what)}"
    return SpecificationError(what, expected=one_line(expected), got=one_line(got), do=one_line(do))


def _where(loc: tuple[str | int, ...], data: object) -> Where:
    """Keep the steps of a pydantic location that lead through the data; the others name union members."""
    where: list[str | int] = []
    for step in loc:
        inside = step in data if isinstance(data, dict) else isinstance(data, list) and isinstance(step, int)
        if inside and isinstance(data, (dict, list)):
            data = data[step]  # type: ignore[index]  # a list was checked to be stepped through by number
            where.append(step)
    return tuple(where)


def _plainly(message: str) -> str:
    """Say a message of pydantic in the words of a study file."""
    return re.sub(r"^(Input|String) should", "this should", message).replace("valid tuple", "list")


def _line(document: Document, where: Where) -> int:
    """Find the line of a field, so that the first fault in the file is told first."""
    return next((document.lines[where[:k]] for k in range(len(where), 0, -1) if where[:k] in document.lines), 0)
