"""A run for people: by day, a line a task, then what was decided, what could not be, and what was read."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby

from cli.render.columns import actions_of
from cli.render.paper import Paper
from cli.render.safe import shown
from cli.render.sheet import day_text
from cli.render.table_action import INDENT, OF_REASON, PUPIL, RULE, WrittenPages, short_day
from cli.render.words import cause, count, read, said, words
from engine.decision import Decision, Run, Undecided
from engine.pool.in_turn import in_turn, with_last
from engine.told import Stretch, ToldActions


def page(run: Run, *, width: int = 80, colour: bool = False, apart: bool = False, hands: int = 1) -> Iterator[bytes]:
    """Yield the page in UTF-8, no line wider than `width` characters unless a single word is.

    Many actions come together, unless each is wanted `apart`. `hands` are processes that may write at once.
    """
    paper, actions = Paper(max(width, 60), colour), actions_of(run)

    def part(share: Iterable[Stretch[ToldActions]]) -> Iterator[bytes]:
        written = WrittenPages(paper)
        for stretch in share:
            yield from written.days(stretch, apart=apart)

    yield f"{paper.head(f'{run.policy}, as of {day_text(run.as_of)}')}\n".encode()
    parts = [partial(part, share) for share in actions.shares(1 if apart else hands)]
    yield from in_turn(with_last(parts, lambda: (piece.encode() for piece in _decisions(run, paper))))
    yield from (piece.encode() for piece in _ending(run, actions.by_rule(), actions.assumed(), paper))


def _decisions(run: Run, paper: Paper) -> Iterator[str]:
    by_table = sorted(run.decisions, key=lambda decision: decision.table)
    for table, decisions in groupby(by_table, key=lambda decision: decision.table):
        yield "\n" + paper.head(f"Decisions: {shown(table)}") + "\n"
        yield from (_decision(decision, paper) for decision in decisions)


def _decision(item: Decision, paper: Paper) -> str:
    about = " ".join(shown(each) for each in (item.pupil, item.request, item.parent) if each)
    when = f" {short_day(item.date, '')}" if item.date else ""
    given = (f"{words(name)} {said(value)}" for name, value in item.gives.items() if value is not None)
    told = ", ".join((said(item.outcome), *given))
    label = f"  {about + when:<{PUPIL + RULE + 1}} "
    if len(label) <= INDENT:
        laid = paper.wrapped(told, INDENT, first=label)
    else:
        laid = paper.wrapped(f"{label.strip()}  {told}", 2)
    return laid + (paper.wrapped(shown(item.reason), OF_REASON, dim=True) if item.reason else "")


def _ending(run: Run, counted: Mapping[str, int], assumed: Mapping[str, str], paper: Paper) -> Iterator[str]:
    total = sum(counted.values())
    yield "\n" + paper.head("Together") + "\n"
    yield paper.wrapped(f"{count(total, 'action')}, {count(len(run.decisions), 'decision')}", 2)
    for rule, times in sorted(counted.items()):
        yield f"  {shown(rule):<{PUPIL + RULE + 1}} {times:>7,}\n"
    if assumed:
        yield "\n" + paper.head("Resting on an assumption of the policy's author") + "\n"
        for told in dict.fromkeys(told for _, told in sorted(assumed.items())):
            rules = ", ".join(shown(rule) for rule, other in sorted(assumed.items()) if other == told)
            yield paper.wrapped(f"{rules}: {shown(told)}", 4, first="  ")
    if run.undecided:
        yield "\n" + paper.head("Not decided") + "\n"
        for item in run.undecided:
            yield paper.wrapped(_undecided(item), 4, first="  ")
    if run.reviews_to_come:
        yield "\n" + paper.head("Reviews still to come") + "\n"
        for review in run.reviews_to_come:
            yield f"  {words(review.check):<12} {shown(review.period):<20} {day_text(review.date)}\n"
    yield "\n" + paper.head("Read") + "\n"
    yield from (paper.wrapped(told, 4, first="  ") for told in read(run))


def _undecided(item: Undecided) -> str:
    when = (
        f"on {day_text(item.first)}" if item.first == item.last else f"{day_text(item.first)} to {day_text(item.last)}"
    )
    return f"{shown(item.rule)}: {cause(item)}; {count(item.pupils, 'pupil')}, {when}"
