"""Random expanded policies that use the whole language, well-typed by construction.

`policy(rng, scale)` -> an expanded document. It declares the flags, tables and columns that `registers` fills.
"""

import random
from typing import NamedTuple

from tests.oracle.codes import CODES
from tests.oracle.conditions import ROW_CONDITIONS, Pool, condition, whom
from tests.oracle.figures import Figure, Said, fact_figure, later_figure, period_figure, session_figure, some, window

Random = random.Random


class Scale(NamedTuple):
    """How much a policy says, and how deep its conditions are."""

    figures: int = 8
    rules: int = 5
    ladders: int = 1
    tables: int = 1
    depth: int = 1


SETS = {"late": 'code in ("L", "U")', "ill": 'code = "I"', "away": 'code in ("O", "G", "N")'}
FACTS: Said = {
    "lessons": {"dated_by": "date", "columns": {"outcome": ["present", "late", "missed"], "score": "number"}},
    "excused": {"covers": "session"},
    "notes": {"part_of": "evidence", "where": 'kind = "parent_note"'},
}
FLAGS = ("watched", "unsure", "mon1")  # as the flags file writes them
CHECKS = ["day"] * 9 + [
    "session",
    "session",
    "morning",
    "10:15",
    "14:05",
    "week",
    "week",
    "month",
    "half_term",
    "term",
    "year",
]


