"""Test files -> what came of every test in them."""

import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path as FilePath

from engine.assets import policies_folder
from engine.calendar import Calendar
from engine.decision import Run
from engine.diagnostics import Diagnostic, Outcome, Severity
from engine.document import Path
from engine.load import Loaded, expand
from engine.model.test_file import ExpectedAction, ScenarioTest, SchoolYear
from engine.narrow import of_rules
from engine.policy import PolicyInForce
from engine.pool.uncollected import uncollected
from engine.readers.calendar import read_calendar
from engine.register import Expected, Register
from engine.resolve import resolve, resolve_document
from engine.resolve.layers import SUFFIXES
from engine.source import Place
from engine.testing.arrivals import compare_arrivals
from engine.testing.beyond import beyond
from engine.testing.compare import compare
from engine.testing.ground import Ground, ground_of
from engine.testing.idle import idle
from engine.testing.material import material, school_year
from engine.testing.never import never_fits
from engine.testing.override import overridden
from engine.testing.read import ENDING, INLINE, Placed, files_of_tests, read_tests
from engine.testing.reasons import reasoned
from engine.testing.result import Ending, Result
from engine.testing.school import school
from engine.testing.unread import unread
from engine.validate.near import meant

_SOME_WEEKS = "2"
_UNUSABLE = "T010"
_NOT_THERE = "R001"
_COLLECTED_EVERY = 1000

RunPolicy = Callable[[Loaded, Register], Run]


class Runner:
    """Runs tests; policies are loaded once for all the tests that use them with the same values."""

    def __init__(self, run: RunPolicy) -> None:
        self._run = run
        self._policies: dict[str, Outcome[PolicyInForce]] = {}
        self._grounds: dict[int, tuple[Loaded, Ground]] = {}
        self._slices: dict[tuple[int, frozenset[str]], Loaded] = {}
        self._ready: dict[tuple[str, tuple[tuple[str, str], ...]], Outcome[Loaded]] = {}

    def run(self, placed: Placed) -> Result:
        """Run one test."""
        test = placed.test
        place = placed.document.place((*placed.at, "name"))
        if test.skip is not None:
            return Result(test.name, placed.policy, place, Ending.SKIPPED, why=test.skip)
        ready = self._policy(placed)
        if ready.value is None or ready.failed:
            return Result(test.name, placed.policy, place, Ending.ERROR, diagnostics=_errors(ready.diagnostics))
        ground = self._ground(ready.value)
        wrong = [*_unknown(placed, ready.value), *never_fits(placed, ready.value)]
        register = register_of_test(placed, ready.value, ground)
        wrong += _errors(register.diagnostics)
        if register.value is None or wrong:
            return Result(test.name, placed.policy, place, Ending.ERROR, diagnostics=wrong)
        wrong += [*idle(placed, register.value.calendar, ground), *beyond(placed, register.value, ground)]
        if wrong:
            return Result(test.name, placed.policy, place, Ending.ERROR, diagnostics=wrong)
        differences = compare_arrivals(placed, ready.value, register.value)
        if test.asks_what_happens:
            run = self._run(self._sliced(ready.value, test), register.value)
            found = compare(test, run, placed.document, placed.at)
            differences += reasoned(found, ready.value, register.value, run)
        ending = Ending.FAILED if differences else Ending.PASSED
        return Result(test.name, placed.policy, place, ending, differences)

    def _ground(self, loaded: Loaded) -> Ground:
        """Give a policy's ground; its own values for one test change what is expected of none."""
        held = self._grounds.get(id(loaded))
        if held is None:
            # the policy is kept beside it, so that no other takes its place in memory
            held = self._grounds[id(loaded)] = (loaded, ground_of(loaded))
        return held[1]

    def _sliced(self, loaded: Loaded, test: ScenarioTest) -> Loaded:
        """Leave out what a test that names its rules does not compare: the rules it does act as they would."""
        if test.only is None:
            return loaded
        tables = [row["table"] for row in test.expect_decisions or () if row.get("table")]
        forbidden = [action.rule for actions in (test.not_ or {}).values() for action in actions]
        asked = frozenset((*test.only, *(test.undecided or ()), *forbidden, *map(str, tables)))
        key = (id(loaded), asked)
        if key not in self._slices:
            self._slices[key] = replace(loaded, plan=of_rules(loaded.plan, asked))
        return self._slices[key]

    def in_force(self, placed: Placed) -> PolicyInForce | None:
        """Give a test's policy as it stands, without the test's own values; None where it cannot be used."""
        self._policy(placed)
        found = self._policies[self._key(placed)]
        return None if found.failed else found.value

    def _key(self, placed: Placed) -> str:
        inline = placed.inline()
        return str(_policy_file(placed)) if inline is None else f"{placed.document.source.name} {placed.at}"

    def loaded(self, placed: Placed) -> Loaded | None:
        """Give a test's policy with the test's own values; None where it cannot be used."""
        found = self._policy(placed)
        return None if found.failed else found.value

    def without_override(self, placed: Placed) -> Loaded | None:
        """Give a test's policy as it stands, without the test's own values; None where it cannot be used."""
        return self.loaded(replace(placed, test=placed.test.model_copy(update={"override": {}})))

    def _policy(self, placed: Placed) -> Outcome[Loaded]:
        inline = placed.inline()
        key = (self._key(placed), tuple(sorted(placed.test.override.items())))
        if key not in self._ready:
            if key[0] not in self._policies:
                beside = placed.folder / INLINE
                self._policies[key[0]] = (
                    resolve(_policy_file(placed)) if inline is None else resolve_document(inline, beside)
                )
            self._ready[key] = _prepare(placed, self._policies[key[0]])
            return self._ready[key]
        found = self._ready[key]
        if not found.failed:
            return found
        # what was told of the first test with this policy stands where that one names it
        wrong = tuple(found.diagnostics)
        if wrong[0].code == _UNUSABLE:
            return Outcome(None, (replace(wrong[0], place=_named(placed)), *wrong[1:]))
        return _prepare(placed, self._policies[key[0]])


