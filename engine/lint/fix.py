"""A policy file -> the same file with what can safely be mended: spellings, and what changes no decision.

Every change is tried before it is made. A spelling is corrected where exactly one known word takes the finding away,
and what is written otherwise than in a policy where it can mean one thing only; any other change where the policy is
proved to mean the same before and after.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from engine.analysis.compare import compare
from engine.diagnostics import Diagnostic, Outcome, Severity
from engine.lint.edits import Edit, Written
from engine.lint.files import find_files
from engine.lint.follows import CHANGED
from engine.lint.gather import gather
from engine.lint.judge import judge
from engine.lint.notation import OF_CHARACTERS, PERCENT_SIGN, notated
from engine.lint.rule import rule_of
from engine.lint.simplify import simpler
from engine.lint.subject import Subject
from engine.load import Loaded
from engine.model.policy_file import PolicyFile
from engine.parse import decode, parse
from engine.resolve import resolve
from engine.resolve.layers import shown
from engine.source import Place, Source, Span
from engine.validate.shape import fields_of

Asked = Callable[[str], bool]

_MEANT = re.compile(r"did you mean `\"?([^`\"]+)\"?(?:\(…\))?`\?")
_SAID = re.compile(r"`\"?([^`\"]+)\"?`")
_WORD = re.compile(r"[^\W\d]\w*(?:-\w+)*")
_COMPARED = re.compile(r"(\w+) *(?:[<>]=?|=) *[\d.]+$")
_ALIKE = 0.75
_MOST = 200


@dataclass(frozen=True, slots=True)
class Fixed:
    """One file before and after, and what was changed in words."""

    file: Path | None
    name: str
    before: Written
    after: Written
    why: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
        return self.before.raw != self.after.raw


@dataclass(frozen=True, slots=True)
class _State:
    """A text, what it says as far as it can be understood, and the findings in it."""

    written: Written
    subject: Subject | None
    found: tuple[Diagnostic, ...]

    @property
    def loaded(self) -> Loaded | None:
        """The policy ready to run, where nothing is wrong with it and all is read as it is written."""
        subject = self.subject
        if subject is None or subject.policy is None or subject.bound is None or subject.plan is None:
            return None
        if not subject.whole:
            return None
        place = subject.place_of
        assert place is not None
        return Loaded(subject.policy, subject.expanded, subject.bound, subject.plan, place, subject.written)


class Fixer:
    """Mends policies as they are judged on one day; `law` is the national layer where a policy has none.

    `asked` says of which findings' codes: what takes none of these away is left.
    """

    def __init__(self, as_of: date, law: Subject | None, asked: Asked | None) -> None:
        self.as_of, self.law, self.asked = as_of, law, asked

    def fix(self, data: bytes, name: str, file: Path | None) -> Fixed | None:
        """Mend one file, as often as something is left to mend; None where it cannot be read as text."""
        try:
            written = Written.of(data)
        except UnicodeDecodeError:
            return None
        state = first = self._state(written, name, file)
        why: list[str] = []
        for _ in range(_MOST):
            made = self._one(state, name, file)
            if made is None:
                break
            edit, state = made
            why.append(f"line {edit.line or edit.span.line}: {edit.why}")
        return Fixed(file, name, first.written, state.written, tuple(why))

    def read_again(self, file: Path) -> Fixed | None:
        """Mend a file that cannot be read, where that makes a policy with its name of it; else None.

        A file of another kind may have a `title` too, and is let be.
        """
        found = self.fix(file.read_bytes(), shown(file), file)
        source = decode(shown(file), found.after.save()).value if found is not None and found.changed else None
        document = parse(source).value if source is not None else None
        named = document is not None and isinstance(document.value, dict) and "policy" in document.value
        return found if named else None

    def _state(self, written: Written, name: str, file: Path | None) -> _State:
        source = decode(name, written.save())
        if source.value is None:
            return _State(written, None, tuple(source.diagnostics))
        read = parse(source.value)
        if read.value is None:
            return _State(written, None, tuple(read.diagnostics))
        subject, found = gather(read.value, file, as_of=self.as_of, law=self.law)
        here = [*read.diagnostics, *found, *judge(subject).findings]
        return _State(written, subject, tuple(each for each in here if _in(each, source.value)))

    def _one(self, state: _State, name: str, file: Path | None) -> tuple[Edit, _State] | None:
        """Make the first change that can be made."""
        for finding in state.found:
            if self.asked is not None and not self.asked(finding.code):
                continue
            spelt = self._spelling(state, finding, name, file) or self._notation(state, finding, name, file)
            if spelt is not None:
                return spelt
        before = state.loaded
        if before is None or state.subject is None:
            return None
        for edit in simpler(state.subject):
            after = self._state(state.written.with_edit(edit), name, file)
            if after.loaded is None or after.written.raw == state.written.raw:
                continue
            if self.asked is not None and not any(map(self.asked, _gone(state, after))):
                continue
            if not compare(before, after.loaded).differences and _graver(state) >= _graver(after):
                return edit, after
        return None

    def _spelling(self, state: _State, finding: Diagnostic, name: str, file: Path | None) -> tuple[Edit, _State] | None:
        """Correct a word, where exactly one word that is known takes the finding away."""
        meant, place = _MEANT.search(finding.help), finding.place
        if meant is None or place is None or finding.severity is Severity.INFO:
            return None
        told = [each.rsplit(".", 1)[-1] for each in _SAID.findall(finding.message)]
        spans = [(word, span) for word in told if (span := _where(place, word)) is not None]
        if not spans:
            return None
        wrong, span = max(spans, key=lambda each: _alike(each[0], meant[1]))
        tried = []
        for word in sorted({meant[1], *_pool(state)}):
            if word != wrong and _alike(wrong, word) >= _ALIKE:
                edit = Edit(span, word, f"`{wrong}` is spelt `{word}`")
                after = self._state(state.written.with_edit(edit), name, file)
                if not _still(after, finding) and _better(finding, state, after):
                    tried.append((edit, after))
        return tried[0] if len(tried) == 1 and tried[0][0].text == meant[1] else None

    def _notation(self, state: _State, finding: Diagnostic, name: str, file: Path | None) -> tuple[Edit, _State] | None:
        """Write a value or a sign as a policy does, where that takes the finding away and brings no other."""
        edit = notated(finding, state.written)
        if edit is None:
            return None
        after = self._state(state.written.with_edit(edit), name, file)
        if finding.code in _SAME_MEANING:
            before, then = state.loaded, after.loaded
            # the value itself differs by its unit, and nothing that it bears on does
            same = (
                before is not None
                and then is not None
                and {each.kind for each in compare(before, then).differences} <= {"value"}
            )
            return (edit, after) if same and not _still(after, finding) else None
        if finding.code == PERCENT_SIGN and not _is_percentage(state, edit):
            return None
        line = edit.span.line
        known = Counter(each.code for each in state.found if _line(each) == line)
        fresh = Counter(each.code for each in after.found if _line(each) == line and each.severity > Severity.INFO)
        if state.subject is None and after.subject is None:
            # a text with several such signs is mended from the first on
            told = {(each.code, each.message) for each in state.found}
            # what is told of characters is told alone; where a text cannot be read any further, the next comes after it
            first = line if finding.code in OF_CHARACTERS else 1
            fresh_there = [each for each in after.found if (each.code, each.message) not in told]
            worse_there = any(first <= _line(each) <= line for each in fresh_there)
            return (edit, after) if not worse_there and not _there(finding, after) else None
        worse = {code for code in fresh - known if code != CHANGED and not code.startswith(_OF_USES)}
        # of one condition the first sign that stops its reading is told, and the next one once it is mended
        hidden = finding.code.startswith(_UNREAD) and all(code.startswith(_OF_CONDITIONS) for code in worse)
        hidden = hidden or (state.subject is None and after.subject is not None)
        if _still(after, finding) or (worse and not hidden):
            return None
        seen = bool(worse) or _reached(after) > _reached(state)
        return (edit, after) if seen or _better(finding, state, after) else None


_SAME_MEANING = frozenset({"L213"})
"""What is mended only where the policy is proved to mean the same."""


def _reached(state: _State) -> int:
    """Say how far a text is understood: the further, the more may be found wrong."""
    subject = state.subject
    return 0 if subject is None else 1 + (subject.policy is not None) + (subject.bound is not None)


_OF_USES = "L1"
"""That nothing uses a name yet, which is known once it is read."""

_UNREAD = "X0"
"""A text that is no condition."""

_OF_CONDITIONS = ("X0", "X1", "X2")
"""Whatever is wrong with a condition."""


def _is_percentage(state: _State, edit: Edit) -> bool:
    """Whether the number before a percent sign is compared with a percentage."""
    before = state.written.line(edit.span.line)[: edit.span.column - 1]
    compared, subject = _COMPARED.search(before), state.subject
    if compared is None or subject is None or subject.bound is None:
        return False
    quantity = subject.bound.quantities.get(compared[1])
    return quantity is not None and quantity.unit == "percent"


def _line(finding: Diagnostic) -> int:
    return finding.place.span.line if finding.place is not None else 0


def _in(finding: Diagnostic, source: Source) -> bool:
    return finding.place is not None and finding.place.source.name == source.name


def _alike(one: str, other: str) -> float:
    first, second = sorted((one.lower(), other.lower()))
    return SequenceMatcher(None, first, second).ratio()


def _graver(state: _State) -> tuple[int, int]:
    """Give the number of errors and of warnings; a text that cannot be understood has more than any."""
    if state.subject is None:
        return (10**6, 0)
    errors = sum(each.severity is Severity.ERROR for each in state.found)
    return errors, sum(each.severity is Severity.WARNING for each in state.found)


def _gone(before: _State, after: _State) -> Counter[str]:
    """Give the codes of the findings that a change takes away."""
    return Counter(each.code for each in before.found) - Counter(each.code for each in after.found)


def _of_lint(finding: Diagnostic) -> bool:
    return rule_of(finding.code) is not None


def _better(finding: Diagnostic, before: _State, after: _State) -> bool:
    """Whether less is wrong; what the linter finds besides, once a policy can be understood, is no harm."""
    if _of_lint(finding):
        return _graver(after) < _graver(before)
    counts = [
        sum(each.severity is Severity.ERROR and not _of_lint(each) for each in state.found) for state in (before, after)
    ]
    return after.subject is not None and counts[1] < counts[0]


def _still(state: _State, finding: Diagnostic) -> bool:
    """Whether something of the same kind is still wrong at the same place."""
    return state.subject is None or finding.place is None or _there(finding, state)


def _there(finding: Diagnostic, state: _State) -> bool:
    assert finding.place is not None
    here = (finding.place.span.line, finding.place.span.column)
    return any(
        each.code == finding.code and each.place is not None and (each.place.span.line, each.place.span.column) == here
        for each in state.found
    )


def _where(place: Place, word: str) -> Span | None:
    """Give the place of a word at or after a finding's first character, on its line; None where it is not there."""
    lines = place.source.text.split("\n")
    line = lines[place.span.line - 1]
    at = line.find(word, place.span.column - 1)
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    found = whole.search(line, max(place.span.column - 1, 0))
    if at < 0 or found is None:
        return None
    begin, end = found.start() + 1, found.end() + 1
    return Span(place.span.line, begin, place.span.line, end)