class Writer:
    """Writes one policy from the bottom up, so that no name looks up."""

    def __init__(self, rng: Random, scale: Scale) -> None:
        self.rng, self.scale = rng, scale
        self.rules = [f"rule{number}" for number in range(1, scale.rules + 1)]
        self.steps = [
            [f"step{ladder}_{step}" for step in range(1, rng.randint(1, 4) + 1)]
            for ladder in range(1, scale.ladders + 1)
        ]
        self.pool = Pool(
            truths=["watched", "doubted", "mon1", "mon2", "mon3", "compulsory_school_age", "fsm", "send"],
            words={
                "class": ("red", "blue"),
                "house": ("lion", "bear"),
                "weekday": ("Monday", "Friday"),
                "key_stage": ("KS1", "KS2"),
            },
            values={"few": "session", "some_days": "school day", "good": "percent"},
        )
        self.measures: Said = {}

    def _add(self, name: str, figure: Figure) -> None:
        self.measures[name] = figure.said
        if figure.unit == "truth":
            self.pool.truths.append(name)
        elif figure.unit == "code":
            self.pool.words[name] = ("I", "N", "/", "O")
        else:
            self.pool.numbers[name] = (figure.unit, figure.size)

    def figures(self) -> None:
        """The figures, those that rest on others after them."""
        rng, ids = self.rng, [*self.rules, *(step for ladder in self.steps for step in ladder)]
        self._add("figure0", Figure({"count": "sessions", "of": "absent", "over": "last 10 school days"}, "session", 3))
        for number in range(1, self.scale.figures):
            kind, name = rng.random(), f"figure{number}"
            if kind < 0.55:
                self._add(name, session_figure(rng))
            elif kind < 0.72:
                self._add(name, fact_figure(rng))
            elif kind < 0.79:
                self._add(name, period_figure(rng, self.pool))
            elif kind < 0.9 and ids:
                self._add(name, later_figure(rng, self.pool, ids)[0])
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

    def flags(self) -> Said:
        """Two that people set, three that the policy sets."""
        rng = self.rng
        lasts = {
            "lasts": rng.choice(
                ["3 school days", "1 week", "10 days", "rest of term", "next term", "span", "2 school weeks"]
            )
        }
        until = {"until": condition(rng, self.pool, 1)}
        ends = rng.choice([lasts, lasts, until, lasts | until])
        starts = rng.choice(self.rules + self.steps[0]) if self.steps else rng.choice(self.rules)
        return {
            "watched": {"set_by": "headteacher"},
            "doubted": {"set_by": "office", "called": "unsure"},
            "mon1": {"starts": starts, **ends},
            "mon2": {"starts": condition(rng, self.pool, 1), **rng.choice([lasts, until, lasts | until])},
            "mon3": {
                "starts": rng.choice(["contacts", "lessons", "evidence", "notices"]),
                **rng.choice([lasts, until]),
            },
        }

    def tasks(self, pool: Pool) -> list[Said]:
        """What a rule asks for; some tasks with a moment of their own."""
        rng = self.rng
        return [
            {
                "do": f"task{number}",
                **some(rng, 0.2, {"if": condition(rng, pool, 0)}),
                **some(rng, 0.3, {"to": "parents"}),
            }
            for number in range(1, rng.choice([1, 1, 1, 2, 3]) + 1)
        ]

    def rule(self, name: str) -> Said:
        """One rule; later ones may name it, count it, or look back at it."""
        rng = self.rng
        pool, said = self.pool.copy(), {"id": name, "check": rng.choice(CHECKS)}
        if rng.random() < 0.2:
            said["each"] = rng.choice(
                ["leave_requests", "leave_requests", "lessons", "contacts", "evidence", "notices", "parents", "notes"]
            )
            pool.truths += list(ROW_CONDITIONS[said["each"]]) * 2
            if said["each"] in ("leave_requests", "evidence", "notes"):
                pool.numbers |= {
                    "row_absent": ("session", 1),
                    "row_days": ("school day", 1),
                    "after_row": ("session", 1),
                    "school_days": ("school day", 2),
                }
        if rng.random() < 0.15:
            self.measures[f"own_{name}"] = {
                "count": name,
                "over": rng.choice(["year", "term", "ever", "last 10 school days"]),
            }
            pool.numbers[f"own_{name}"] = ("action", 1)
        said |= some(rng, 0.35, {"for": whom(rng)}) | some(rng, 0.9, {"when": condition(rng, pool, self.scale.depth)})
        said |= some(rng, 0.25, {"unless": condition(rng, pool, 0)})
        acts = ["each check"] * 3 + [
            "when it ends",
            "every 2 school days",
            "every 1 week",
            "every 1 school week",
            "every span",
        ]
        said |= some(rng, 0.5, {"act": rng.choice(acts)})
        said |= some(
            rng, 0.2, {"at_most": f"once {rng.choice(['per week', 'per half_term', 'per term', 'per year', 'ever'])}"}
        )
        said |= some(rng, 0.1, {"if_unknown": "act"}) | {"then": self.tasks(pool)}
        said |= some(rng, 0.05, {"in_force": {"from": "2024-09-10", "until": "2025-09-10"}})
        self._known(name)
        return said

    def _known(self, name: str) -> None:
        """From now on a rule or step may be named and counted."""
        self.pool.truths.append(name)
        if self.rng.random() < 0.4:
            of = some(
                self.rng,
                0.4,
                {"of": self.rng.choice(['outcome = "done"', 'outcome in ("missed", "excused")', "outcome = null"])},
            )
            self._add(f"count_{name}", Figure({"count": name, **of, "over": window(self.rng)}, "action", 1))

    def ladder(self, ids: list[str]) -> Said:
        """Steps with waits, other anchors, fresh starts and restarts."""
        rng, pool = self.rng, self.pool.copy()
        restart = rng.sample(list(pool.numbers), min(len(pool.numbers), rng.choice([0, 1, 1, 2])))
        restart = [name for name in restart if not {"is", "value", "since"} & self.measures[name].keys()]
        first = Pool(numbers={name: pool.numbers[name] for name in restart}, values=pool.values) if restart else pool
        said: Said = {
            "when": condition(rng, first, 0),
            "check": rng.choice(CHECKS),
            **some(rng, 0.3, {"for": whom(rng)}),
        }
        said |= some(rng, 0.2, {"unless": condition(rng, pool, 0)}) | some(
            rng, 0.15, {"each": rng.choice(["leave_requests", "lessons"])}
        )
        said |= {"restart": restart} if restart else {}
        said |= some(rng, 0.5, {"reset": rng.choice(["week", "half_term", "term", "year", "none"])}) | some(
            rng, 0.3, {"repeat": "last"}
        )
        said["steps"] = []
        for place, name in enumerate(ids):
            waits = ["1 school day", "3 school days", "1 week", "4 days", "span", "1 school week"]
            step: Said = {"id": name, **some(rng, 0.3, {"when": condition(rng, pool, 0)})}
            if place:
                step |= some(rng, 0.35, {"after": rng.choice(waits)}) | some(rng, 0.3, {"within": rng.choice(waits)})
                step |= some(rng, 0.15, {"after_step": rng.choice(self.rules + ids[:place])})
                step |= some(rng, 0.35, {"otherwise": rng.choice(["start again", "keep looking"])})
            said["steps"].append(step | {"then": [{"do": f"do_{name}"}]})
        for name in ids:
            self._known(name)
        return said

    def tables(self) -> Said:
        """A table that gives a band, and one that decides on rows."""
        rng, found = self.rng, {}
        if not self.scale.tables:
            return found
        name = rng.choice(list(self.pool.numbers))
        low = max(1, self.pool.numbers[name][1])
        hit = rng.choice(["first", "unique", "any"])
        rows = [
            f"{name} | watched || band",
            f'< {low} | - || "green"',
            f'>= {low} | true || "red"',
            f'[{low}..{low + 5}] | false || "amber"',
        ]
        if hit == "first":
            rows += [f'not({low}) | - || "blue"', 'null | - || "none"']
        found["bands"] = {"hit": hit, "gives": ["band"], "rows": "\n".join(rows) + "\n"}
        self.pool.words["band"] = ("green", "red", "amber")
        if rng.random() < 0.5:
            rows = ["reason | school_days || outcome | code",
                    '"medical" | - || "none" | null',
                    '"holiday", "other" | > 2 || "refuse" | "G"',
                    'not("holiday") | <= 3 || "grant" | "C"', '- | ? > 3 || "ask" | null']  # fmt: skip
            found["leave"] = {"each": "leave_requests", "hit": "first", "gives": ["outcome", "code"],
                              "rows": "\n".join(rows) + "\n",
                              **some(rng, 0.5, {"when": condition(rng, self.pool, 0)})}  # fmt: skip
        if rng.random() < 0.5:
            rows = ["fines || outcome", '0 || "first"', '1 || "second"', '>= 2 || "none"']
            besides = rng.choice([*self.rules, "watched", "figure0 > 2"])
            found["fine"] = {"each": "parents", "when": f"liable and {besides}",
                             "gives": ["outcome"],
                             "check": rng.choice(["day", "day", "week"]), "rows": "\n".join(rows) + "\n"}  # fmt: skip
        return found

    def write(self) -> Said:
        """The whole document."""
        rng = self.rng
        self.figures()
        tables, rules, ladders = {}, [], {}
        if rng.random() < 0.5:
            tables = self.tables()
        order = [("rule", name) for name in self.rules] + [("ladder", ids) for ids in self.steps]
        rng.shuffle(order)
        flags = self.flags()
        for kind, what in order:
            if kind == "rule":
                rules.append(self.rule(what))
            else:
                ladders[f"ladder_{what[0]}"] = self.ladder(what)
        rng.shuffle(rules)
        return {
            "policy": "random", "layer": "school", "values": _values(rng), "sets": dict(SETS), "codes": CODES,
            "registers": _registers(rng), "pupils": {"columns": {"house": ["lion", "bear"]}}, "facts": FACTS,
            "flags": flags,
            "measures": self.measures | _ROW_FIGURES, "ladders": ladders, "tables": tables, "rules": rules,
        }  # fmt: skip


