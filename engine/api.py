"""The few calls that a program needs: load a policy, run it, test it, show it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.assets import policies_folder
from engine.diagnostics import Outcome
from engine.document import Value
from engine.load import Loaded, load
from engine.pool.workers import ALONE, Workers
from engine.resolve import resolve
from engine.schools.datasets import datasets_in
from engine.schools.datasets import is_dataset as is_dataset

if TYPE_CHECKING:  # what only some commands need is loaded by those: imports are most of a small run
    from engine.analysis.differences import Differences
    from engine.decision import Run
    from engine.generate.spec import Rate, Spec
    from engine.known import KnownName
    from engine.letters.letter import Letters
    from engine.lint.approve import Approving
    from engine.lint.report import Report
    from engine.lint.rule import LintRule
    from engine.model.explanation import ExplanationOutput
    from engine.readers.ahead import Reader
    from engine.register import Expected, Register
    from engine.report.figures import Report as AttendanceReport
    from engine.schools.compare import Comparison
    from engine.schools.dependents import Dependents
    from engine.schools.school import Paired
    from engine.show import Shown
    from engine.simulate.result import Simulation
    from engine.starter.answers import Answers, Draft
    from engine.testing.result import Result
    from engine.testing.runner import Runner
    from engine.writers.dataset import Form

Progress = Callable[[str, int, int], None]


def load_policy(policy: str | Path, *, root: Path | None = None) -> Outcome[Loaded]:
    """Load a policy by its path, or a bundled one by its name, ready to run; `root` may hold its layers too."""
    return load(policy, root=root)


def holds_datasets(folder: Path) -> bool:
    """Say whether a folder is no dataset itself and has some below it."""
    return not is_dataset(folder) and bool(datasets_in(folder)[0])


def schools_of(policy: str | Path, datasets: Path, as_of: date | None = None) -> "Outcome[Paired]":
    """Pair a policy, or a folder of policies, with the datasets of a folder; what has no counterpart is told."""
    from engine.schools.pairing import schools_of as paired

    return paired(policy, datasets, as_of)


def bundled_policies() -> list[str]:
    """Name the policies that come with the program, in alphabetical order."""
    return sorted(file.stem for file in policies_folder().glob("*.yaml") if not file.stem.endswith(".test"))


def rule_ids(loaded: Loaded) -> frozenset[str]:
    """Give the ids that actions and decisions may carry: rules, steps and deciding tables."""
    tables = {name for name, table in loaded.plan.tables.items() if table.steer.each is not None}
    return frozenset(loaded.plan.ids | tables)


def get_ready() -> None:
    """Import what a run needs, in a process of which others are to be copies."""
    import engine.running  # noqa: F401 - for the copies


def run(
    loaded: Loaded,
    dataset: Path,
    *,
    as_of: date | None = None,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
    workers: Workers = ALONE,
    by: "Reader | None" = None,
) -> "Outcome[Run]":
    """Run a policy over a dataset's folder, from its first mark up to `as_of` (the last day with marks, if None).

    It is read `by` who has got ready to, and `workers` share the pupils out. Raises: NoHandsError, or ShareError.
    """
    read = read_register(loaded, dataset, as_of=as_of, skip_bad_rows=skip_bad_rows, by=by)
    if read.value is None:
        return Outcome(None, read.diagnostics)
    return Outcome(run_register(loaded, read.value, progress, workers), read.diagnostics)


def read_register(
    loaded: Loaded, dataset: Path, *, as_of: date | None = None, skip_bad_rows: bool = False, by: "Reader | None" = None
) -> "Outcome[Register]":
    """Read a dataset's folder as a policy expects it; nothing where the policy cannot be run over its days."""
    from engine.running import read_ready

    return read_ready(loaded, dataset, as_of=as_of, skip_bad_rows=skip_bad_rows, by=by)


def unexplained(
    loaded: Loaded, rule: str | None, *, at: "tuple[Register, str] | None", day: date | None, as_of: date | None
) -> tuple[str, str] | None:
    """Say why a rule, or a day `at` a register's pupil, cannot be explained, and what to do; None where it can."""
    from engine.explain.refusal import no_such_rule, refusal

    return (no_such_rule(loaded, rule) if rule else None) or (refusal(loaded, *at, rule, day, as_of) if at else None)


def explain(
    loaded: Loaded, register: "Register", pupil: str, *, rule: str | None = None, day: date | None = None
) -> "ExplanationOutput":
    """Explain what a policy asked of one pupil, or why a rule asked for nothing."""
    from engine.explain.explain import explain as explained

    return explained(loaded, register, register.pupils.index(pupil), rule=rule, day=day)