def _pool(state: _State) -> Iterator[str]:
    """Give the words that could have been meant: names, fields, codes' words and texts of the merged policy."""
    yield from fields_of(PolicyFile)
    subject = state.subject
    if subject is None:
        return
    for value in (subject.policy.document if subject.policy is not None else None, subject.document.value):
        yield from _words(value)
    if subject.bound is not None:
        bound = subject.bound
        for names in (bound.quantities, bound.session, *bound.rows.values()):
            yield from names
            for quantity in names.values():
                yield from quantity.words or ()


def _words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str) and len(value) < 400:
        yield from _WORD.findall(value)


def fix_files(
    paths: Iterable[Path],
    *,
    as_of: date,
    law: str | None = None,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
) -> Outcome[list[Fixed]]:
    """Mend the policies in files and folders; what cannot be read as text is left out and told.

    Of findings whose codes begin with a word of `select` (all, if empty) and with none of `ignore`.

    Yields: as finding files does.
    """
    national = None
    resolved = resolve(law) if law is not None else None
    if resolved is not None and resolved.value is not None:
        national = gather(resolved.value.layers[-1].document, None, as_of=as_of)[0]

    def asked(code: str) -> bool:
        return (not select or code.startswith(tuple(select))) and not code.startswith(tuple(ignore))

    fixer = Fixer(as_of, national, asked=asked if select or ignore else None)
    files = find_files(paths)
    named = [(file, document.source.name) for file, document in files.policies]
    found = [fixer.fix(file.read_bytes(), name, file) for file, name in named if file is not None]
    found += [fixer.read_again(file) for file in files.unread]
    mended = {each.name for each in found if each is not None and each.changed}
    left = [each for each in files.found if each.place is None or each.place.source.name not in mended]
    return Outcome([each for each in found if each is not None], left)
