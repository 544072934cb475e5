"""What the law and good practice ask of policies, as data: the linter looks for it in every policy below."""

from typing import Annotated

from engine.model.amounts import AmountText, DateText, FlagText, TimeText
from engine.model.declared import Field
from engine.model.facts import YearText
from engine.model.item import Item, Name, Words
from engine.model.part import Part


class About(Part):
    """Which rules, steps and tables a check is about: those whose task, id or rows of facts speak of it."""

    words: tuple[Words, ...] = Field((), examples=[["penalty", "fine", "notice_to_improve"]])
    """Words that stand, between underscores, in what is done or in the id."""
    but_not: tuple[Words, ...] = Field((), examples=[["public_place"]])
    """Words that make it about something else."""


class CodesCounted(Part):
    """Codes that count together: a figure for this may leave none of them out."""

    word: Name = Field(examples=["penalty"])
    """The word that code tables give to the codes that count."""
    limit: AmountText = Field(examples=["10 sessions"])
    """The limit that such a figure is compared with."""
    over: Words = Field(examples=["10 school weeks"])
    """The length of the window."""


class NoticesAllowed(Part):
    """How many notices of a kind may be issued to one parent for one pupil."""

    kind: Words = Field(examples=["penalty_notice"])
    """The kind in the file of notices."""
    most: AmountText = Field(examples=["2"])
    """So many and no more."""
    within: AmountText = Field(examples=["3 years"])
    """In this time."""


class Pay(Part):
    """One amount and by when it is paid."""

    amount: AmountText = Field(examples=["£80"])
    """What is paid."""
    within: AmountText = Field(examples=["21 days"])
    """How long it can be paid."""
    only_first: FlagText = Field(False, examples=[True])
    """Only the first notice offers it."""


class RegisterTimes(Part):
    """What the registers of a school must be."""

    at_most: AmountText = Field(examples=["30 minutes"])
    """So long a register stays open and no longer."""


class YearsOfPhase(Part):
    """The year groups that schools of a phase have."""

    phase: Words = Field(examples=["primary"])
    """The phase, as a school's policy says it."""
    named: Words | None = Field(None, examples=["middle"])
    """Said of schools of the phase that have this word in their name, in place of what is said of the others."""
    from_: YearText = Field(alias="from", examples=["N"])
    """The youngest year group: N, R or a number."""
    to: YearText = Field(examples=["6"])
    """The oldest year group, itself included."""


class LeaveReason(Part):
    """What a request for leave of one reason may come to."""

    reason: Words = Field(examples=["holiday"])
    """The reason."""
    codes: dict[Name, Words] = Field({}, examples=[{"refuse": "G"}])
    """The code that goes with an outcome, if one is said."""
    always: Name | None = Field(None, examples=["grant"])
    """Every such request comes to this."""
    not_always: Name | None = Field(None, examples=["refuse"])
    """Not every such request comes to this."""
    never: Name | None = Field(None, examples=["refuse"])
    """No such request comes to this by rule."""
    if_named: FlagText = Field(False, examples=[True])
    """Only what names this very reason is looked at, and not what holds for the rest of the reasons."""


class Evidence(Part):
    """Evidence that is asked for, or absence that is not accepted, by rule and not by doubt."""

    by: Annotated[str, Field(pattern="^(percentage|length)$")] = Field(examples=["percentage"])
    """Whether the rule looks at an attendance percentage, or at how long or how often a pupil was away."""
    tasks: tuple[Words, ...] = Field(examples=[["evidence"]])
    """Words of tasks that ask for evidence."""


class Boundary(Part):
    """A limit that belongs to the graver side: who stands exactly on it is meant too."""

    attended: AmountText | None = Field(None, examples=["90%"])
    """The attendance at which the law's limit stands, itself included."""
    words: tuple[Words, ...] = Field((), examples=[["persistent"]])
    """What is called by these words begins there, and not further on."""


class Required(Part):
    """What a policy must carry: exactly one of the fields but `register` and `role`, which stand alone too."""

    rule_about: Annotated[str, Field(pattern="^(in_a_row|days|resolve|each)$")] | None = Field(
        None, examples=["in_a_row"]
    )
    """A rule that looks at days in a row, at days in a year, at codes to resolve, or at rows of a fact table."""
    codes: tuple[Words, ...] = Field((), examples=[["I"]])
    """The codes that its figure counts."""
    limit: AmountText | None = Field(None, examples=["15 school days"])
    """The limit at which it acts, or an earlier one."""
    table: Name | None = Field(None, examples=["amendments"])
    """The fact table whose rows it is about."""
    value: Words | None = Field(None, examples=["retention"])
    """A value, by a word of its name."""
    at_least: AmountText | None = Field(None, examples=["6 years"])
    """The least that value may be."""
    role: Words | None = Field(None, examples=["champion"])
    """A role, by a word of its name or title."""


class Cited(Part):
    """A law or guidance that no longer holds."""

    as_: tuple[Words, ...] = Field(alias="as", examples=[["SI 2006/1751"]])
    """How it is cited; `*` stands for any few words."""
    ended: DateText = Field(examples=["2024-08-19"])
    """The first day on which it no longer held."""
    instead: Words = Field(examples=["SI 2024/208"])
    """What holds instead."""


