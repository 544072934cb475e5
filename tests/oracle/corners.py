"""Random policies out of corners that ordinary ones seldom reach: every figure is asked for, at every check.

Rules that act often, rules that show figures at each of their checks, and figures of one sort that rest on both.
"""

import random

from tests.oracle.conditions import condition, number_condition, row_condition, session_condition, whom
from tests.oracle.figures import (
    COUNTED,
    FLAG_NAMES,
    FROM_TO,
    Figure,
    Said,
    later_figure,
    period_figure,
    row_figure,
    session_figure,
    some,
    window,
)
from tests.oracle.ground import COLUMNS, FACTS, ROW_FIGURES, SETS, codes, registers, values
from tests.oracle.policies import Writer
from tests.oracle.policy_parts import Scale

Random = random.Random

THEMES = ("earlier", "earlier", "periods", "rows", "rows", "days", "clock", "ladders", "ladders", "flags", "mixed")
_CLOCKS = ("08:00", "09:30", "10:15", "10:20", "12:00", "13:30", "14:05", "15:30")
_PERIODS = ("week", "week", "month", "half_term", "term", "year")
_LONG = ("1 term", "1 half term", "2 half terms", "1 year", "pause", "2 months", "0 school days", "3 school weeks")
_OVER = ("week", "last 5 school days", "day", "term")
_ABOUT = (
    "leave_requests",
    "evidence",
    "trips",
    "notes",
    "sport",
    "contacts",
    "lessons",
    "notices",
    "parents",
    "excused",
)


