"""The course of an indicator: every year that the store or the returns of the edition have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.answers.tallies import ANSWERED, UNITS, tally
from analysis.development.breaks import breaks_in
from analysis.development.indicators import Indicator, indicator_of
from analysis.development.values import sources_of, values_of
from analysis.elsewhere.series import figures_of
from analysis.figures import Figure, lines, small_multiples
from analysis.intake.codebook import Option
from analysis.survey import Survey, SurveyForm
from analysis.tables.numbers import Number, Traced, cells_of
from analysis.tables.table import CellValue, Column, Row, Table
from analysis.tables.wording import capital, listing, lower, moved, years
from project.editions import MADE
from project.errors import ProjectError
from project.records import OriginCell

_UNITS = ("percent", "fte", "per", "kroner", "count")
"""Of units that a series has equally much of, the first of these kinds is told."""
TOGETHER = 6
"""Series that one panel can tell apart."""
_TOLD = 2  # series that a headline has room for

_Key = tuple[str, str, str]
_Values = dict[_Key, dict[int, float]]
"""By form, item and unit, the value of each year."""


class Nothing(ProjectError):
    """A series has no figure of what is asked for."""


@dataclass(frozen=True, eq=False)
class Series:
    """One line of the figure: of which form and item, what it is called, its value in each year.

    `tags` tell what it is about: the indicator, and the form and item where it has any.
    """

    key: tuple[str, str]
    tags: tuple[str, ...]
    head: str
    label: str
    values: Mapping[int, float]

    @property
    def name(self) -> str:
        """What it is called beside its line: `Voksne`, or `Ja`, or `Voksne: Ja`."""
        return ": ".join(filter(None, (self.head, self.label)))

    @property
    def quoted(self) -> str:
        """What it is called inside a sentence: `voksne`, or `«Ja»`, or `«Ja» (voksne)`."""
        if not self.label:
            return self.head
        return f"«{self.label}» ({lower(self.head)})" if self.head else f"«{self.label}»"


@dataclass(frozen=True)
class Course:
    """One indicator over the years, in one unit.

    `breaks` are the first years that are counted in a new way, `notes` tell why; `measure` names
    the unit, `stub` heads the years, and `source` says where the numbers stand in print. `of` is
    the form, where it has a course of its own; what is `untold` is shown, and no headline tells it.
    """

    indicator: Indicator
    unit: str
    series: tuple[Series, ...]
    breaks: tuple[int, ...]
    notes: tuple[str, ...]
    measure: str
    stub: str
    source: str
    of: str = ""
    untold: bool = False

    @property
    def years(self) -> tuple[int, ...]:
        """All that a series has a value of, earliest first."""
        return tuple(sorted({year for one in self.series for year in one.values}))

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last of its years."""
        return self.years[0], self.years[-1]

    @property
    def turned(self) -> bool:
        """Whether the table has a row a series, since they are more than the years."""
        return len(self.series) > len(self.years)

    @property
    def table(self) -> Table:
        """A row a year and a column a series, or `turned`; blank where there is no value."""
        if self.turned:
            return Table(
                tuple(
                    Row("/".join(one.tags), one.label or one.head, one.head if one.label else "")
                    for one in self.series
                ),
                tuple(Column((str(y), self.unit), str(y), self.unit) for y in self.years),
                tuple(tuple(map(one.values.get, self.years)) for one in self.series),
            ).noted(*self.notes)
        return Table(
            tuple(Row(str(year), str(year)) for year in self.years),
            tuple(
                Column(
                    (*one.tags, self.unit), one.label or one.head, self.unit,
                    (one.head,) if one.head and one.label else (),
                )
                for one in self.series
            ),
            tuple(tuple(one.values.get(year) for one in self.series) for year in self.years),
            self.stub,
        ).noted(*self.notes)  # fmt: skip

    @property
    def title(self) -> str:
        """What it is called, and of which form it is, where it has a course of its own."""
        return ", ".join(filter(None, (self.indicator.label, lower(self.of))))

    @property
    def caption(self) -> str:
        """What it is called, and its years."""
        return f"{self.title}, {self._period}."

    @property
    def _period(self) -> str:
        return years(*self.span)

    @property
    def said(self) -> str:
        """What was asked, of whom, and what counts, as a paragraph."""
        told = self.indicator
        return " ".join(filter(None, (told.question, told.base, told.definition)))

    @property
    def figure(self) -> Figure:
        """Its series as lines that end at each break, a panel each where they are many."""
        one_head = Table(
            tuple(Row(str(year), str(year)) for year in self.years),
            tuple(Column((*one.tags, self.unit), one.name, self.unit) for one in self.series),
            tuple(tuple(one.values.get(year) for one in self.series) for year in self.years),
        ).noted(*self.notes)
        drawn = lines(one_head, breaks=self.breaks, sparse=True)
        return small_multiples(drawn) if len(self.series) > TOGETHER else drawn

    @property
    def headline(self) -> str:
        """How its series moved since the last break: the main ones, or the one that moved most."""
        return self.headline_since()

    def headline_since(self, since: int = 0) -> str:
        """The same from a year on, for a page that compares with that year; 0 for the last break.

        A series without a value of that year is told from the last break.
        """
        if self.untold:
            return f"{self.title} i årene {self._period}"
        main = [one for one in self.series if one.key[1] == self.indicator.main] or self.series
        ends = {one: self._ends(one, since) for one in main}
        if len(main) <= _TOLD:
            alone = len(main) == 1
            told = (_told("" if alone else one.head or one.quoted, *ends[one]) for one in main)
            return capital("; ".join(told))
        most = max(main, key=lambda one: abs(ends[one][1].printed - ends[one][0].printed))
        _, _, year, last = ends[most]
        largest = _told(most.quoted, *ends[most])
        return capital(largest) if year == last else f"Størst endring: {largest}"

    def _ends(self, one: Series, since: int = 0) -> tuple[Number, Number, int, int]:
        """The first value after the last break, or that of `since`, and the last; their years."""
        last = max(one.values)
        alike = [y for y in one.values if not any(y < b <= last for b in self.breaks)]
        year = since if since in alike else min(alike)
        first, end = (self._number(one, y) for y in (year, last))
        return first, end, year, last

    def _number(self, one: Series, year: int) -> Number:
        value = one.values[year]
        return Number(value, self.unit, cells=(_cell(one.tags, year, self.unit, value),))


