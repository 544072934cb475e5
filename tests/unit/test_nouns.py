"""A noun is a dataclass of the standard library in all that can be seen of it."""

import copy
import dataclasses
import inspect
import pickle
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import KW_ONLY, field
from typing import ClassVar

import pytest

import engine.nouns
from engine.source import Span

SHAPES = {
    "frozen": {"frozen": True, "slots": True},
    "in order": {"frozen": True, "slots": True, "order": True},
    "mutable": {"slots": True},
    "itself alone": {"frozen": True, "slots": True, "eq": False},
    "with a dictionary": {"frozen": True},
}
DECORATORS = (dataclasses.dataclass, engine.nouns.dataclass)
MANY = 2 * engine.nouns._MUCH
"""More than are made without an `__init__` of their own."""


def pair(**words):
    """Give the same class made by the standard library and here."""
    made = []
    for decorator in DECORATORS:

        class Mark:
            """A mark."""

            code: str
            minutes: int = 0
            words: list[str] = field(default_factory=list)
            place: int = field(default=0, compare=False, repr=False)

        made.append(decorator(**words)(Mark))
    return made


CALLS = (
    lambda cls: cls("L"),
    lambda cls: cls("L", 5),
    lambda cls: cls("L", minutes=5, place=9),
    lambda cls: cls(code="U", words=["late"]),
    lambda cls: cls("L", 5, ["late"], 7),
    lambda cls: cls(),
    lambda cls: cls("L", code="L"),
    lambda cls: cls("L", minuets=5),
    lambda cls: cls("L", 1, [], 2, 3),
)


def seen(work):
    try:
        return repr(work())
    except (TypeError, AttributeError) as fault:
        return f"{type(fault).__name__}: {fault}"


