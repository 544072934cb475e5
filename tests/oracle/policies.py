"""Random expanded policies that use the whole language, well-typed by construction.

`policy(rng, scale)` -> an expanded document. It declares the flags, tables and columns that `registers` fills.
"""

import random

from tests.oracle.conditions import ROW_CONDITIONS, Pool, condition, whom
from tests.oracle.figures import Said, row_figure, some
from tests.oracle.ground import COLUMNS, FACTS, ROW_FIGURES, SETS, codes, registers, values
from tests.oracle.policy_parts import Parts, Scale

Random = random.Random

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


class Writer(Parts):
    """Writes one policy: rules, ladders and tables out of its parts."""

    def rule(self, name: str) -> Said:
        """One rule; later ones may name it, count it, or look back at it."""
        rng = self.rng
        pool, said = self.pool.copy(), {"id": name, "check": rng.choice(CHECKS)}
        if rng.random() < (0.15 if self.plain else 0.25):
            said["each"] = self.about(pool, _EACH)
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
            "every 1 month",
            "every 10 days",
            "every reach",
        ]
        said |= some(rng, 0.25 if self.plain else 0.5, {"act": rng.choice(acts)})
        said |= some(rng, 0.2, {"at_most": f"once {rng.choice(_AT_MOST)}"})
        said |= some(rng, 0.1, {"if_unknown": "act"}) | {"then": self.tasks(pool)} | self.notes(pool)
        said |= some(rng, 0.05, {"in_force": {"from": "2024-09-10", "until": "2025-09-10"}})
        self._known(name)
        return said

    def ladder(self, ids: list[str]) -> Said:
        """Steps with waits, other anchors, fresh starts and restarts."""
        rng, pool = self.rng, self.pool.copy()
        restart = rng.sample(list(pool.numbers), min(len(pool.numbers), rng.choice([0, 1, 1, 2])))
        # what has no date cannot be counted anew
        undated = {name for name, said in self.measures.items() if said.get("count") == "parents"}
        restart = [
            name
            for name in restart
            if name in self.measures.keys() - undated
            and name in self.pool.figures
            and not {"is", "value", "since"} & self.measures[name].keys()
        ]
        first = Pool(numbers={name: pool.numbers[name] for name in restart}, values=pool.values) if restart else pool
        each = {"each": self.about(pool, _EACH)} if rng.random() < 0.2 else {}
        said: Said = {
            "when": condition(rng, first, 0),
            "check": rng.choice(CHECKS),
            **some(rng, 0.3, {"for": whom(rng)}),
            **each,
        }
        said |= some(rng, 0.2, {"unless": condition(rng, pool, 0)})
        said |= {"restart": restart} if restart else {}
        said |= some(rng, 0.5, {"reset": rng.choice(["week", "half_term", "term", "year", "none"])}) | some(
            rng, 0.3, {"repeat": "last"}
        )
        said["steps"] = []
        for place, name in enumerate(ids):
            waits = ["1 school day", "3 school days", "1 week", "4 days", "span", "1 school week", "1 month", "reach"]
            step: Said = {"id": name, **some(rng, 0.3, {"when": condition(rng, pool, 0)})}
            if place or rng.random() < 0.1:
                step |= some(rng, 0.35, {"after": rng.choice(waits)}) | some(rng, 0.3, {"within": rng.choice(waits)})
                step |= some(rng, 0.15, {"after_step": rng.choice([*self.rules, *ids[:place], "mon1", "watched"])})
                step |= some(rng, 0.35, {"otherwise": rng.choice(["start again", "keep looking"])})
            then = [
                {"do": f"do_{name}"},
                *some(rng, 0.25, {"task": {"do": "more", "if": condition(rng, pool, 0)}}).values(),
            ]
            said["steps"].append(step | {"then": then} | self.notes(pool))
        for name in ids:
            self._known(name)
        return said

    def tables(self) -> Said:
        """Tables that give a band, a number or lists, and tables that decide on rows."""
        rng, found = self.rng, {}
        if not self.scale.tables:
            return found
        name = rng.choice(list(self.pool.numbers))
        low = max(1, self.pool.numbers[name][1])
        hit = rng.choice(["first", "unique", "any", "collect"])
        rows = [
            f"{name} | watched || band | level",
            f'< {low} | - || "green" | 1',
            f'>= {low} | true || "red" | 3',
            f'[{low}..{low + 5}] | false || "amber" | {name}',
        ]
        if hit in ("first", "collect"):
            rows += [f'not({low}) | - || "blue" | 2', 'null | - || "none" | null']
        found["bands"] = {"hit": hit, "gives": ["band", "level"], "rows": "\n".join(rows) + "\n"}
        if hit == "collect":
            self.pool.lists.append("band")
        else:
            self.pool.words["band"] = ("green", "red", "amber")
            self.pool.numbers["level"] = ("", 2)
        if rng.random() < 0.5:
            rows = ["reason | school_days || outcome | code",
                    '"medical" | - || "none" | null',
                    '"holiday", "other" | > 2 || "refuse" | "G"',
                    'not("holiday") | <= 3 || "grant" | "C"', '- | ? > 3 || "ask" | null']  # fmt: skip
            hit = rng.choice(["first", "first", "unique", "any"])
            found["leave"] = {"each": "leave_requests", "hit": hit, "gives": ["outcome", "code"],
                              "rows": "\n".join(rows) + "\n",
                              **some(rng, 0.5, {"when": condition(rng, self.pool, 0)}),
                              **some(rng, 0.2, {"for": condition(rng, self.pool, 0)}),
                              **some(rng, 0.2, {"unless": condition(rng, self.pool, 0)}),
                              **some(rng, 0.3, {"check": rng.choice(CHECKS)})}  # fmt: skip
        if rng.random() < 0.5:
            rows = ["fines || outcome", '0 || "first"', '1 || "second"', '>= 2 || "none"']
            besides = rng.choice([*self.rules, "watched", "figure0 > 2"])
            found["fine"] = {"each": "parents", "when": f"liable and {besides}",
                             "gives": ["outcome"],
                             "check": rng.choice(["day", "day", "week"]), "rows": "\n".join(rows) + "\n"}  # fmt: skip
        if rng.random() < 0.3:
            pool = self.pool.copy()
            each = self.about(pool, _EACH)
            number = rng.choice(list(pool.numbers))
            rows = [f"{number} | {rng.choice(ROW_CONDITIONS[each])} | review_day || what | how_many",
                    f'> 1 | true | - || "much" | {number}', '- | false | > begun || "later" | null',
                    '<= 1 | not(false) | - || "little" | 1']  # fmt: skip
            found["rows"] = {"each": each, "hit": rng.choice(["first", "unique", "any"]), "gives": ["what", "how_many"],
                             "rows": "\n".join(rows) + "\n",
                             **some(rng, 0.5, {"when": condition(rng, pool, 0)}),
                             **some(rng, 0.5, {"check": rng.choice(CHECKS)})}  # fmt: skip
        return found

    def write(self) -> Said:
        """The whole document."""
        rng = self.rng
        self.figures()
        self.row_figures = {f"row_figure{number}": row_figure(rng) for number in range(rng.choice([0, 1, 2]))}
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
            "policy": "random", "layer": "school", "values": values(rng), "sets": dict(SETS), "codes": codes(rng),
            "registers": registers(rng), "pupils": {"columns": dict(COLUMNS)}, "facts": FACTS,
            "flags": flags,
            "measures": self.measures | ROW_FIGURES | {name: each.said for name, each in self.row_figures.items()},
            "ladders": ladders, "tables": tables, "rules": rules,
        }  # fmt: skip


_EACH = (
    *("leave_requests", "leave_requests", "lessons", "contacts", "evidence", "notices", "parents", "notes") * 2,
    "trips", "sport", "excused", "outcomes", "amendments", "flags", "reached",
)  # fmt: skip
_AT_MOST = ("per week", "per month", "per half_term", "per term", "per year", "ever")

USUAL = Scale()


def policy(rng: Random, scale: Scale = USUAL) -> Said:
    """An expanded policy."""
    return Writer(rng, scale).write()


def rule_ids(said: Said) -> list[str]:
    """The ids of the rules and steps of a policy."""
    return [rule["id"] for rule in said["rules"]] + [
        step["id"] for ladder in said["ladders"].values() for step in ladder["steps"]
    ]