def _cell(tags: Sequence[str], year: int, unit: str, value: float) -> OriginCell:
    """Where a value stands in the table of its course."""
    return OriginCell(str(year), " ".join((*tags, unit)), unit, float(value), of=cells_of(value))


def _told(name: str, first: Number, last: Number, since: int, until: int) -> str:
    if since == until:
        said = f"{last.said} i {until}"
    else:
        said = moved(first, last, since=since, until=until)
    return f"{lower(name)} {said}" if name else said


def _key_said(key: _Key) -> str:
    """What a series is of, as one who asks for it writes it: `form adults, item yes, percent`."""
    form, item, unit = key
    return ", ".join(filter(None, (form and f"form {form}", item and f"item {item}", unit)))


def course(
    survey: Survey,
    indicator: str,
    *forms: str,
    unit: str = "",
    items: Sequence[str] = (),
) -> Course:
    """How an indicator developed, as the store of series and the edition's own returns have it.

    `forms` are the codes of those that are shown, all of them unless given; so are `items`. `unit`
    is the first that the series has of percent, FTE, rates, amounts and counts, unless given.
    Shares of answers that print gives as counts are computed. Years after the edition's are not
    shown. An indicator that `data/series/indicators.yml` doesn't have is a `ProjectError`.
    """
    told = indicator_of(survey, indicator)
    values, sources = _values(survey, indicator)
    units = sorted({key[2] for key in values}, key=_order)
    wanted = forms or dict.fromkeys(
        (*(f.code for f in survey.all_forms), "", *(k[0] for k in values))
    )
    shown = {
        (form, item, one): values[form, item, one]
        for one in ((unit,) if unit else units)
        for form in wanted
        for item in items or ("", *told.items)
        if (form, item, one) in values
    }
    if not shown:
        raise Nothing(
            f"The series '{indicator}' has nothing to show{f' in {unit}' if unit else ''}.",
            where=f"data/series/{indicator}.csv",
            todo=f"It has {'; '.join(sorted({_key_said(key) for key in values})) or 'no figures'}.",
        )
    much = Counter(key[2] for key, by_year in shown.items() for _ in by_year)
    chosen = unit or max(units, key=lambda one: much[one])
    named = {key[:2]: by_year for key, by_year in shown.items() if key[2] == chosen}
    shown_in = sorted({year for by_year in named.values() for year in by_year})
    breaks = breaks_in(survey, indicator, shown_in, {form for form, _ in named if form})
    return Course(
        told,
        chosen,
        _named(survey, indicator, named),
        tuple(one.year for one in breaks),
        tuple(one.note for one in breaks),
        survey.terms["series"]["units"][chosen],
        survey.terms["year"],
        _source(survey, sources, shown_in),
        untold=survey.year in told.untold and survey.settings.is_made(survey.year),
    )


def _order(unit: str) -> tuple[int, int]:
    """The place of a unit's kind, and of rates for many before those for few."""
    kind, _, _ = unit.partition("_")
    return _UNITS.index(kind), -len(unit)


def heads_of(survey: Survey, told: Indicator) -> dict[str, str]:
    """What the forms of an indicator are called."""
    services = {code: words.get("services", "") for code, words in survey.terms["forms"].items()}
    return services | {form.code: form.label for form in survey.all_forms} | told.forms


