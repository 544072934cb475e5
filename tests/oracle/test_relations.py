"""What the analysis takes to hold of figures whatever the register holds of them: random figures and registers."""

import random
from typing import Any

import pytest

from engine.analysis.opened import Opener
from engine.analysis.relations import relations_of
from engine.bind.bind import bind
from engine.expressions.record import compile_typed
from engine.expressions.typed_walk import reads_with_types
from engine.model.policy_file import PolicyFile
from tests.oracle.bridge import NOWHERE
from tests.oracle.cases import Case
from tests.oracle.figures import window
from tests.oracle.names import Reader
from tests.oracle.plain import pupils_of, school_of
from tests.oracle.policies import FLAGS, policy
from tests.oracle.policy_parts import Scale
from tests.oracle.registers import Size, register
from tests.oracle.school import moment

SETS = ("absent", "possible", "late", "ill", 'code in ("I", "U")', "doubted", "absent and doubted")


def figures(rng: random.Random) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for number in range(14):
        thing = rng.choice(["sessions", "sessions", "school days", "spells", "contacts"])
        over = window(rng, facts=thing == "contacts")
        while "session" in over and thing in ("spells", "contacts"):
            over = window(rng)
        of = {} if thing == "contacts" else {"of": rng.choice(SETS)}
        found[f"f{number}"] = {"count": thing, "over": over, **of}
    return found


def asked(seed: int) -> tuple[Case, Opener]:
    rng = random.Random(seed)
    said = policy(rng, Scale(1, 1, 0, 0, 0))
    said |= {"measures": said["measures"] | figures(rng)}
    opener = Opener(bind(PolicyFile.model_validate(said), lambda *_: NOWHERE).value)
    case = Case(said, *register(rng, Size(3, rng.randint(3, 9), 2), FLAGS, ["rule1"]))
    if not case.data["calendar"].get("year_begins", "08-01").endswith("-01"):
        # a month is taken to lie in one year: of a year that begins within one that does not hold
        del case.data["calendar"]["year_begins"]
    return case, opener


@pytest.mark.parametrize("seed", range(40))
def test_what_holds_of_figures_whatever_the_register_holds(seed: int) -> None:
    case, opener = asked(seed)
    names = {opener.figure(name).key: name for name in case.policy["measures"] if name.startswith("f")}
    relations = [
        (compile_typed(each), reads_with_types(each))
        for nested in (False, True)
        for each in relations_of(names, opener.subjects, nested=nested)
    ]
    school = school_of(*case)
    for pupil in pupils_of(school, case.data):
        reader = Reader(pupil)
        for day in pupil.review_days:
            at = moment(day, "day")
            values = {key: reader.value(name, at) for key, name in names.items()}
            for run, keys in relations:
                assert run(values) is not False, {names[key]: values[key] for key in keys}


def test_random_figures_have_relations_of_both_kinds() -> None:
    found = {False: 0, True: 0}
    for seed in range(80):
        case, opener = asked(seed)
        keys = [opener.figure(name).key for name in case.policy["measures"] if name.startswith("f")]
        for nested in found:
            found[nested] += len(relations_of(keys, opener.subjects, nested=nested))
    assert min(found.values()) > 10, found
