"""Which changes of a policy no test notices, for people and for programs."""

from collections.abc import Iterator
from typing import Any

from cli.render.safe import shown
from engine.mutation.mutant import Fate, Judged, Mutation, Unmoved


def page(found: Mutation) -> Iterator[str]:
    """Yield the changes that nothing notices by line, the tests that a removed rule leaves as they are, the numbers."""
    survivors = [each for each in found.judged if each.fate is Fate.SURVIVED]
    for each in survivors:
        mutant = each.mutant
        yield f"{mutant.file}:{mutant.line}: no test notices that in {shown(mutant.where)} {shown(mutant.said)}\n"
    for test in found.unmoved:
        told = f"`{shown(test.test)}` still passes with `{shown(test.rule)}` taken away"
        yield f"{test.file}:{test.line}: {told}\n"
    yield closing(found) + "\n"


def closing(found: Mutation) -> str:
    """Say how many changes are noticed.

    >>> closing(Mutation(()))
    'no change was tried'
    """
    noticed, total = found.noticed
    if not total:
        return "no change was tried"
    tenths = noticed * 1000 // total
    told = f"{noticed} of {total} changes are noticed ({tenths // 10}.{tenths % 10}%)"
    equal, invalid = found.count(Fate.EQUAL), found.count(Fate.INVALID)
    told += f", {equal} proved to change nothing" if equal else ""
    return told + (f", {invalid} left out: no policy any more, or no rule rests on them" if invalid else "")


def plain(found: Mutation) -> dict[str, Any]:
    """Give the same for a program."""
    noticed, total = found.noticed
    return {
        "noticed": noticed,
        "survived": total - noticed,
        "equal": found.count(Fate.EQUAL),
        "left_out": found.count(Fate.INVALID),
        "changes": [_change(each) for each in found.judged if each.fate is not Fate.INVALID],
        "unmoved": [_unmoved(each) for each in found.unmoved],
    }


def _change(item: Judged) -> dict[str, Any]:
    mutant = item.mutant
    return {
        "file": mutant.file,
        "line": mutant.line,
        "where": mutant.where,
        "kind": mutant.kind,
        "change": mutant.said,
        "fate": item.fate.value,
        "by": item.by,
    }


def _unmoved(item: Unmoved) -> dict[str, Any]:
    return {"test": item.test, "rule": item.rule, "file": item.file, "line": item.line}