class Corner(Writer):
    """Writes one policy out of a corner."""

    def __init__(self, rng: Random) -> None:
        super().__init__(rng, Scale(rules=rng.choice([1, 2, 2, 3]), ladders=rng.choice([0, 1, 1]), depth=1))
        self.theme = rng.choice(THEMES)
        # those that look at nothing that the policy did are worked out for all days at once
        self.plain = rng.random() < 0.5 and self.theme not in ("earlier", "flags", "ladders", "clock")
        self.pool.truths = [name for name in self.pool.truths if name not in FLAG_NAMES]
        self.pool.truths += () if self.plain else FLAG_NAMES

    def _check(self) -> str:
        rng = self.rng
        clocks = 0.6 if self.theme == "clock" else 0.05 if self.plain else 0.15
        periods = 0.4 if self.theme == "periods" else 0.12
        kind = rng.random()
        if kind < clocks:
            return rng.choice([*_CLOCKS, "session", "morning"])
        return rng.choice(_PERIODS) if kind < clocks + periods else rng.choice(["day"] * 5 + ["session", "morning"])

    def _base(self, number: int) -> None:
        """Figures of marks, rows and periods: those of the theme first of all."""
        figure = self._drawn()
        while self.plain and any(flag in f"{figure.said}" for flag in FLAG_NAMES):
            figure = self._drawn()
        self._add(f"figure{number}", figure)

    def _drawn(self) -> Figure:
        rng = self.rng
        kind = rng.random()
        if self.theme == "periods" and kind < 0.6:
            figure = period_figure(rng, self.pool)
        elif self.theme == "days" and kind < 0.7:
            figure = _days_figure(rng)
        elif kind < 0.55:
            figure = self._of_marks_and_rows(session_figure)
        elif kind < 0.85:
            figure = self._of_rows(rng)
        else:
            figure = _days_figure(rng)
        over = figure.said.get("over")
        if isinstance(over, str) and over.startswith("spell of ") and rng.random() < 0.6:
            # a set that is not known of every session, or that moves
            figure.said["over"] = f"spell of {session_condition(rng, 1)}"
        return figure

    def _worked_out(self) -> None:
        """Figures worked out of others: ratios, sums, differences, choices."""
        rng = self.rng
        name = rng.choice(list(self.pool.numbers))
        unit, size = self.pool.numbers[name]
        alike = rng.choice([other for other, (its, _) in self.pool.numbers.items() if its == unit])
        text, gives = rng.choice(
            [(f"{name} / 3", unit), (f"{name} - {alike}", unit), (f"max({name}, {alike}, 2)", unit),
             (f"round half up({name} / 7, 1)", unit), (f"if {name} > {size} then {alike} else null", unit),
             (f"number({name}) + 1", ""), (f"({name} + {alike}) / 2", unit), (f"{name} / max({alike}, 1)", ""),
             (f"if {name} = null then 0 else {name}", unit), (f"ceiling({name} / 2)", unit)]
        )  # fmt: skip
        self._add(f"worked{len(self.measures)}", Figure({"is": text}, gives, size))

    def _anchor(self, name: str) -> Said:
        """A rule that acts often, for others to look back at."""
        rng, pool = self.rng, self.pool.copy()
        said: Said = {"id": name, "check": self._check()}
        if rng.random() < (0.6 if self.theme == "rows" else 0.1 if self.plain else 0.25):
            said["each"] = self.about(pool, _ABOUT)
        kind = rng.random()
        if kind < 0.4:
            said |= {"when": condition(rng, pool, 0)}
        elif kind < 0.7:
            said |= {"when": f"{rng.choice(list(pool.numbers))} {rng.choice(['>=', '<', '!='])} {rng.randint(0, 2)}"}
        said |= some(rng, 0.2, {"for": whom(rng)})
        acts = (
            ["each check", "when it ends"]
            if self.plain
            else [
                "each check",
                "each check",
                "every 2 school days",
                "when it ends",
                "every 1 school week",
                "every pause",
            ]
        )
        said |= some(rng, 0.8, {"act": rng.choice(acts)})
        said |= some(rng, 0.15, {"at_most": f"once {rng.choice(['per week', 'per term', 'per month', 'ever'])}"})
        said |= some(rng, 0.1, {"if_unknown": "act"}) | {"then": self.tasks(pool)} | self.notes(pool)
        self._known(name)
        return said

    def _later(self, ids: list[str]) -> None:
        """Figures that look at earlier review points; and figures that rest on them."""
        rng = self.rng
        if self.plain:
            return
        for _ in range(rng.choice([2, 3, 4]) if self.theme in ("earlier", "rows") else rng.choice([0, 1, 2])):
            name, figure = f"later{len(self.measures)}", later_figure(rng, self.pool, ids)
            self._add(name, figure)
            if figure.said.get("value") in self.pool.words:
                self.pool.words[name] = self.pool.words[figure.said["value"]]
            if rng.random() < 0.3:
                self._worked_out()
            if rng.random() < 0.2:
                self._add(f"period{len(self.measures)}", period_figure(rng, self.pool))

    def _probe(self, name: str) -> Said:
        """A rule that shows figures at each of its checks, or whose condition compares one."""
        rng, pool = self.rng, self.pool.copy()
        said: Said = {"id": name, "check": self._check()}
        if rng.random() < (0.7 if self.theme == "rows" else 0.1 if self.plain else 0.3):
            said["each"] = self.about(pool, _ABOUT)
        figures = sorted(pool.figures | (self.row_figures.keys() if said.get("each") in FROM_TO else set()))
        wanted = rng.sample(figures, min(len(figures), rng.randint(1, 2) if self.plain else rng.randint(2, 6)))
        kind = rng.random()
        if kind < 0.5:
            said["act"] = "each check"
            said |= some(rng, 0.3, {"when": rng.choice([f"{wanted[0]} = null or {wanted[0]} != null", whom(rng)])})
        else:
            said |= {"when": number_condition(rng, pool) if kind < 0.8 else condition(rng, pool, 1)}
            acts = ["each check", "when it ends", *(() if self.plain else ("every reach", "every 1 month"))]
            said |= some(rng, 0.5, {"act": rng.choice(acts)})
        said |= some(rng, 0.1, {"unless": condition(rng, pool, 0)})
        said |= {"then": self.tasks(pool) if rng.random() < (0.1 if self.plain else 0.3) else [{"do": "show"}]}
        return said | {"notes": [{"say": "so", "show": each} for each in wanted]}

    def _table(self) -> Said:
        """A table that gives figures, and now and then another that asks about what the first gives."""
        rng, names = self.rng, list(self.pool.numbers)
        one, other = rng.choice(names), rng.choice(names)
        low = max(1, self.pool.numbers[one][1])
        hit = rng.choice(["first", "first", "any", "unique"])
        rows = [
            f"{one} | {other} || grade | points",
            f'>= {low} | < 3 || "high" | {other}',
            f'< {low} | - || "low" | {other} * 2',
            '- | null || "none" | null',
            *(['- | - || "rest" | 1'] if hit == "first" else []),
        ]
        found = {"grades": {"hit": hit, "gives": ["grade", "points"], "rows": "\n".join(rows) + "\n"}}
        self.pool.words["grade"] = ("high", "low", "none")
        self.pool.numbers["points"] = ("", 2)
        self.pool.figures |= {"grade", "points"}
        if rng.random() < 0.4:
            rows = ["grade | points || verdict", '"high" | - || "act"', 'not("high") | >= 1 || "wait"', '- | - || "no"']
            found["verdicts"] = {"hit": "first", "gives": ["verdict"], "rows": "\n".join(rows) + "\n"}
            self.pool.words["verdict"] = ("act", "wait", "no")
            self.pool.figures.add("verdict")
        return found

    def ladder(self, ids: list[str]) -> Said:
        """An ordinary ladder that begins readily, with longer waits."""
        rng, said = self.rng, super().ladder(ids)
        if rng.random() < 0.5:
            said["when"] = self._readily(said)
        said["check"] = self._check()
        for step in said["steps"][1:]:
            if "after" in step and rng.random() < 0.2:
                step["after"] = rng.choice(_LONG)
            if "within" in step and rng.random() < 0.2:
                step["within"] = rng.choice(_LONG)
        return said

    def _readily(self, said: Said) -> str:
        """A condition that often holds, and reads what is counted anew."""
        rng = self.rng
        restart = said.get("restart") or [rng.choice(list(self.pool.numbers))]
        return " and ".join(f"{name} {rng.choice(['>= 1', '< 4', '>= 0', '!= null'])}" for name in restart)

    def write(self) -> Said:
        """The whole document."""
        rng = self.rng
        self._add("missed", Figure({"count": "sessions", "of": "absent", "over": rng.choice(_OVER)}, "session", 1))
        for number in range(rng.randint(1, 4)):
            self._base(number)
        self.row_figures = {f"row_figure{number}": row_figure(rng) for number in range(rng.choice([1, 2, 3]))}
        for _ in range(rng.choice([0, 0, 1, 2])):
            self._worked_out()
        tables = self._table() if rng.random() < 0.3 else {}
        rules, ladders = [self._anchor(name) for name in self.rules], {}
        flags = self.flags()
        if self.theme == "flags":
            flags["mon1"]["starts"] = rng.choice(self.rules)
            for name in ("mon1", "mon2"):
                if "lasts" in flags[name] and rng.random() < 0.4:
                    flags[name]["lasts"] = rng.choice([*_LONG[:-2], "1 school day", "2 days"])
        if self.theme != "ladders":
            self._later(self.rules)
        for steps in self.steps:
            ladders[f"ladder_{steps[0]}"] = self.ladder(steps)
        self._later([*self.rules, *(step for steps in self.steps for step in steps)])
        probes = rng.choice([2, 3, 4]) if self.plain else rng.choice([1, 2, 2, 3])
        rules += [self._probe(f"probe{number}") for number in range(1, probes + 1)]
        return {
            "policy": "random", "layer": "school",
            "values": values(rng) | {"pause": rng.choice(["1 half term", "1 term", "2 school weeks", "1 month"])},
            "sets": dict(SETS), "codes": codes(rng), "registers": registers(rng),
            "pupils": {"columns": dict(COLUMNS)}, "facts": FACTS, "flags": flags,
            "measures": self.measures | ROW_FIGURES | {name: each.said for name, each in self.row_figures.items()},
            "ladders": ladders, "tables": tables, "rules": rules,
        }  # fmt: skip


