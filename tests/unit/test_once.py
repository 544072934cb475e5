"""Work that is done once is done for the very thing that was given, and for no other that is equal to it."""

from concurrent.futures import ThreadPoolExecutor

from engine.once import Once, once, once_of_all


def test_what_came_of_a_thing_is_remembered_for_that_very_thing():
    met: list[list[str]] = []

    @once
    def length(thing: list[str]) -> int:
        met.append(thing)
        return len(thing)

    one, equal = ["a"], ["a"]
    assert [length(one), length(one), length(equal), length(one)] == [1, 1, 1, 1]
    assert [each is one for each in met] == [True, False]


def test_a_thing_is_held_so_that_none_takes_its_place():
    known: Once[int] = Once()
    for number in range(1000):
        thing = [number]
        assert known.get(thing) is None, "another list that lay at the same place in memory is not this one"
        known.put(thing, number)
        assert known.get(thing) == number


def test_the_oldest_is_forgotten_first():
    known: Once[int] = Once(2)
    first, second, third = ["one"], ["two"], ["three"]
    for number, thing in enumerate((first, second, third)):
        known.put(thing, number)

    assert [known.get(thing) for thing in (first, second, third)] == [None, 1, 2]


def test_several_things_are_known_by_each_of_them_and_their_order():
    met: list[tuple[list[str], ...]] = []

    @once_of_all
    def joined(things: tuple[list[str], ...]) -> str:
        met.append(things)
        return "".join(each[0] for each in things)

    a, b = ["a"], ["b"]
    assert [joined((a, b)), joined((b, a)), joined((a, b)), joined((a,)), joined((["a"], b))] == [
        "ab", "ba", "ab", "a", "ab",
    ]  # fmt: skip
    assert len(met) == 4


def test_threads_that_remember_at_once_lose_nothing_but_the_oldest():
    known: Once[int] = Once(3)
    things = [[number] for number in range(2000)]

    def remember(start: int) -> None:
        for thing in things[start::4]:
            known.put(thing, thing[0])
            assert known.get(thing) in (thing[0], None)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(remember, range(4)))
    assert 1 <= sum(known.get(thing) is not None for thing in things) <= 3