def register_of_test(placed: Placed, loaded: Loaded, ground: Ground | None = None) -> Outcome[Register]:
    """Lay out a test's school and read it as the policy expects; `ground` is the policy's, where it is ready."""
    ground = ground or ground_of(loaded)
    calendar = _calendar(placed, loaded, ground)
    if calendar.value is None or calendar.failed:
        return Outcome(None, calendar.diagnostics)
    made = material(placed, calendar.value, ground.codes, ground.shapes)
    last = placed.test.as_of or date.max
    unready = loaded.unready(calendar.value, [day for day in calendar.value.school_days if day <= last])
    wrong = (*unread(placed, ground), *made.diagnostics, *unready)
    if wrong:
        return Outcome(None, wrong)
    as_of = placed.test.as_of
    if not placed.test.asks_what_happens:
        as_of = calendar.value.school_days[-1]
    return school(made, calendar.value, ground, as_of)


def _prepare(placed: Placed, resolved: Outcome[PolicyInForce]) -> Outcome[Loaded]:
    """Load a test's policy. Yields: T010 it cannot be used, and what is wrong with it or with the test's own values."""
    if resolved.value is None or resolved.failed:
        return _unusable(placed, resolved.diagnostics)
    changed = overridden(resolved.value, placed)
    if changed.value is None or changed.failed:
        return Outcome(None, changed.diagnostics)
    loaded = expand(changed.value)
    if loaded.value is not None and not loaded.failed:
        return loaded
    wrong = _errors(loaded.diagnostics)
    if placed.test.override and all(
        each.place is not None and each.place.source is placed.document.source for each in wrong
    ):
        # the policy itself is as it should be: the test's own value is at fault, and is pointed at
        return Outcome(None, wrong)
    return _unusable(placed, wrong)


