"""A scenario test -> the tables of its small school, as text, each row knowing its line in the test file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from engine.calendar import DAYS_OF_THE_WEEK, SESSIONS, Calendar, Term
from engine.diagnostics import Diagnostic
from engine.document import Path
from engine.model.test_file import Row, SchoolYear, Stretch
from engine.nearest import nearest
from engine.readers.coded import coded
from engine.readers.sheet import Sheet
from engine.register import CodesInForce
from engine.testing.line import SchoolDay, read_line
from engine.testing.read import Placed
from engine.words import day_in_words


@dataclass(frozen=True, slots=True)
class Codes:
    """What a register line may hold: the code tables by date, the code for `.`, and those of a planned closure."""

    tables: Sequence[CodesInForce]
    not_required: str
    closing: frozenset[str]

    def known(self) -> frozenset[str]:
        """Give every code of every date."""
        return frozenset(code for table in self.tables for code in table.categories)

    def on(self, day: date) -> Mapping[str, str]:
        """Give the table in force on a day; an empty one where none is."""
        for table in self.tables:
            if (table.start is None or table.start <= day) and (table.until is None or day < table.until):
                return table.categories
        return {}


@dataclass(slots=True)
class Material:
    """Marks, pupils and facts as sheets, and what is wrong with them.

    `blank` are the tables without a row; one that is neither here nor there is absent.
    """

    placed: Placed
    sheets: dict[str, Sheet] = field(default_factory=dict)
    blank: set[str] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def tell(self, code: str, message: str, path: Path, help: str = "") -> None:  # noqa: A002 - the word shown
        """Add a problem at a path of the test."""
        self.diagnostics.append(Diagnostic(code, message, self.placed.document.place((*self.placed.at, *path)), help))


def school_year(shape: SchoolYear, closing: frozenset[str]) -> Calendar:
    """Give the calendar that a test describes; `weeks` counts that of the first day, and ends before the weekend."""
    month, day = map(int, shape.year_begins.split("-"))
    whole = Calendar(
        (),
        weekend=frozenset(map(DAYS_OF_THE_WEEK.index, shape.weekend)),
        extra_days=frozenset(shape.extra_days),
        week_begins=DAYS_OF_THE_WEEK.index(shape.week_begins),
        year_begins=(month, day),
    )
    if shape.terms:
        terms = tuple(_term(term.name, term.from_, term.to, term.half_term) for term in shape.terms)
    else:
        first = shape.from_ or date.min
        end = shape.to
        if shape.weeks:
            end = whole.week_of(first) + timedelta(weeks=int(shape.weeks), days=-1)
            while end.weekday() in whole.weekend:
                end -= timedelta(days=1)
        terms = (_term(shape.name, first, end or first, shape.half_term),)
    return replace(
        whole,
        terms=terms,
        inset=frozenset(shape.inset),
        bank_holidays=frozenset(shape.bank_holidays),
        closed=frozenset(
            (closure.date, session)
            for closure in shape.closures
            if closure.code in closing
            for session in (SESSIONS if closure.session == "all" else (closure.session,))
        ),
        periods={name: (stretch.from_, stretch.to) for name, stretch in shape.periods.items()},
    )


def _term(name: str, start: date, end: date, pause: Stretch | None) -> Term:
    return Term(name, start, end, (pause.from_, pause.to) if pause else None)


def material(placed: Placed, calendar: Calendar, codes: Codes, tables: Iterable[str]) -> Material:
    """Lay out a test's tables; `tables` are those that a dataset of this policy may have besides marks and pupils.

    Yields: T003 a register line, T004 no year group, T007 a pupil or table that is not there.
    """
    made = Material(placed)
    _pupils(made)
    _marks(made, calendar, codes)
    _facts(made, tables)
    return made


def _pupils(made: Material) -> None:
    test = made.placed.test
    rows: list[tuple[Row, Path]] = []
    named = dict.fromkeys((*test.pupils, *test.marks, *(each.pupil for each in test.arrivals if each.at)))
    for pupil in named:
        given = test.pupils.get(pupil, ({},))
        base: Path = (
            ("pupils", pupil) if pupil in test.pupils else ("marks", pupil) if pupil in test.marks else ("name",)
        )
        for number, row in enumerate(given):
            path = (*base, number) if (*made.placed.at, *base, number) in made.placed.document.spans else base
            full = {"pupil": pupil, **test.defaults, **row}
            if full.get("year_group") is None:
                helped = "say it under `pupils`, or once for all: `defaults: {year_group: 4}`"
                made.tell("T004", f"the year group of `{pupil}` is not known", path, helped)
            rows.append((full, path))
    if not named:
        made.tell("T007", "the test has no pupil", ("name",), "give `marks` or `pupils`")
    made.sheets["pupils"] = sheet(made, "pupils", rows, ("pupil", "year_group"))


def sheet(made: Material, name: str, rows: Sequence[tuple[Row, Path]], header: Sequence[str]) -> Sheet:
    """Give rows as a table of text; a column that some row lacks is blank there."""
    spans, at = made.placed.document.spans, made.placed.at
    columns = tuple(dict.fromkeys((*header, *(column for row, _ in rows for column in row))))
    return Sheet(
        name=name,
        file=made.placed.document.source.name,
        source=made.placed.document.source,
        header=columns,
        lines=[spans[(*at, *path)].value.line for _, path in rows],
        cells={column: coded([row.get(column) or "" for row, _ in rows]) for column in columns},
    )


def _facts(made: Material, tables: Iterable[str]) -> None:
    test = made.placed.test
    known = dict.fromkeys(tables)
    for place, name in enumerate(test.absent):
        if name not in known:
            made.tell("T007", f"there is no table `{name}`", ("absent", place), _tables(name, known))
    for name in test.facts:
        if name not in known:
            made.tell("T007", f"there is no table `{name}`", ("facts", name), _tables(name, known))
    for name in known:
        if name not in test.absent or name in test.facts:
            rows: list[tuple[Row, Path]] = [
                (row, ("facts", name, place)) for place, row in enumerate(test.facts.get(name, ()))
            ]
            if rows:
                made.sheets[name] = sheet(made, name, rows, ("pupil",))
            else:
                made.blank.add(name)


def _tables(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else f"the tables are {', '.join(known)}"


def _marks(made: Material, calendar: Calendar, codes: Codes) -> None:
    test = made.placed.test
    rows: list[tuple[Row, Path]] = []
    for pupil, line in test.marks.items():
        pieces = {None: line} if isinstance(line, str) else dict(line)
        ends: list[tuple[date, date]] = []
        for day, text in sorted(pieces.items(), key=lambda piece: piece[0] or date.min):
            path: Path = ("marks", pupil) if day is None else ("marks", pupil, day.isoformat())
            first = _enrolled(test.pupils.get(pupil, ()), test.defaults) if day is None else day
            days, faults = read_line(text, codes.known(), codes.not_required)
            for fault in faults:
                place = made.placed.document.place((*made.placed.at, *path), fault.start, fault.end)
                made.diagnostics.append(Diagnostic("T003", fault.message, place, fault.help))
            dates = _from(calendar, first)
            if day is not None and _begins_wrongly(made, path, day, dates, ends):
                continue
            ends += [(day, dates[min(len(days), len(dates)) - 1])] if day is not None and days else []
            rows.extend(_dated(made, pupil, path, days, dates, codes))
    columns = ("pupil", "date", "session", "code")
    made.sheets["marks"] = sheet(made, "marks", _with_arrivals(made, rows), columns)


def _begins_wrongly(
    made: Material, path: Path, day: date, dates: Sequence[date], ends: Sequence[tuple[date, date]]
) -> bool:
    """Tell a line of marks that begins on no school day, or on one that another line has marked; say whether it does.

    `dates` are the school days from there on, `ends` the first and the last day of the lines before it.
    """
    place = made.placed.document.head((*made.placed.at, *path))
    if not dates or dates[0] != day:
        act = f"the next one is {day_in_words(dates[0])}" if dates else "give a day of the calendar"
        made.diagnostics.append(Diagnostic("T011", f"{day} is no school day", place, act))
        return True
    over = next((first for first, last in ends if first <= day <= last), None)
    if over is not None:
        told = f"{day} is marked already, by the line that begins on {over}"
        made.diagnostics.append(Diagnostic("T003", told, place, "let the one end before the other begins"))
    return over is not None


def _from(calendar: Calendar, first: date | None) -> tuple[date, ...]:
    return calendar.school_days if first is None else calendar.school_days[calendar.count_before(first) :]


def _enrolled(rows: Iterable[Row], defaults: Row) -> date | None:
    """Give the first day on the roll; none where it is blank or no date, which is told when the pupils are read."""
    for row in rows:
        told = {**defaults, **row}.get("enrolled_on")
        if told:
            try:
                return date.fromisoformat(told)
            except ValueError:
                return None
    return None


def _dated(
    made: Material, pupil: str, path: Path, days: Sequence[SchoolDay], dates: Sequence[date], codes: Codes
) -> Iterator[tuple[Row, Path]]:
    if len(days) > len(dates):
        over = days[len(dates)]
        told = f"the register of `{pupil}` has {len(days)} days, and the calendar {len(dates)} school days"
        place = made.placed.document.place((*made.placed.at, *path), over.start, over.end)
        made.diagnostics.append(
            Diagnostic("T003", told, place, "shorten the register, or give the calendar more weeks")
        )
    for written, day in zip(days, dates, strict=False):
        in_force = codes.on(day)
        told = day.isoformat()
        for session, code in zip(SESSIONS, written.codes, strict=True):
            if code and code not in in_force:
                place = made.placed.document.place((*made.placed.at, *path), written.start, written.end)
                wrong = f"`{code}` is no code on {told}"
                helped = f"in force then: {' '.join(sorted(in_force))}"
                made.diagnostics.append(Diagnostic("T003", wrong, place, helped))
            elif code:
                yield {"pupil": pupil, "date": told, "session": session, "code": code}, path


def _with_arrivals(made: Material, rows: list[tuple[Row, Path]]) -> list[tuple[Row, Path]]:
    """Put times of arrival beside the marks that they are of."""
    at = {(row["pupil"], row["date"], row["session"]): place for place, (row, _) in enumerate(rows)}
    for number, arrival in enumerate(made.placed.test.arrivals):
        if arrival.at is not None:
            continue
        place = at.get((arrival.pupil, str(arrival.date), arrival.session))
        path: Path = ("arrivals", number)
        if place is None:
            made.tell(
                "T007", "this arrival has no mark", path, "give the `pupil`, `date` and `session` of a mark above"
            )
        else:
            told: Row = {
                "arrived": str(arrival.arrived) if arrival.arrived else None,
                "minutes_late": arrival.minutes_late,
            }
            told = {column: text for column, text in told.items() if text is not None}
            rows[place] = ({**rows[place][0], **told}, path)
    return rows