_ROW_FIGURES: Said = {
    "row_absent": {"count": "sessions", "of": "absent", "over": "row"},
    "row_days": {"count": "school days", "of": "attended", "over": "row"},
    "after_row": {"count": "sessions", "of": "possible", "over": "after row"},
    "fines": {"count": "notices", "of": 'kind = "penalty_notice" and status != "withdrawn"', "over": "last 3 years"},
}


def _values(rng: Random) -> Said:
    span, few = f"{rng.randint(1, 4)} school days", f"{rng.randint(1, 5)} sessions"
    return {
        "few": rng.choice([few, [{"until": "2024-09-16", "value": "1 session"}, {"from": "2024-09-16", "value": few}]]),
        "some_days": f"{rng.randint(1, 4)} school days",
        "good": rng.choice(["90%", "87.5%", "50%"]),
        "span": span,
        "cutoff": rng.choice(["09:20", "09:45"]),
        "begun": rng.choice(["2024-09-10", "2025-01-15", "2025-07-01"]),
        "colour": rng.choice(['"red"', '"blue"']),
        "reach": rng.choice(["2 school weeks", "5 days", "1 month", "2 weeks"]),
    }


def _registers(rng: Random) -> Said:
    closes = rng.choice(["09:30", "30 minutes after opens"])
    am: Said = (
        {"infants": {"for": 'key_stage = "EYFS"', "opens": "09:00", "closes": "10:20"}} if rng.random() < 0.3 else {}
    )
    am["all"] = {"opens": "09:00", "closes": closes, **some(rng, 0.3, {"late_after": "09:05"})}
    return {"am": am, "pm": {"all": {"opens": "13:00", "closes": rng.choice(["13:30", "14:05"])}}}


USUAL = Scale()


def policy(rng: Random, scale: Scale = USUAL) -> Said:
    """An expanded policy."""
    return Writer(rng, scale).write()


def rule_ids(said: Said) -> list[str]:
    """The ids of the rules and steps of a policy."""
    return [rule["id"] for rule in said["rules"]] + [
        step["id"] for ladder in said["ladders"].values() for step in ladder["steps"]
    ]
