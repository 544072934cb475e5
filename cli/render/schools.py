"""A run over many schools for people: a line a school and the total, then what is asked for, by rule."""

from collections.abc import Iterator, Sequence

from cli.render.safe import shown
from cli.render.sheet import value_text
from cli.render.totals import Totals, errors_of, sum_of

_NAME = 36
_HEAD = ("pupils", "marks", "actions", "decisions", "undecided")


def page(schools: Sequence[Totals]) -> Iterator[str]:
    """Yield the report, no line wider than 80 characters unless a name is."""
    done = [school for school in schools if not school.failed]
    width = min(max([len("school"), *(len(school.name) for school in schools)]), _NAME)
    yield f"{'school':<{width}}" + "".join(f"{name:>11}" for name in _HEAD) + "\n"
    for school in schools:
        name = f"{shown(school.name):<{width}}"
        yield f"{name}{_numbers(school)}\n" if not school.failed else f"{name}  could not be run: {_why(school)}\n"
    total = sum_of(done)
    counted = f"{len(done)} of {len(schools)} schools" if len(done) < len(schools) else f"{len(schools)} schools"
    yield f"{counted:<{width}}{_numbers(total)}\n"
    if not total.actions:
        return
    ids = max(len("rule"), *(len(rule) for rule in total.actions))
    yield f"\n{'rule':<{ids}}{'actions':>11}{'schools':>11}\n"
    for rule, number in sorted(total.actions.items()):
        has = sum(1 for school in done if school.actions.get(rule))
        yield f"{shown(rule):<{ids}}{value_text(number):>11}{value_text(has):>11}\n"
    ids = max(len("what is asked for"), *(len(task) for task in total.tasks))
    yield f"\n{'what is asked for':<{ids}}{'tasks':>11}\n"
    for task, number in sorted(total.tasks.items()):
        yield f"{shown(task).replace('_', ' '):<{ids}}{value_text(number):>11}\n"
    yield "\nEvery action: --format csv or jsonl, or --out a folder for a file a school\n"


def _numbers(school: Totals) -> str:
    actions = sum(school.actions.values())
    numbers = (school.pupils, school.marks, actions, school.decisions, school.undecided)
    return "".join(f"{value_text(number):>11}" for number in numbers)


def _why(school: Totals) -> str:
    errors = errors_of(school)
    rest = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return shown(errors[0].message) + rest if errors else "see above"
