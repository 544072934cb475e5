"""What was or would be mended in policy files: a unified diff, and each change in words."""

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from engine.lint.fix import Fixed


def page(fixed: Fixed) -> Iterator[str]:
    """Yield the difference of one file as a unified diff that `patch` reads."""
    before, after = (each.raw.replace("\r\n", "\n").replace("\r", "\n") for each in (fixed.before, fixed.after))
    lines = unified_diff(before.split("\n"), after.split("\n"), fixed.name, fixed.name, lineterm="")
    yield from (f"{line}\n" for line in lines)


def told(found: Sequence[Fixed], *, done: bool) -> Iterator[str]:
    """Yield what was changed, or would be."""
    for each in found:
        for why in each.why:
            yield f"{each.name} {why}\n"
    changes = sum(len(each.why) for each in found)
    if not changes:
        yield "nothing to mend\n"
        return
    verb = "mended" if done else "would be mended; `--fix` does it"
    yield f"{changes:,} {'place' if changes == 1 else 'places'} {verb}\n"