class Wording(Part):
    """Words that say something else than the law does."""

    words: tuple[Words, ...] = Field(examples=[["working days"]])
    """The words, in any case; `*` stands for any few words."""


class CountedIn(Part):
    """A time that the law counts in a unit of its own."""

    codes: tuple[Words, ...] = Field(examples=[["N"]])
    """The codes that the time runs from."""
    unit: Words = Field(examples=["school day"])
    """The unit."""
    most: AmountText = Field(examples=["5 school days"])
    """The longest that it may be."""
    tasks: tuple[Name, ...] = Field((), examples=[["resolve_code"]])
    """What is done by then, besides proposing a code."""


class Lasts(Part):
    """How long something may last."""

    at_least: AmountText = Field(examples=["3 weeks"])
    """So long and no less."""
    at_most: AmountText = Field(examples=["6 weeks"])
    """So long and no more."""


class ByAge(Part):
    """Codes that part by compulsory school age."""

    below: tuple[Words, ...] = Field(examples=[["X"]])
    """Codes for those who are not of it."""
    at: tuple[Words, ...] = Field(examples=[["C2"]])
    """Codes for those who are."""


KINDS = (
    "codes_counted",
    "notices",
    "pays",
    "only_at_school_age",
    "rests_on",
    "register_times",
    "noon",
    "years",
    "leave",
    "evidence",
    "boundary",
    "attended",
    "required",
    "cited",
    "wording",
    "tasks",
    "counted_in",
    "by_age",
    "lasts",
)


class Check(Item):
    """One thing that a policy must say, or must not; exactly one of its kinds is there."""

    say: Words | None = Field(None, examples=["a third notice within 3 years cannot be issued"])
    """What is wrong where it is found, in a sentence for people."""
    help: Words | None = Field(None, examples=["give the third row no amount: another action follows"])
    """What to do then."""
    severity: Annotated[str, Field(pattern="^(error|warning|info)$")] | None = Field(None, examples=["warning"])
    """How much it matters; left out: as the linter's rule says."""
    about: About | None = Field(None, examples=[{"words": ["penalty", "fine"]}])
    """Which rules, steps and tables it is about."""
    codes_counted: CodesCounted | None = Field(
        None, examples=[{"word": "penalty", "limit": "10 sessions", "over": "10 school weeks"}]
    )
    """Codes that count together."""
    notices: NoticesAllowed | None = Field(
        None, examples=[{"kind": "penalty_notice", "most": "2", "within": "3 years"}]
    )
    """How many notices there may be."""
    pays: tuple[Pay, ...] = Field((), examples=[[{"amount": "£80", "within": "21 days"}]])
    """Amounts and by when they are paid."""
    only_at_school_age: FlagText = Field(False, examples=[True])
    """It is for pupils of compulsory school age only."""
    rests_on: Name | None = Field(None, examples=["penalty"])
    """It is asked for only where sessions were missed whose codes have this word in the code table."""
    register_times: RegisterTimes | None = Field(None, examples=[{"at_most": "30 minutes"}])
    """What registers must be."""
    noon: TimeText | None = Field(None, examples=["12:00"])
    """The register of the morning is taken before this time, and that of the afternoon not before it."""
    years: YearsOfPhase | None = Field(None, examples=[{"phase": "primary", "from": "N", "to": "6"}])
    """Which year groups a school has."""
    leave: LeaveReason | None = Field(None, examples=[{"reason": "holiday", "codes": {"refuse": "G"}}])
    """What leave of a reason may come to."""
    evidence: Evidence | None = Field(None, examples=[{"by": "percentage", "tasks": ["evidence"]}])
    """Evidence that is asked for by rule."""
    boundary: Boundary | None = Field(None, examples=[{"attended": "90%"}])
    """A limit whose own value belongs to the graver side."""
    attended: FlagText = Field(False, examples=[True])
    """Only possible sessions are attended, and percentages are out of possible sessions."""
    required: Required | None = Field(None, examples=[{"role": "champion"}])
    """What a policy must carry."""
    cited: Cited | None = Field(
        None, examples=[{"as": ["SI 2006/1751"], "ended": "2024-08-19", "instead": "SI 2024/208"}]
    )
    """A law that no longer holds."""
    wording: Wording | None = Field(None, examples=[{"words": ["working days"]}])
    """Words that say something else."""
    tasks: tuple[Words, ...] = Field((), examples=[["remove_from_roll"]])
    """Tasks that are not a school's to ask for as they stand."""
    counted_in: CountedIn | None = Field(
        None, examples=[{"codes": ["N"], "unit": "school day", "most": "5 school days"}]
    )
    """A time in a unit of its own."""
    by_age: ByAge | None = Field(None, examples=[{"below": ["X"], "at": ["C2"]}])
    """Codes that part by age."""
    lasts: Lasts | None = Field(None, examples=[{"at_least": "3 weeks", "at_most": "6 weeks"}])
    """How long something may last."""

    def hold_together(self) -> None:
        """Refuse a check that says none of its kinds, or several."""
        given = [name for name in KINDS if getattr(self, name)]
        if len(given) != 1:
            found = "none of them" if not given else "`" + "`, `".join(given) + "`"
            raise ValueError(f"a check says exactly one of {', '.join(KINDS)}; this one says {found}")
