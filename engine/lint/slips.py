"""Two words -> whether one is most likely a slip of the keyboard for the other."""

_LEAST = 4


def slip(one: str, other: str) -> bool:
    """Whether two words differ as a slip makes them: two letters changed places, or one inside is left out or doubled.

    The first and the last letter are the same, so that no ending is taken for a slip.

    >>> slip("mornigns", "mornings"), slip("suport", "support"), slip("letter", "letters"), slip("pupil_1", "pupil_2")
    (True, True, False, False)
    """
    if one == other or min(len(one), len(other)) < _LEAST or (one[0], one[-1]) != (other[0], other[-1]):
        return False
    if len(one) == len(other):
        differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        return (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and one[differing[0]] == other[differing[1]]
            and one[differing[1]] == other[differing[0]]
        )
    short, long = sorted((one, other), key=len)
    if len(long) != len(short) + 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long) - 1))
