"""What every item of a policy may say about itself: its source, what it assumes, when it is in force."""

from datetime import date, timedelta
from typing import Annotated

from engine.model.amounts import NAME, TRUTH, DateText
from engine.model.declared import AfterValidator, Field
from engine.model.part import Part


def _a_name(text: str) -> str:
    if text in TRUTH:
        raise ValueError(f"`{text}` is a value, and no name")
    return text


Name = Annotated[str, Field(pattern=rf"^{NAME}$"), AfterValidator(_a_name)]
Condition = Annotated[str, Field(min_length=1, max_length=2000)]
Words = Annotated[str, Field(min_length=1)]


class InForce(Part):
    """From when (included) and until when (excluded)."""

    from_: DateText | None = Field(None, alias="from", examples=["2025-09-01"])
    """The first day on which it is in force; left out: always before."""
    until: DateText | None = Field(None, examples=["2026-09-01"])
    """The first day on which it is no longer in force; left out: still."""


def both_in_force(*items: InForce | None) -> InForce | None:
    """Give the days on which several items are in force together; None: every day."""
    begins = [each.from_ for each in items if each is not None and each.from_ is not None]
    ends = [each.until for each in items if each is not None and each.until is not None]
    if not begins and not ends:
        return None
    return InForce.model_construct(from_=max(begins, default=None), until=min(ends, default=None))


def first_and_last(force: InForce | None) -> tuple[date | None, date | None]:
    """Give the first day in force and the last, both included; None where there is no such day."""
    if force is None:
        return None, None
    return force.from_, None if force.until is None else force.until - timedelta(days=1)


def days_said(force: InForce | None) -> str | None:
    """Say from when and until when, as they are written; None: every day."""
    if force is None or (force.from_ is None and force.until is None):
        return None
    return " ".join(f"{word} {day}" for word, day in (("from", force.from_), ("until", force.until)) if day is not None)


class Allowed(Part):
    """Why a finding of the linter is allowed here."""

    reason: Words = Field(examples=["trial this term"])
    """The reason."""
    until: DateText | None = Field(None, examples=["2026-12-18"])
    """The first day on which it is no longer allowed."""


class Item(Part):
    """A part that carries a clause."""

    title: Words | None = Field(None, examples=["Ask for medical evidence"])
    """What it is, for people."""
    source: Words | None = Field(None, examples=["§5.2"])
    """The clause of the policy, the law or the guidance that it carries out."""
    assumes: Words | None = Field(None, examples=["two weeks are 10 school days"])
    """What was chosen where the clause is silent."""
    departs: Words | None = Field(None, examples=["the document says working days; the law counts school days"])
    """Where and why it does not do what the document says."""
    in_force: InForce | None = Field(None, examples=[{"from": "2025-09-01"}])
    """The days on which it applies; left out: every day."""
    open: tuple[Words, ...] = Field((), examples=[["due", "by", "to"]])
    """The fields that a lower layer may change; items of the national layer are closed but for these."""
    allow: dict[Words, Allowed] = Field({}, examples=[{"L201": {"reason": "trial this term", "until": "2026-12-18"}}])
    """Findings of the linter that are allowed here, with the reason."""