def _days_figure(rng: Random) -> Figure:
    """A figure that a window's parts of days tell apart: days, runs and spells inside windows that begin anywhere."""
    flag, other = rng.choice(FLAG_NAMES), window(rng)
    both = [flag, *(other if isinstance(other, list) else [other])]
    over = rng.choice([flag, other, both, "session", "day"])
    kind = rng.random()
    of = session_condition(rng, age=kind < 0.4)
    if kind < 0.4:
        return Figure({"count": "school days", "of": of, "over": over, **some(rng, 0.5, {"whole": "true"})},
                      "school day", rng.randint(0, 3))  # fmt: skip
    if "session" in over:
        over = "day"
    if kind < 0.7:
        what = rng.choice(["school days", "school days", "mornings", "afternoons", "sessions"])
        unit = "school day" if what == "school days" else "session"
        said = {"in_a_row": what, "of": of, "over": over, **some(rng, 0.3, {"strict": "true"})}
        return Figure(said | some(rng, 0.2, {"ends": "yesterday"}), unit, rng.randint(0, 2))
    if kind < 0.9:
        return Figure({"count": "spells", "of": of, "over": over}, "spell", 1)
    table = rng.choice([name for name in COUNTED if name != "parents"])
    said = {"count": table, "of": row_condition(rng, table), "over": over}
    return Figure(said | (some(rng, 0.6, {"overlapping": "true"}) if table in FROM_TO else {}), table, 1)


def corner(rng: Random) -> Said:
    """An expanded policy out of a corner."""
    return Corner(rng).write()