@pytest.mark.parametrize("words", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("made", range(2))
def test_a_noun_is_made_compared_and_said_as_a_dataclass_is(words, made):
    standard, noun = pair(**words)
    for _ in range(made * MANY):
        assert (noun("L") == noun("L")) is words.get("eq", True)

    for call in CALLS:
        assert seen(lambda call=call: call(noun)) == seen(lambda call=call: call(standard))
    for one in CALLS[:5]:
        for other in CALLS[:5]:
            for ask in (
                lambda a, b: a == b,
                lambda a, b: a < b,
                lambda a, b: a >= b,
                lambda a, b: dataclasses.replace(a, words=()) == dataclasses.replace(b, words=()),
            ):
                told = [seen(lambda cls=cls: ask(one(cls), other(cls))) for cls in (standard, noun)]  # noqa: B023 - at once
                assert told[0] == told[1]


@pytest.mark.parametrize("words", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("size", range(1, 7))
def test_a_noun_of_any_size_takes_what_a_dataclass_takes(words, size):
    names = "abcdef"[:size]
    kinds = {"__annotations__": dict.fromkeys(names, int), "__qualname__": "Sizes", "__doc__": "Some sizes."}
    standard, noun = (decorator(**words)(type("Sizes", (), dict(kinds))) for decorator in DECORATORS)
    calls = [
        lambda cls, given=given, named=named: cls(*range(given), **dict.fromkeys(names[named:], 9))
        for given in range(size + 2)
        for named in range(size + 1)
    ]

    # before a call that is wrong, after which the standard library writes how all are begun
    for _ in range(MANY):
        assert [getattr(noun(*range(size)), name) for name in names] == list(range(size))
    for call in calls:
        assert seen(lambda call=call: call(noun)) == seen(lambda call=call: call(standard))


@pytest.mark.parametrize("words", SHAPES.values(), ids=SHAPES)
def test_a_noun_may_be_changed_and_hashed_where_a_dataclass_may(words):
    standard, noun = pair(**words)
    one, other = standard("L", words=()), noun("L", words=())

    def assign(held):
        held.code = "U"
        return held

    def remove(held):
        del held.code
        return held.minutes

    assert seen(lambda: assign(noun("L"))) == seen(lambda: assign(standard("L")))
    assert seen(lambda: remove(noun("L"))) == seen(lambda: remove(standard("L")))
    if words.get("eq", True):
        assert seen(lambda: hash(other)) == seen(lambda: hash(one))
    assert hasattr(other, "__dict__") == hasattr(one, "__dict__")
    assert copy.copy(other) == other or not words.get("eq", True)
    assert dataclasses.asdict(other) == dataclasses.asdict(one)
    assert noun.__match_args__ == standard.__match_args__
    for name in ("init", "repr", "eq", "order", "frozen"):
        assert getattr(noun.__dataclass_params__, name) == getattr(standard.__dataclass_params__, name)


def test_what_is_done_after_a_noun_is_made_is_done():
    @engine.nouns.dataclass(frozen=True, slots=True)
    class Half:
        """A number and its half."""

        whole: int
        half: int = field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "half", self.whole // 2)

    assert (Half(8).half, repr(Half(8))) == (4, f"{Half.__qualname__}(whole=8, half=4)")


def test_a_noun_stands_below_none():
    with pytest.raises(TypeError, match="`Narrow` stands below a dataclass"):

        @engine.nouns.dataclass(frozen=True)
        class Narrow(Span):
            """A narrow span."""


def test_what_is_out_of_the_ordinary_is_made_by_the_standard_library():
    @engine.nouns.dataclass(frozen=True, slots=True)
    class Weighed:
        """Something with a weight, in grams."""

        unit: ClassVar[str] = "g"
        _: KW_ONLY
        weight: int = 1
        name: str = field(default="", kw_only=True)

    assert repr(Weighed(weight=2)) == f"{Weighed.__qualname__}(weight=2, name='')"
    assert [each.name for each in dataclasses.fields(Weighed)] == ["weight", "name"]
    assert (Weighed.unit, Weighed.__match_args__) == ("g", ())
    with pytest.raises(TypeError):
        Weighed(2)
    with pytest.raises(ValueError, match="mutable default"):

        @engine.nouns.dataclass(frozen=True, slots=True)
        class Shared:
            """What would be that of all instances."""

            words: list[str] = []  # noqa: RUF012 - which is refused

    with pytest.raises(TypeError, match="no type annotation"):

        @engine.nouns.dataclass(frozen=True, slots=True)
        class Untold:
            """A field of nobody knows what."""

            words = field(default=1)


def test_the_words_that_a_noun_was_made_with_can_be_asked_for_first():
    @engine.nouns.dataclass(slots=True)
    class Mark:
        """A mark."""

        code: str

    assert (Mark.__dataclass_params__.frozen, Mark.__dataclass_params__.eq) == (False, True)
    assert dataclasses.is_dataclass(Mark)
    assert Mark.__hash__ is None


def test_a_noun_is_handed_to_another_process():
    span = Span(1, 2, 3, 4)

    assert pickle.loads(pickle.dumps(span)) == span  # noqa: S301 - our own
    assert copy.deepcopy([span]) == [span]


def test_a_method_is_written_once_and_takes_its_place():
    _, noun = pair(frozen=True, slots=True)
    before = vars(noun)["__repr__"]
    said = repr(noun("L"))

    assert vars(noun)["__repr__"] is noun.__repr__ is not before
    assert repr(noun("L")) == said
    for _ in range(MANY):
        noun("L")
    assert list(inspect.signature(noun).parameters) == ["code", "minutes", "words", "place"]


def test_threads_that_ask_for_the_fields_of_a_noun_at_once_see_all_of_them():
    def asked_at_once():
        @engine.nouns.dataclass(frozen=True, slots=True)
        class Noun:
            one: int
            two: list = field(default_factory=list)
            three: str = field(default="c")
            four: dict = field(default_factory=dict)

        barrier = threading.Barrier(4)

        def ask(number):
            barrier.wait()
            return dataclasses.replace(Noun(number), three="d") if number % 2 else Noun(number, three="d")

        with ThreadPoolExecutor(4) as threads:
            return list(threads.map(ask, range(4)))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(300):
            for number, noun in enumerate(asked_at_once()):
                assert (noun.one, noun.two, noun.three, noun.four) == (number, [], "d", {})
    finally:
        sys.setswitchinterval(before)