def _unusable(placed: Placed, diagnostics: Iterable[Diagnostic]) -> Outcome[Loaded]:
    diagnostics = list(diagnostics)
    if [each.code for each in diagnostics] == [_NOT_THERE] and diagnostics[0].place is None:
        folders = (placed.folder, policies_folder())
        known = {file.stem for folder in folders for file in folder.glob("*.yaml") if not file.name.endswith(ENDING)}
        act = meant(str(placed.policy), known, "put its file beside this one, or into the policies folder")
        return Outcome(None, [Diagnostic(_UNUSABLE, f"there is no policy `{placed.policy}`", _named(placed), act)])
    told = f"the policy `{placed.policy}` cannot be used"
    found = Diagnostic(_UNUSABLE, told, _named(placed), "what is wrong with it is told too")
    return Outcome(None, (found, *_errors(diagnostics)))


def _named(placed: Placed) -> Place:
    """Give the place at which a test names its policy."""
    return placed.document.place((*placed.at, "policy"))


def run_tests(
    paths: Iterable[FilePath],
    runner: Runner,
    *,
    matching: str,
    progress: Callable[[str, int, int], None] | None,
    begin: Callable[[Placed], None] | None = None,
) -> Outcome[tuple[Result, ...]]:
    """Run the tests of files and folders whose name or file has `matching` in it, in the order of the files.

    `begin` is told of each test before it is run.
    """
    gathered = gather(paths, matching)
    results: list[Result] = []
    wanted = gathered.value or ()
    with uncollected():
        for number, placed in enumerate(wanted):
            if number % _COLLECTED_EVERY == _COLLECTED_EVERY - 1:
                gc.collect()
            if progress is not None:
                progress("tests", number, len(wanted))
            if begin is not None:
                begin(placed)
            results.append(runner.run(placed))
    return Outcome(tuple(results), gathered.diagnostics)


def gather(paths: Iterable[FilePath], matching: str = "") -> Outcome[tuple[Placed, ...]]:
    """Read the tests of files and folders whose name or file has `matching` in it, in the order of the files."""
    tests: list[Placed] = []
    diagnostics: list[Diagnostic] = []
    for path in paths:
        files = files_of_tests(path)
        diagnostics.extend(files.diagnostics)
        if not files.value:
            told = f"`{path}` has no file of tests"
            diagnostics.append(Diagnostic("T009", told, None, f"their names end in `{ENDING}`"))
        for file in files.value or ():
            read = read_tests(file)
            diagnostics.extend(read.diagnostics)
            tests.extend(read.value or ())
    return Outcome(tuple(placed for placed in tests if matching.lower() in _searched(placed)), diagnostics)


def _searched(placed: Placed) -> str:
    return f"{placed.test.name}\n{placed.document.source.name}".lower()


def _policy_file(placed: Placed) -> str | FilePath:
    """Give the policy's file beside the test, or its name where it is one that comes with the program."""
    named = placed.policy
    for file in (placed.folder / named, *(placed.folder / f"{named}{suffix}" for suffix in SUFFIXES)):
        if file.is_file():
            return file
    return named


def _errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [item for item in diagnostics if item.severity is Severity.ERROR]


def _calendar(placed: Placed, loaded: Loaded, ground: Ground) -> Outcome[Calendar]:
    """Give the calendar that a test describes or names, or some days of the policy's time where it needs none.

    Yields: T007 there is none of that name, or it has no school day.
    """
    named = placed.test.calendar
    key = repr(named) if isinstance(named, SchoolYear) else f"{placed.folder} {named}"
    found = ground.calendars.get(key)
    if found is None:
        found = _made_calendar(placed, loaded, ground.expected)
        if found.value is not None and not found.diagnostics:
            ground.calendars[key] = found
    return found