def run_register(loaded: Loaded, register: "Register", tell: Progress | None = None, workers: Workers = ALONE) -> "Run":
    """Run a policy over a register that is ready for it, by so many workers."""
    from engine.running import run_register as made

    return made(loaded, register, tell, workers)


def report(
    loaded: Loaded,
    dataset: Path,
    kind: str,
    *,
    first: date | None = None,
    last: date | None = None,
    as_of: date | None = None,
    small: int = 0,
    skip_bad_rows: bool = False,
) -> "Outcome[AttendanceReport]":
    """Report on a dataset's periods of a kind from `first` to `last`, both included.

    Without diagnostics and without a report there is no school day of the data there. Counts of fewer than `small`
    pupils are suppressed, and with them what would give them away.
    """
    from engine.report.report import report_of

    read = read_register(loaded, dataset, as_of=as_of, skip_bad_rows=skip_bad_rows)
    if read.value is None:
        return Outcome(None, read.diagnostics)
    return Outcome(report_of(loaded, read.value, kind, first, last, small), read.diagnostics)


def diff(a: Loaded, b: Loaded) -> "Differences":
    """Say where two policies differ in meaning, each with the smallest example, and what is proved the same."""
    from engine.analysis.compare import compare

    return compare(a, b)


def run_tests(
    paths: Iterable[Path], *, matching: str = "", progress: Progress | None = None
) -> "Outcome[tuple[Result, ...]]":
    """Run the scenario tests of files and folders."""
    from engine.testing.runner import run_tests as play

    return play(paths, test_runner(), matching=matching, progress=progress)


def test_runner() -> "Runner":
    """Give a runner of scenario tests that loads each policy once."""
    from engine.testing.runner import Runner

    return Runner(run_register)


def policy_paths(policy: str | Path) -> list[str]:
    """Give the paths of a policy's values as people write them; none where it cannot be resolved."""
    from engine.resolve.edited import paths

    resolved = resolve(policy)
    return [] if resolved.value is None else list(paths(resolved.value))


