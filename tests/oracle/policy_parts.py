"""What a random policy is made of: its figures, its flags, and the tasks and notes of its rules."""

import random
from collections.abc import Callable
from typing import NamedTuple

from tests.oracle.conditions import ROW_CONDITIONS, Pool, condition
from tests.oracle.figures import (
    FLAG_NAMES,
    FROM_TO,
    Figure,
    Said,
    fact_figure,
    later_figure,
    period_figure,
    session_figure,
    some,
    window,
)

Random = random.Random


class Scale(NamedTuple):
    """How much a policy says, and how deep its conditions are."""

    figures: int = 8
    rules: int = 5
    ladders: int = 1
    tables: int = 1
    depth: int = 1


class Parts:
    """Writes the parts of one policy from the bottom up, so that no name looks up."""

    def __init__(self, rng: Random, scale: Scale) -> None:
        self.rng, self.scale = rng, scale
        # many look at nothing that the policy did: the engine works most such rules out for all days at once
        self.plain = rng.random() < 0.45
        self.rules = [f"rule{number}" for number in range(1, scale.rules + 1)]
        self.steps = [
            [f"step{ladder}_{step}" for step in range(1, rng.randint(1, 4) + 1)]
            for ladder in range(1, scale.ladders + 1)
        ]
        self.pool = Pool(
            truths=[*(() if self.plain else FLAG_NAMES), "compulsory_school_age", "fsm", "send"],
            words={
                "class": ("red", "blue"),
                "house": ("lion", "bear"),
                "weekday": ("Monday", "Friday"),
                "key_stage": ("KS1", "KS2"),
            },
            values={"few": "session", "some_days": "school day", "good": "percent", "late_by": "minute"},
        )
        self.measures: Said = {}
        self.row_figures: dict[str, Figure] = {}

    def _add(self, name: str, figure: Figure) -> None:
        self.measures[name] = figure.said
        self.pool.figures.add(name)
        self._know(self.pool, name, figure)

    @staticmethod
    def _know(pool: Pool, name: str, figure: Figure) -> None:
        if figure.unit == "truth":
            pool.truths.append(name)
        elif figure.unit == "code":
            pool.words[name] = ("I", "N", "/", "O")
        elif figure.unit == "half":
            pool.words[name] = ("AM", "PM")
        elif figure.unit == "date":
            pool.dates.append(name)
        else:
            pool.numbers[name] = (figure.unit, figure.size)

    def figures(self) -> None:
        """The figures, those that rest on others after them."""
        rng, ids = self.rng, [*self.rules, *(step for ladder in self.steps for step in ladder)]
        self._add("figure0", Figure({"count": "sessions", "of": "absent", "over": "last 10 school days"}, "session", 3))
        for number in range(1, self.scale.figures):
            kind, name = rng.random() * (0.72 if self.plain else 1), f"figure{number}"
            if kind < 0.55:
                self._add(name, self._of_marks_and_rows(session_figure))
            elif kind < 0.72:
                self._add(name, self._of_marks_and_rows(self._of_rows))
            elif kind < 0.79:
                self._add(name, period_figure(rng, self.pool))
            elif kind < 0.9 and ids:
                self._add(name, later_figure(rng, self.pool, ids))
            elif kind < 0.95:
                self._add(name, Figure({"is": condition(rng, self.pool, 1)}, "truth", 0))
            else:
                unit, size = self.pool.numbers["figure0"]
                other = rng.choice([name for name, (its, _) in self.pool.numbers.items() if its == unit])
                self._add(
                    name,
                    Figure(
                        {
                            "is": rng.choice(
                                [
                                    f"figure0 + {other}",
                                    f"max(figure0, {other})",
                                    f"if watched then figure0 else {other}",
                                ]
                            )
                        },
                        unit,
                        size,
                    ),
                )

    def _of_marks_and_rows(self, draw: Callable[[Random], Figure]) -> Figure:
        figure = draw(self.rng)
        while self.plain and any(name in f"{figure.said}" for name in (*FLAG_NAMES, *_TOLD_DAY_BY_DAY)):
            figure = draw(self.rng)
        return figure

    def _of_rows(self, rng: Random) -> Figure:
        """A count of rows, at times of those that something of the review day tells."""
        figure = fact_figure(rng)
        if rng.random() < 0.25:
            told = condition(rng, self.pool, 0)
            figure.said["of"] = rng.choice(["({}) and ({})", "({}) or ({})"]).format(
                figure.said.get("of", "true"), told
            )
        return figure

    def flags(self) -> Said:
        """Two that people set, three that the policy sets."""
        rng = self.rng
        lasts = {
            "lasts": rng.choice(
                [
                    "3 school days",
                    "1 week",
                    "10 days",
                    "rest of term",
                    "next term",
                    "span",
                    "2 school weeks",
                    "1 month",
                    "reach",
                ]
            )
        }
        until = {"until": condition(rng, self.pool, 1)}
        ends = rng.choice([lasts, lasts, until, lasts | until])
        steps = [step for ladder in self.steps for step in ladder]
        starts = "notices" if self.plain else rng.choice([*self.rules, *steps])
        return {
            "watched": {"set_by": "headteacher"},
            "doubted": {"set_by": "office", "called": "unsure"},
            "mon1": {"starts": starts, **ends},
            "mon2": {"starts": condition(rng, self.pool, 1), **rng.choice([lasts, until, lasts | until])},
            "mon3": {
                "starts": rng.choice(
                    [*("contacts", "lessons", "evidence", "notices") * 2, "leave_requests", "excused"]
                ),
                **rng.choice([lasts, until, lasts | until]),
            },
        }

    def tasks(self, pool: Pool) -> list[Said]:
        """What a rule asks for; some tasks with a moment of their own."""
        rng = self.rng
        return [
            {
                "do": f"task{number}",
                **some(rng, 0.08 if self.plain else 0.2, {"if": condition(rng, pool, 0)}),
                **some(rng, 0.3, {"to": "parents"}),
            }
            for number in range(1, rng.choice([1, 1, 1, 2, 3]) + 1)
        ]

    def notes(self, pool: Pool) -> Said:
        """Sentences beside an action, some with a moment of their own, some with a figure to show."""
        rng, figures = self.rng, sorted({*pool.numbers, *pool.truths, *pool.words, *pool.dates} & self.measures.keys())
        return some(
            rng,
            0.35,
            {
                "notes": [
                    {
                        "say": f"note{number}",
                        **some(rng, 0.5, {"if": condition(rng, pool, 0)}),
                        **some(rng, 0.6, {"show": rng.choice(figures)}),
                    }
                    for number in range(1, rng.choice([1, 1, 2]) + 1)
                ]
            },
        )

    def about(self, pool: Pool, tables: tuple[str, ...]) -> str:
        """A table about whose rows something is; conditions may speak of the row from now on."""
        each = self.rng.choice(tables)
        pool.truths += list(ROW_CONDITIONS[each]) * 2
        if each in FROM_TO:
            pool.numbers |= {
                "row_absent": ("session", 1),
                "row_days": ("school day", 1),
                "after_row": ("session", 1),
                "school_days": ("school day", 2),
            }
            for name, figure in self.row_figures.items():
                self._know(pool, name, figure)
        return each

    def _known(self, name: str) -> None:
        """From now on a rule or step may be named and counted."""
        if self.plain:
            return
        self.pool.truths.append(name)
        if self.rng.random() < 0.4:
            of = some(
                self.rng,
                0.4,
                {"of": self.rng.choice(['outcome = "done"', 'outcome in ("missed", "excused")', "outcome = null"])},
            )
            self._add(f"count_{name}", Figure({"count": name, **of, "over": window(self.rng)}, "action", 1))


_TOLD_DAY_BY_DAY = ("total", "'last'", "excused", "trips", "sport", "minutes_late", "arrived", "session'")
