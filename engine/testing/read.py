"""Files `*.test.yaml` -> scenario tests, each with its place."""

from collections.abc import Iterator
from pathlib import Path as FilePath

from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.document import Document, Path, Value, at, said
from engine.model.declared import declared
from engine.model.part import Part, RefusedError
from engine.model.test_file import (
    Arrival,
    Closure,
    ExpectedAction,
    ExpectedTask,
    ScenarioTest,
    SchoolYear,
    Stretch,
    TermDates,
)
from engine.nearest import nearest
from engine.nouns import dataclass
from engine.parse import files_under, load

ENDING = ".test.yaml"
INLINE = "inline"
"""The name of a policy that a test says itself, where it gives none."""

_OTHER_WORDS = {"on": "date", "day": "date", "id": "rule", "expected": "expect", "register": "marks"}
"""What people call a part of a test -> what it is called."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A test, the file that it stands in, and its path there."""

    test: ScenarioTest
    document: Document
    at: Path
    folder: FilePath

    @property
    def policy(self) -> str:
        """The policy's name or file; of one that the test says itself, its name there."""
        named = self.test.policy
        return named if isinstance(named, str) else str(named.get("policy", INLINE))

    def inline(self) -> Document | None:
        """Give the policy that the test says itself as a document of its own; None where it names one."""
        value = self.test.policy
        if isinstance(value, str):
            return None
        base: Path = (*self.at, "policy")
        spans = {path[len(base) :]: held for path, held in self.document.spans.items() if path[: len(base)] == base}
        whole = {"policy": INLINE, "layer": "school", **at_path(self.document.value, base)}
        return Document(self.document.source, whole, spans)


def at_path(value: Value, path: Path) -> dict[str, Value]:
    """Give the mapping at a path."""
    held = at(value, path)
    assert isinstance(held, dict), "INVARIANT: checked when the test was read"
    return held


def files_of_tests(path: FilePath) -> Outcome[list[FilePath]]:
    """Give the test files under a folder, in the order of their paths; a file is taken at its word.

    Yields: P004 a folder cannot be looked into.
    """
    if not path.is_dir():
        return Outcome([path])
    under = files_under(path)
    tests = [file for file in under.value or () if file.name.endswith(ENDING) and file.is_file()]
    return Outcome(tests, under.diagnostics)


def read_tests(file: FilePath) -> Outcome[tuple[Placed, ...]]:
    """Read one file of tests; a test that cannot be read is left out of the value and told.

    Yields: T001 shape, T002 a register in double quotes, T006 two tests of one name, T009 no test, and those of parse.
    """
    loaded = load(file)
    if loaded.value is None or loaded.failed:
        return Outcome(None, loaded.diagnostics)
    document = loaded.value
    if not isinstance(document.value, list) or not document.value:
        told = "a test file is a list of tests" if document.value is not None else "the file holds no test"
        place = document.head(())
        return Outcome(None, (*loaded.diagnostics, Diagnostic("T009", told, place, "begin each test with `- name:`")))
    tests: list[Placed] = []
    diagnostics: list[Diagnostic] = list(loaded.diagnostics)
    for number, value in enumerate(document.value):
        try:
            test = ScenarioTest.model_validate(value)
        except RefusedError as wrong:
            diagnostics.extend(_told(document, (number,), wrong))
            continue
        quoted = list(_double_quoted(document, number, test))
        diagnostics.extend(quoted)
        if any(test.name == other.test.name for other in tests):
            told = f"there are two tests with the name `{test.name}`"
            diagnostics.append(Diagnostic("T006", told, document.place((number, "name")), "say what sets them apart"))
        if not quoted:
            tests.append(Placed(test, document, (number,), file.parent))
    return Outcome(tuple(tests), in_order(diagnostics))


