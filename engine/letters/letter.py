"""One letter that is to be written: what it may say, by field. Nouns only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.decision import SessionMark

LETTER = "letter"
"""What a task is called that always asks for a letter; others have one where a template bears their rule's name."""

FIELDS: Mapping[str, str] = {
    "pupil": "the pupil, as the register calls them",
    "date": "the day of the review, as in 3 October 2024",
    "rule": "the rule of the policy that asks for the letter",
    "clause": "the clause of the policy that it carries out",
    "reason": "why, in a sentence with the figures",
    "figures": "the same without the rule's title before it",
    "marks": "the marks that it rests on, in stretches of days: each has `day`, `session` and `code`",
    "marks_text": "the same in one text",
    "due": "the day by which it is due",
    "to": "to whom",
    "by": "by whom",
    "obligation": "must, should or may",
    "given": "the text that the policy gives along",
    "notes": "what else is to be known",
    "assumes": "what the policy's author chose where the clause is silent",
    "request": "the leave request that it is about",
    "parent": "the parent that it is about",
    "notice": "the notice that it is about",
    "policy": "the policy's name",
    "key": "the action's name, the same whenever the same data is run",
}
"""What a template may use besides the columns of the list of names, and what each is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One task of a saved run: what is to be done, and its fields as text; `date` is an ISO date."""

    do: str
    rule: str
    pupil: str
    date: str
    fields: Mapping[str, str]
    marks: Sequence[SessionMark] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: the task it carries out, and the row of the list of names that it is for (empty without a list)."""

    asked: Asked
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a run: those that can be addressed, and those about pupils who are not in the list of names.

    `rules` are all that the run is about; `columns` those of the list of names.
    """

    rules: Sequence[str]
    columns: Sequence[str]
    addressed: Sequence[Letter]
    unlisted: Sequence[Letter]