def _named(
    survey: Survey, indicator: str, shown: Mapping[tuple[str, str], Mapping[int, float]]
) -> tuple[Series, ...]:
    """The series with their names: of forms and of items only where they differ."""
    told = indicator_of(survey, indicator)
    heads = heads_of(survey, told)
    forms, items = ({key[i] for key in shown} for i in (0, 1))
    return tuple(
        Series(
            key,
            (indicator, *filter(None, key)),
            heads.get(key[0], told.label) if len(forms) > 1 else "",
            told.items.get(key[1], heads.get(key[0], told.label) if len(forms) == 1 else "")
            if len(items) > 1 or len(forms) == 1
            else "",
            by_year,
        )
        for key, by_year in shown.items()
    )


def _values(survey: Survey, indicator: str) -> tuple[_Values, dict[int, str]]:
    """Every value up to the edition's year, and by year the edition that gives it first."""
    values: _Values = {}
    sources: dict[int, str] = {}
    forms = list(sources_of(survey, indicator))
    own = {form.code for form in forms}
    for figure in figures_of(survey, indicator):
        ours = figure.form in own and figure.year in survey.years
        if figure.year > survey.year or ours or figure.item in (ANSWERED, UNITS):
            continue
        values.setdefault((figure.form, figure.item, figure.unit), {})[figure.year] = figure.value
        sources.setdefault(figure.year, figure.edition)
    for form in forms:
        _add_shares(form, indicator, values)
        mine = {(item, unit) for code, item, unit in values if code == form.code}
        mine |= {(o.code, "percent") for o in _options(form, indicator)}
        for year in survey.years:
            for (item, unit), value in values_of(form, indicator, year, mine).items():
                if isinstance(value, int | float) and item not in (ANSWERED, UNITS):
                    values.setdefault((form.code, item, unit), {})[year] = value
                    sources[year] = survey.settings.name
        _trace_sums(form, indicator, values)
        _add_parts(form.code, values)
    _add_totals(survey, indicator, [form.code for form in forms], values)
    return values, sources


def _add_totals(survey: Survey, indicator: str, forms: Sequence[str], values: _Values) -> None:
    """What all forms have together, in years of the returns, where the series has it of others."""
    for key in [("", "", "fte"), ("", "", "count")]:
        parts = {form: values.get((form, *key[1:]), {}) for form in forms}
        for year in survey.years:
            if key in values and len(parts) > 1 and all(year in part for part in parts.values()):
                whole = Traced(sum(part[year] for part in parts.values()))
                whole.cells = tuple(
                    _cell((indicator, form), year, key[2], part[year])
                    for form, part in parts.items()
                )
                values[key][year] = whole


def _trace_sums(form: SurveyForm, indicator: str, values: _Values) -> None:
    """Which answers the shares of the returns that count several as one are the sums of."""
    if not _options(form, indicator):
        return
    for item, codes in form.question(indicator).counts_as.items():
        parts = {code: values.get((form.code, code, "percent"), {}) for code in codes}
        by_year = values.get((form.code, item, "percent"), {})
        for year in {*form.survey.years} & by_year.keys():
            if all(year in part for part in parts.values()):
                whole = Traced(by_year[year])
                whole.cells = tuple(
                    _cell((indicator, form.code, code), year, "percent", part[year])
                    for code, part in parts.items()
                )
                by_year[year] = whole


def _add_shares(form: SurveyForm, indicator: str, values: _Values) -> None:
    """Of years whose answers are printed as counts, the shares too, where print has none."""
    options = {option.code for option in _options(form, indicator)}
    counted = [
        (item, year)
        for (code, item, unit), by_year in values.items()
        if code == form.code and unit == "count" and item in options
        for year in by_year
    ]
    for item, year in counted:
        share: CellValue = tally(form, indicator, year).share([item])
        if isinstance(share, int | float):
            values.setdefault((form.code, item, "percent"), {}).setdefault(year, share)


def _add_parts(form: str, values: _Values) -> None:
    """Of FTE by item, the shares of their sum in years that a series of shares lacks."""
    fte = {key[1]: by_year for key, by_year in values.items() if key[::2] == (form, "fte")}
    items = [item for item in fte if item]
    if not any(key[::2] == (form, "percent") for key in values):
        return
    for item in items:
        by_year = values.setdefault((form, item, "percent"), {})
        for year, amount in fte[item].items():
            whole = sum(fte[other].get(year, 0.0) for other in items)
            if whole:
                by_year.setdefault(year, 100.0 * amount / whole)


def _options(form: SurveyForm, indicator: str) -> tuple[Option, ...]:
    """The answers of the question that the indicator is named after; none of others."""
    asked = {q.variable: q for q in form.survey.codebook(form.survey.year).questions_in(form.code)}
    if indicator not in asked or asked[indicator].type not in ("choice", "choices"):
        return ()
    return form.question(indicator).options


def _source(survey: Survey, sources: dict[int, str], years: Sequence[int]) -> str:
    """Where the numbers stand in print, in the order of their years."""
    words: dict[str, str] = survey.terms["series"]
    editions = (sources[year].removesuffix(MADE) for year in years if year in sources)
    names = dict.fromkeys(editions)
    report = words["report"]
    return words["source"].format(
        sources=listing(words.get(name, report.format(edition=name)) for name in names)
    )
