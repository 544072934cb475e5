"""Parts of conditions -> the part that they make up, and its words."""

from collections.abc import Sequence

from engine.model.explanation import PartOutput


def all_of(parts: Sequence[PartOutput]) -> PartOutput:
    """Give the part that holds where all of some do, and is not known where none fails and one is not known."""
    known = [part.holds for part in parts]
    holds = False if False in known else None if None in known else True
    text, said = " and ".join(part.text for part in parts), joined_in_words("all", parts)
    return PartOutput(text=text, said=said, asked=None, holds=holds, how="all", parts=list(parts), figures=[])


def joined_in_words(how: str, parts: Sequence[PartOutput]) -> str:
    """Say parts together; of a choice what it asks and what follows."""
    if how == "not":
        return f"not: {parts[0].said}"
    if how == "choice":
        condition, then, otherwise = parts
        taken = then if condition.holds else otherwise
        return f"{condition.said}; so {taken.said}"
    return (" and " if how == "all" else " or ").join(part.said for part in parts)