def _double_quoted(document: Document, number: int, test: ScenarioTest) -> Iterator[Diagnostic]:
    """Find registers in double quotes, where YAML takes a backslash for its own and the afternoon's mark is lost."""
    for pupil, line in test.marks.items():
        paths: list[Path] = [(number, "marks", pupil)]
        if not isinstance(line, str):
            held = at(document.value, paths[0])
            paths = [(*paths[0], day) for day in (held if isinstance(held, dict) else ())]
        for path in paths:
            standing = document.spans.get(path)
            if standing is not None and standing.style == "double":
                told = "a register in double quotes loses marks: there a backslash is no code"
                yield Diagnostic("T002", told, document.place(path), "put it in single quotes")


_MODELS: dict[str, type[Part]] = {
    "expect": ExpectedAction,
    "not": ExpectedAction,
    "tasks": ExpectedTask,
    "arrivals": Arrival,
    "calendar": SchoolYear,
    "terms": TermDates,
    "half_term": Stretch,
    "closures": Closure,
    "periods": Stretch,
}
"""The step of a path after which a shape holds."""

_SAID = {
    "missing": "`{}` is missing",
    "dict_type": "a mapping of names to values is needed here",
    "model_type": "a mapping of names to values is needed here",
    "model_attributes_type": "a mapping of names to values is needed here",
    "tuple_type": "a list is needed here",
    "string_type": "a text is needed here",
    "string_too_short": "this is empty",
}


def _told(document: Document, base: Path, wrong: RefusedError) -> Iterator[Diagnostic]:
    seen: set[Path] = set()
    for error in wrong.complaints:
        path = _written(document.value, base, error["loc"])
        kind = error["type"]
        name = str(error["loc"][-1]) if error["loc"] else ""
        if kind == "extra_forbidden":
            known = _known_fields(error["loc"])
            near = _OTHER_WORDS[name] if _OTHER_WORDS.get(name) in known else nearest(name, known)
            helped = f"did you mean `{near}`?" if near else f"allowed: {', '.join(known)}"
            yield Diagnostic("T001", f"`{name}` is no part of a scenario test", document.key_place(path), helped)
            continue
        if path in seen or (len(error["loc"]) >= len(path) and _other_branch(kind, at(document.value, path))):
            continue
        seen.add(path)
        told = _SAID.get(kind, "").format(name) or _plain(error["msg"], at(document.value, path))
        where = said(path[1:], None)
        place = document.head(path) if kind == "missing" else document.place(path)
        given = at(document.value, path)
        act = ""
        if isinstance(given, str):
            from engine.validate.written import written

            act = f"write `{path[-1]}: [{given}]`" if kind == "tuple_type" else written(given, told)
        elif kind == "tuple_type":
            act = "write it in square brackets, as `[{…}]`, or each of them on a line that begins with `- `"
        yield Diagnostic("T001", f"{where}: {told}" if where and kind != "missing" else told, place, act)


def _written(value: Value, base: Path, loc: tuple[int | str, ...]) -> Path:
    """Follow a model's path as far as it is written in the document, past steps that name a branch of a type."""
    path = base
    for step in loc:
        held = at(value, path)
        keyed = isinstance(held, dict) and step in held
        listed = isinstance(held, list) and isinstance(step, int) and step < len(held)
        if keyed or listed:
            path = (*path, step)
    return path


def _known_fields(loc: tuple[int | str, ...]) -> list[str]:
    model: type[Part] = ScenarioTest
    for step in loc[:-1]:
        model = _MODELS.get(str(step), model)
    return [field.alias or name for name, field in declared(model).items()]


def _other_branch(kind: str, value: Value) -> bool:
    """Whether an error is only that of the way of writing that was not taken."""
    return (kind == "string_type" and isinstance(value, dict)) or (
        kind in ("dict_type", "model_type", "model_attributes_type") and isinstance(value, str)
    )


def _plain(message: str, value: Value) -> str:
    if message.startswith("Value error, "):
        return message.removeprefix("Value error, ")
    if "match pattern" in message or "literal" in message:
        return f"`{value}` is not allowed here"
    return message[:1].lower() + message[1:]
