"""A saved run (JSON, JSON lines or CSV) -> the tasks that it asks for."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from engine.letters.letter import Asked
from engine.words import day_in_words

BYTES_AT_MOST = 1_000_000_000
_NEEDED = ("pupil", "date", "rule", "do")
_FORMULA = re.compile("'[=+\\-@\t\r\n\0＝＋－＠]")


class UnreadableError(ValueError):
    """A file that is not what it should be, in words for a person."""


def read_saved(path: Path) -> list[Asked]:
    """Give the tasks of a run that was saved, in its order. Raises UnreadableError."""
    if path.stat().st_size > BYTES_AT_MOST:
        raise UnreadableError("it is larger than any run: over 1 GB")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("it is not UTF-8 text") from None
    start = text.lstrip()[:1]
    if start == "{":
        return list(_of_json(text))
    return list(_of_csv(text))


def _of_json(text: str) -> Iterator[Asked]:
    try:
        whole = json.loads(text)
    except RecursionError:
        raise UnreadableError("it is nested too deep") from None
    except ValueError:
        yield from _of_lines(text)
        return
    if whole.get("kind") is not None:  # a file of a single line
        yield from _of_lines(text)
        return
    actions = whole.get("actions")
    if not isinstance(actions, list):
        raise UnreadableError("it has no `actions`")
    for number, action in enumerate(actions, 1):
        yield from _of_action(action, str(whole.get("policy") or ""), f"action {number}")


def _of_lines(text: str) -> Iterator[Asked]:
    policy, known = "", False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            raise UnreadableError(f"line {number} is not JSON") from None
        kind = item.get("kind") if isinstance(item, dict) else None
        if kind == "run":
            policy, known = str(item.get("policy") or ""), True
        elif kind == "action":
            known = True
            yield from _of_action(item, policy, f"line {number}")
    if not known:
        raise UnreadableError("it holds no run")


def _of_action(action: object, policy: str, where: str) -> Iterator[Asked]:
    if not isinstance(action, dict) or not isinstance(action.get("tasks"), list):
        raise UnreadableError(f"{where} is no action of a run")
    evidence = action.get("evidence")
    figures = evidence.values() if isinstance(evidence, dict) else ()
    sessions = [mark for figure in figures if isinstance(figure, dict) for mark in figure.get("sessions") or ()]
    fields = {
        **{name: _text(action.get(name)) for name in ("reason", "assumes", "request", "parent", "notice", "key")},
        "figures": _figures(_text(action.get("reason"))),
        "clause": _text(action.get("source")),
        "notes": "; ".join(map(str, action.get("notes") or ())),
        "policy": policy,
    }
    for task in action["tasks"]:
        if not isinstance(task, dict):
            raise UnreadableError(f"{where} has a task that is none")
        given = task.get("with")
        more = {
            **{name: _text(task.get(name)) for name in ("to", "by", "obligation")},
            "due": _text(task.get("due")) or _text(task.get("due_text")),
            "given": "; ".join(f"{name}: {text}" for name, text in given.items()) if isinstance(given, dict) else "",
        }
        about = {name: _text(action.get(name)) for name in ("pupil", "date", "rule")} | {"do": _text(task.get("do"))}
        yield _asked(about, {**fields, **more}, [*sessions, *(task.get("sessions") or ())], where)


def _figures(reason: str) -> str:
    """Give what follows a rule's title in a reason, and the whole reason where it has none.

    >>> _figures("Punctuality concern letter: late this half term 5 sessions"), _figures("A holiday is suspected")
    ('late this half term 5 sessions', 'A holiday is suspected')
    """
    return reason.partition(": ")[2] or reason


def _of_csv(text: str) -> Iterator[Asked]:
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise UnreadableError(f"it is neither the JSON nor the CSV of a run: there is no column `{missing[0]}`")
        for row in rows:
            if None in row or None in row.values():
                raise UnreadableError(f"line {rows.line_num} has too many cells or too few")
            plain = {name: _cell(value) for name, value in row.items()}
            fields = {
                **{name: plain.get(name, "") for name in ("reason", "assumes", "request", "parent", "notice", "key")},
                **{name: plain.get(name, "") for name in ("to", "by", "obligation", "due", "notes")},
                "figures": _figures(plain.get("reason", "")),
                "clause": plain.get("source", ""),
                "given": plain.get("with", ""),
                "policy": "",
            }
            listed = "; ".join(filter(None, (plain.get("marks", ""), plain.get("sessions", ""))))
            sessions = [each.split(" ", 2) for each in listed.split("; ") if each]
            about = {name: plain[name] for name in _NEEDED}
            if about["do"]:
                yield _asked(about, fields, sessions, f"line {rows.line_num}")
    except csv.Error as fault:
        raise UnreadableError(f"line {rows.line_num} is not CSV: {fault}") from None


def _asked(about: Mapping[str, str], fields: dict[str, str], sessions: Iterable[Any], where: str) -> Asked:
    for name in ("pupil", "rule", "do"):
        if not about[name]:
            raise UnreadableError(f"{where} has no {name}")
    try:
        day = date.fromisoformat(about["date"])
        held = sorted({(str(on), str(session), str(code)) for on, session, code in sessions})
        for on, _, _ in held:
            date.fromisoformat(on)
    except (ValueError, TypeError):
        raise UnreadableError(f"{where} has a date or a mark that is none") from None
    with suppress(ValueError):  # what the policy says of it, or nothing
        fields["due"] = day_in_words(date.fromisoformat(fields["due"]))
    return Asked(about["do"], about["rule"], about["pupil"], day.isoformat(), fields, held)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _cell(value: str | None) -> str:
    """Take off the apostrophe that keeps a text from becoming a formula."""
    told = value or ""
    return told[1:] if _FORMULA.match(told) else told
