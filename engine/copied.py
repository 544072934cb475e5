"""Plan and register -> what fired, the pupils shared out over copies of this process."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from itertools import pairwise

from engine.evaluate.run import evaluate, together
from engine.fired import Fired
from engine.narrow import of_pupils
from engine.plan import Plan
from engine.pool.coming import Coming
from engine.pool.copies import can_be_copied
from engine.register import Register
from engine.shares import moved


def evaluate_in_copies(
    plan: Plan, register: Register, copies: int, progress: Callable[[int, int], None] | None = None
) -> Fired:
    """Run a plan over a register, a share of the pupils each process: what fires is what fires in one.

    This process works the first share; that of a copy that fails or dies it works too. Where there can be no copies
    threads work side by side.
    """
    if not can_be_copied():
        return evaluate(plan, register, progress)
    count = len(register.pupils)
    (_, first), *others = pairwise(number * count // copies for number in range(copies + 1))

    def work(first: int, after: int) -> Fired:
        return evaluate(plan, of_pupils(register, first, after), threads=1)

    with ExitStack() as stack:
        coming = [stack.enter_context(Coming(partial(work, *bounds))) for bounds in others]
        parts = [work(0, first)]
        for bounds, copied in zip(others, coming, strict=True):
            part = copied.value()
            parts.append(moved(work(*bounds) if part is None else part, plan, register, bounds[0]))
            if progress is not None:
                progress(bounds[1], count)
    return together(parts)