def _made_calendar(placed: Placed, loaded: Loaded, expected: Expected) -> Outcome[Calendar]:
    named = placed.test.calendar
    place = placed.document.place((*placed.at, "calendar"))
    if named is None:
        in_force = loaded.policy.model.in_force
        begins = (in_force and in_force.from_) or max(table.start or date.min for table in expected.code_tables)
        named = SchoolYear.model_validate({"from": begins.isoformat(), "weeks": _SOME_WEEKS})
    if isinstance(named, SchoolYear):
        calendar = school_year(named, expected.closing)
        if not calendar.school_days:
            return Outcome(None, [Diagnostic("T007", "the calendar has no school day", place, "look at its dates")])
        return Outcome(calendar)
    folders = (placed.folder / "calendars", placed.folder, policies_folder() / "calendars")
    for folder in folders:
        file = folder / f"{named}.yaml"
        if file.is_file() and "/" not in named and "\\" not in named:
            read = read_calendar(file, expected)
            return Outcome(read.value.calendar if read.value else None, read.diagnostics)
    known = sorted({file.stem for folder in folders[::2] for file in folder.glob("*.yaml")})
    near = get_close_matches(named, known, n=1)
    helped = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}"
    return Outcome(None, [Diagnostic("T007", f"there is no calendar `{named}`", place, helped)])


def _unknown(placed: Placed, loaded: Loaded) -> Iterator[Diagnostic]:
    """Find rules, tables and pupils that a test names and that are not there."""
    test = placed.test
    rules, tables = frozenset(rule.id for rule in loaded.plan.rules), frozenset(loaded.plan.tables)
    every = rules | tables
    pupils = {*test.pupils, *test.marks}
    named: list[tuple[str, Path, frozenset[str]]] = [
        *((rule, ("only", place), every) for place, rule in enumerate(test.only or ())),
        *((rule, ("undecided", place), every) for place, rule in enumerate(test.undecided or ())),
    ]
    for place, arrival in enumerate(test.arrivals):
        if arrival.at is None and arrival.pupil not in pupils:
            told = f"the test has no pupil `{arrival.pupil}`"
            yield _absent(placed, told, ("arrivals", place, "pupil"), arrival.pupil, pupils)
    for part, expected in (("expect", test.expect), ("not", test.not_)):
        for pupil, actions in (expected or {}).items():
            if pupil not in pupils:
                yield _absent(placed, f"the test has no pupil `{pupil}`", (part, pupil), pupil, pupils, key=True)
            named += _rules_of(part, pupil, actions, rules)
    for place, row in enumerate(test.expect_decisions or ()):
        path: Path = ("expect_decisions", place)
        table = row.get("table")
        if table is None:
            yield _absent(placed, "an expected decision names its `table`", path, "", tables)
        else:
            named.append((table, (*path, "table"), tables))
    for name, path, known in named:
        if name not in known:
            absent = _absent(placed, f"the policy has no rule or table `{name}`", path, name, known)
            ladder = loaded.bound.model.ladders.get(name)
            steps = ", ".join(f"`{step.id}`" for step in ladder.steps) if ladder is not None else ""
            yield replace(absent, help=f"it is a ladder: name its steps, {steps}") if steps else absent
    yield from _left_out(placed)


def _left_out(placed: Placed) -> Iterator[Diagnostic]:
    """Find actions that a test expects and does not look at: T013 a rule that `only` leaves out."""
    test = placed.test
    for pupil, actions in (test.expect or {}).items() if test.only is not None else ():
        for place, action in enumerate(actions):
            if action.rule not in (test.only or ()):
                at = placed.document.place((*placed.at, "expect", pupil, place, "rule"))
                told = f"the test expects `{action.rule}`, and its `only` leaves that rule out"
                yield Diagnostic("T013", told, at, f"add `{action.rule}` to `only`, or take the line out")


def _rules_of(
    part: str, pupil: str, actions: Iterable[ExpectedAction], known: frozenset[str]
) -> Iterator[tuple[str, Path, frozenset[str]]]:
    for place, action in enumerate(actions):
        yield action.rule, (part, pupil, place, "rule"), known


def _absent(placed: Placed, told: str, path: Path, name: str, known: Iterable[str], *, key: bool = False) -> Diagnostic:
    at = (*placed.at, *path)
    place = placed.document.key_place(at) if key else placed.document.place(at)
    near = get_close_matches(name, sorted(known), n=1)
    return Diagnostic("T005", told, place, f"did you mean `{near[0]}`?" if near else "")
