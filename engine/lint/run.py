"""Files and folders -> one report of all that is wrong with the policies there."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from engine.approvals.read import read_record, record_of
from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.document import Document
from engine.lint.echoes import without_echoes
from engine.lint.files import find_files
from engine.lint.follows import told_once
from engine.lint.gather import gather
from engine.lint.joined import Above, above, joined
from engine.lint.judge import judge
from engine.lint.neighbours import apart, hidden_layers, of_one_name
from engine.lint.report import Report
from engine.lint.rule import rules
from engine.lint.subject import Subject
from engine.parse import decode, load, parse
from engine.policy import PolicyInForce
from engine.resolve import resolve
from engine.resolve.layers import SUFFIXES, find, shown
from engine.resolve.versions import at_odds, versions
from engine.testing.read import ENDING, Placed, read_tests


class Linter:
    """Lints one policy after another, reading what they share once."""

    def __init__(self, as_of: date, *, law: str | None = None, root: Path | None = None) -> None:
        self.as_of, self.law, self.root = as_of, law, root
        self.policies: list[str] = []
        self.found: list[Diagnostic] = []
        self.allowed = self.records = 0
        self.assumptions: set[tuple[str, int]] = set()
        self._tests: dict[Path, tuple[Placed, ...]] = {}
        self._read: dict[Path, Outcome[tuple[Placed, ...]]] = {}
        self._law: Subject | None = None
        self._lacking: dict[str, Above] = {}
        self.schools: list[tuple[Path, PolicyInForce]] = []

    def policy(self, document: Document, file: Path | None, root: Path | None = None) -> None:
        """Lint one policy with the tests beside it; `root` is a further folder in which its layers may be."""
        tests, strays = self._beside(file)
        record = record_of(document, file, root or self.root)
        subject, found = gather(
            document,
            file,
            as_of=self.as_of,
            tests=tests,
            strays=strays,
            root=root or self.root,
            record=record.value,
        )
        if subject.policy is None or all(layer.kind != "national" for layer in subject.policy.layers):
            subject = replace(subject, law=self._national())
        judged = judge(subject)
        lacking = above(subject)
        if lacking is not None:
            self._lacking |= dict.fromkeys(
                (document.source.name, *(each.document.source.name for each in tests)), lacking
            )
        self.policies.append(document.source.name)
        self.found += [*record.diagnostics, *without_echoes(list(told_once(found, judged.findings)))]
        self.allowed += judged.allowed
        self._count(subject)
        if file is not None and subject.policy is not None:
            self.found += hidden_layers(subject.policy, file, root or self.root)
            if subject.policy.layers[-1].kind == "school":
                self.schools.append((file, subject.policy))

    def tests(self, file: Path) -> tuple[Placed, ...]:
        """Read one file of scenario tests, and tell once what is wrong with it."""
        if file not in self._tests:
            read = self._reading(file)
            self._tests[file] = read.value or ()
            self.found += read.diagnostics
        return self._tests[file]

    def _reading(self, file: Path) -> Outcome[tuple[Placed, ...]]:
        if file not in self._read:
            self._read[file] = read_tests(file)
        return self._read[file]

    def tests_alone(self, file: Path) -> None:
        """Look whether the tests of a file name rules of policies that were not linted with it."""
        placed = self.tests(file)
        names = [each.test.policy for each in placed if isinstance(each.test.policy, str)]
        for name in dict.fromkeys(names):
            own = tuple(each for each in placed if each.test.policy == name)
            beside = [file.parent / name, *(file.parent / f"{name}{suffix}" for suffix in SUFFIXES)]
            policy = next((each for each in beside if each.is_file()), None) or find(name, file.parent).value
            if policy is None:
                subject = Subject(self.as_of, own[0].document.source.name, own[0].document, strays=own)
                self.found += judge(subject, only="L502").findings
            elif shown(policy) not in self.policies:
                document = load(policy, shown(policy)).value
                if document is not None:
                    subject, _ = gather(document, policy, as_of=self.as_of, tests=own, root=self.root)
                    self.found += judge(subject, only="L501").findings

    def report(self, select: Collection[str] = (), ignore: Collection[str] = ()) -> Report:
        """Give what was found; codes that begin with a word of `select` (all, if empty) and with none of `ignore`."""
        wanted = (
            each
            for each in dict.fromkeys(self.found)
            if (not select or each.code.startswith(tuple(select))) and not each.code.startswith(tuple(ignore))
        )
        chosen = sorted(in_order(joined(wanted, self._lacking)), key=_file)
        tests = sum(len(each) for each in self._tests.values())
        return Report(
            self.as_of,
            tuple(self.policies),
            tuple(chosen),
            tests,
            self.allowed,
            len(self.assumptions),
            {rule.code: rule.name for rule in rules()},
            {rule.code: rule.page for rule in rules()},
            self.records,
        )

    def _beside(self, file: Path | None) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
        """Give the tests beside a policy that are of it, and those of others."""
        if file is None:
            return (), ()
        names = (file.stem, file.name)
        own: list[Placed] = []
        strays: list[Placed] = []
        for each in sorted(file.parent.glob(f"*{ENDING}")):
            placed = self._reading(each).value or ()
            mine = [one for one in placed if one.policy in names]
            own += mine
            if mine or not _is_of_another(each, file):
                strays += [one for one in placed if one.policy not in names]
                self.tests(each)
        return tuple(own), tuple(strays)

    def _national(self) -> Subject | None:
        """Give the national layer by which a policy without one is judged, read when it is first needed."""
        if self._law is None and self.law is not None:
            resolved = resolve(self.law, root=self.root)
            if resolved.value is not None:
                layer = resolved.value.layers[-1]
                self._law = gather(layer.document, None, as_of=self.as_of, root=self.root)[0]
        return self._law

    def _count(self, subject: Subject) -> None:
        """Count the items of the file itself that say what they assume."""
        for path, standing in subject.document.spans.items():
            if path[-1:] == ("assumes",):
                self.assumptions.add((subject.document.source.name, standing.value.line))


def _is_of_another(tests: Path, policy: Path) -> bool:
    """Whether a file of tests bears the name of another policy beside it: what is wrong with it is told there."""
    beside = (tests.with_name(f"{tests.name.removesuffix(ENDING)}{suffix}") for suffix in SUFFIXES)
    return any(each.is_file() and each.name != policy.name for each in beside)


def _file(found: Diagnostic) -> tuple[str, bool]:
    """Give what sorts a policy before the tests beside it: what is wrong there follows from the policy."""
    name = found.place.source.name if found.place is not None else ""
    return name.removesuffix(ENDING).removesuffix(ENDING.removeprefix(".test")), name.endswith(ENDING)


def lint(
    paths: Iterable[Path],
    *,
    as_of: date,
    text: bytes | None = None,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    law: str | None = None,
) -> Report:
    """Lint the policies in files and folders, and one whose text was piped in, which is called `-`."""
    linter = Linter(as_of, law=law, root=Path() if text is not None else None)
    paths = list(paths)
    files = find_files(paths)
    linter.found += files.found
    for file, document in files.policies:
        linter.policy(document, file, _folder_of(file, paths))
    for (_, name), group in versions((file, document) for file, document in files.policies if file).items():
        linter.found += at_odds(name, group)
    linter.found += apart(linter.schools)
    linter.found += of_one_name(linter.schools)
    if text is not None:
        _piped(linter, text)
    for file in files.tests:
        linter.tests_alone(file)
    for file in files.records:
        linter.records += 1
        linter.found += read_record(file).diagnostics
    return linter.report(select, ignore)


def _folder_of(file: Path | None, paths: Iterable[Path]) -> Path | None:
    """Give the folder that was asked for and holds a file: its layers may lie anywhere in it."""
    return next((path for path in paths if file is not None and path.is_dir() and file.is_relative_to(path)), None)


def _piped(linter: Linter, text: bytes) -> None:
    source = decode("-", text)
    if source.value is None:
        linter.found += source.diagnostics
        return
    read = parse(source.value)
    linter.found += read.diagnostics
    if read.value is not None:
        linter.policy(read.value, None)
