"""A run as one page: today first, then each kind of action, decisions, and what is not known."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from cli.render.markup import Html, element
from cli.render.page import Section, facts, page, table
from cli.render.sheet import Column, Sheet, Value, day_text
from cli.render.sheets import about, code_of, due_of, ending, kind_of, marks_of
from cli.render.words import capital, count, words
from engine.decision import Action, Run, Task
from engine.nouns import dataclass

_COLUMNS = (
    *(Column("Pupil"), Column("Date", "date"), Column("Session"), Column("Due", "date"), Column("Why", "long")),
    *(Column("Marks", "long"), Column("Notes"), Column("Proposed code"), Column("About")),
)
_ALWAYS = frozenset({"Pupil", "Date", "Why"})
_ROWS_DRAWN_AT_ONCE = 3_000
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all lines of one table have in common."""

    kind: str
    rule: str
    to: str
    by: str
    obligation: str
    given: tuple[tuple[str, str], ...]
    source: str
    assumes: str


def whole(run: Run) -> Iterator[str]:
    """Yield the page; the run's actions are gone through once."""
    today = run.as_of.isoformat()
    held: dict[_Asked, list[Row]] = defaultdict(list)
    now: dict[_Asked, list[Row]] = defaultdict(list)
    for action in run.actions:
        told = (action.reason, marks_of(action), "; ".join(action.notes))
        day = date.fromisoformat(action.date)
        for task in action.tasks or (None,):
            row = (action.pupil, day, action.session, due_of(task), *told, code_of(task, day.year), about(action))
            asked = _asked(action, task)
            held[asked].append(row)
            if action.date == today:
                now[asked].append(row)
    kinds: dict[str, list[_Asked]] = defaultdict(list)
    for asked in sorted(held, key=lambda each: (each.kind, each.rule, each.to, each.by, repr(each))):
        kinds[asked.kind].append(asked)
    sections = [
        Section(f"Today, {day_text(run.as_of)}", _today(now), "today"),
        Section("All that is asked", table(_totals(kinds, held)), "all"),
        *(Section(capital(words(kind)), _kind(group, held)) for kind, group in kinds.items()),
        *(Section(sheet.name, table(sheet)) for sheet in ending(run)),
    ]
    lead = element("p", f"As of {day_text(run.as_of)}. Nothing has been sent: each line advises a named person.")
    large = sum(map(len, held.values())) > _ROWS_DRAWN_AT_ONCE
    yield from page(f"What {words(run.policy)} asks for", sections, lead=lead, large=large)


def _today(now: dict[_Asked, list[Row]]) -> Iterator[Html]:
    if not now:
        yield element("p", "Nothing is asked for on this day.")
    for asked in sorted(now, key=lambda each: (each.kind, each.rule, repr(each))):
        yield element("h3", f"{capital(words(asked.kind))}: {asked.rule}")
        yield _head(asked)
        yield from table(_lines(asked, now[asked]))


def _kind(group: Sequence[_Asked], held: dict[_Asked, list[Row]]) -> Iterator[Html]:
    for asked in group:
        yield element("h3", asked.rule)
        yield _head(asked)
        yield from table(_lines(asked, held[asked]))


def _head(asked: _Asked) -> Html:
    pairs = (
        *(("To", words(asked.to)), ("By", words(asked.by)), ("Obligation", asked.obligation), ("Clause", asked.source)),
        *((capital(words(name)), told) for name, told in asked.given),
        ("Assumes", asked.assumes),
    )
    return facts((name, told) for name, told in pairs if told)


def _lines(asked: _Asked, rows: Sequence[Row]) -> Sheet:
    """Give the rows with the columns in which at least one of them has something to say."""
    kept = [
        place
        for place, column in enumerate(_COLUMNS)
        if column.heading in _ALWAYS or any(row[place] not in (None, "") for row in rows)
    ]
    told = ([row[place] for place in kept] for row in rows)
    name = f"{capital(words(asked.kind))}, {asked.rule}: {count(len(rows), 'line')}"
    return Sheet(asked.rule, [_COLUMNS[place] for place in kept], told, name)


def _totals(kinds: dict[str, list[_Asked]], held: dict[_Asked, list[Row]]) -> Sheet:
    rows = [
        (capital(words(kind)), asked.rule, words(asked.to), len(held[asked]))
        for kind, group in kinds.items()
        for asked in group
    ]
    columns = (Column("What"), Column("Rule"), Column("To"), Column("Lines", "number"))
    return Sheet("All", columns, rows, "How often each is asked for")


def _asked(action: Action, task: Task | None) -> _Asked:
    return _Asked(
        kind_of(task),
        action.rule,
        (task and task.to) or "",
        (task and task.by) or "",
        (task and task.obligation) or "",
        tuple(task.with_.items()) if task else (),
        action.source or "",
        action.assumes or "",
    )