def simulate(
    base: Loaded,
    dataset: Path,
    *,
    edits: Iterable[tuple[str, str]] = (),
    ranges: Iterable[str] = (),
    against: Loaded | None = None,
    first: date | None = None,
    last: date | None = None,
    show_small: bool = False,
    as_of: date | None = None,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> "Outcome[Simulation]":
    """Say what would have been asked for otherwise, on a dataset's folder, under another policy than the base.

    The other one is `against`, or the base with other values: `edits` are paths of its document and the texts to be put
    there. `ranges` are swept, each as `path=from..to/step`. `first` and `last` are the days to compare, both included;
    all there are, where they are None.
    """
    from engine.readers.dataset import read_dataset
    from engine.resolve.edited import Edit
    from engine.simulate.simulate import Question
    from engine.simulate.simulate import simulate as simulated
    from engine.simulate.study import Study

    def read(expected: "Expected") -> "Outcome[Register]":
        wider = replace(expected, every_pupil_column=True)
        return read_dataset(dataset, wider, as_of=as_of, skip_bad_rows=skip_bad_rows)

    question = Question(tuple(Edit(*each) for each in edits), tuple(ranges), against, first, last, show_small)
    return simulated(base, question, Study(read, progress))


def schemas() -> dict[str, str]:
    """Give the text of every file of `schema/` by its name."""
    from engine.model.published import schemas as schemas_of

    return schemas_of()


def letters(run: Path, names: Path | None, templates: Collection[str]) -> "Letters":
    """Give the letters that a saved run asks for. Raises ValueError, in words for a person.

    `templates` are the names of rules that have a template of their own.
    """
    from engine.letters.letters import letters_of

    return letters_of(run, names, templates)


def example_letters() -> list[Path]:
    """Give the example templates of letters that come with the program, by name."""
    return sorted((policies_folder() / "letters").glob("*.docx"))


def as_yaml(value: Value) -> str:
    """Write a plain document as YAML."""
    from engine.write import write

    return write(value)


def generate(
    folder: Path, spec: "Spec", form: "Form" = "csv", loaded: Loaded | None = None
) -> "Outcome[tuple[Rate, ...]]":
    """Write the dataset of a school that does not exist; give its rates beside the published ones.

    With a policy, outcomes of what it asks for are written too. Raises: OSError where the folder cannot be written.
    """
    from engine.generate.school import make

    return make(folder, spec, form, loaded)


def effective(policy: str | Path, as_of: date | None = None) -> Outcome[Value]:
    """Give a policy with its layers merged, as a plain document."""
    from engine.show import effective as effective_of

    resolved = resolve(policy)
    return Outcome(None if resolved.value is None else effective_of(resolved.value, as_of), resolved.diagnostics)


def origins(policy: str | Path, as_of: date | None = None, within: str | None = None) -> "Outcome[tuple[Shown, ...]]":
    """Give where every value of a policy comes from, or one value or part of it by its path."""
    from engine import show

    resolved = resolve(policy)
    found = None if resolved.value is None else show.origins(resolved.value, as_of, within)
    away = show.taken_away(resolved.value, within) if resolved.value and within and not found else ()
    return Outcome(found, (*resolved.diagnostics, *away))


def expanded(policy: str | Path, as_of: date | None = None) -> Outcome[Value]:
    """Give a policy in general forms only, as a plain document; with a day, what is in force on it."""
    loaded = load(policy)
    if loaded.value is None:
        return Outcome(None, loaded.diagnostics)
    from engine.show import of_day

    whole = dict(loaded.value.expanded)
    return Outcome(whole if as_of is None else of_day(whole, as_of), loaded.diagnostics)


def version_of_day(name: str, day: date) -> Outcome[Path]:
    """Give the file here that is a policy of some name on a day; no file and nothing told where none has the name."""
    from engine.resolve.versions import of_day as version_of

    return version_of(name, day)


def names(policy: str | Path) -> "Outcome[tuple[KnownName, ...]]":
    """Give every name that a policy's conditions may use, by where it may stand."""
    from engine.known import known_names

    loaded = load(policy)
    return Outcome(None if loaded.value is None else known_names(loaded.value), loaded.diagnostics)


def lint(
    paths: Iterable[Path],
    *,
    as_of: date,
    text: bytes | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    law: str = "england",
) -> "Report":
    """Lint the policies in files and folders, and one whose text is given; `as_of` is the day asked about.

    `select` and `ignore` are codes or their beginnings; none selects all. `law` is the national layer that judges a
    policy which stands below none.
    """
    from engine.lint.run import lint as look

    return look(paths, as_of=as_of, text=text, select=tuple(select), ignore=tuple(ignore), law=law)


def approve(paths: Iterable[Path], *, on: date, by: str | None = None, anew: bool = False) -> "Approving":
    """Give the records of approval of the policies in files and folders; with `anew` also where nothing was changed."""
    from engine.lint.approve import approve as approved

    return approved(paths, on=on, by=by, anew=anew)


def lint_rules() -> "tuple[LintRule, ...]":
    """Give the rules of the linter in the order of their codes, each with its page."""
    from engine.lint.rule import rules

    return rules()


def lint_code(word: str) -> str | None:
    """Give the code that a word means: a rule's code or name, or the beginning of codes; None where it is neither."""
    from engine.lint.rule import rule_of, rules

    found = rule_of(word)
    if found is not None:
        return found.code
    begun = word.upper()
    known = any(rule.code.startswith(begun) for rule in rules()) or lint_stage(begun) is not None
    return begun if known else None


def lint_stage(code: str) -> str | None:
    """Say where on its way a policy was found wrong, by a code that is no rule's or by its letter; None otherwise."""
    from engine.lint.stages import STAGES

    return STAGES.get(f"{code[:1].upper()}…") if code[1:].isdigit() or len(code) == 1 else None


def compare(folder: Path, as_of: date, path: str | None = None) -> "Outcome[Comparison]":
    """Set the schools of a folder beside one another and their trust; `path` asks for a parameter or a part alone."""
    from engine.schools.compare import compare as compared
    from engine.schools.compare import part
    from engine.schools.members import Members, members

    found = members(folder, as_of)
    whole = compared(found.value or Members(), as_of)
    return Outcome(whole if path is None else part(whole, path), found.diagnostics)


def dependents(file: Path, folder: Path, as_of: date, path: str | None = None) -> "Outcome[Dependents]":
    """Find the schools of a folder that a change of a layer's file would alter, and those that say otherwise."""
    from engine.parse import load as load_document
    from engine.resolve.layers import shown
    from engine.schools.dependents import dependents as resting

    document = load_document(file, shown(file))
    if document.value is None:
        return Outcome(None, document.diagnostics)
    return resting(file, document.value, folder, as_of, path)


def draft(answers: "Answers", file: Path) -> "Outcome[Draft]":
    """Write a new school's policy, which is to be `file`, below layers that are found as seen from there."""
    from engine.starter import draft as starting

    above = starting.layers_above(answers, file)
    if above.value is None or above.failed:
        return Outcome(None, above.diagnostics)
    return starting.draft(answers, above.value)


def phases() -> list[str]:
    """Name the phases for which a new school's policy can be written."""
    from engine.starter.draft import phases as known

    return known()


def bundled_policy(name: str) -> Path:
    """Give the file of a policy that comes with the program."""
    return policies_folder() / f"{name}.yaml"
