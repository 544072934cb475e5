"""The sentences of a policy, and phrases looked for in them."""

from collections.abc import Iterator

from engine.document import Document, Path
from engine.nouns import dataclass

MANY = 40
"""So many characters may stand where a phrase has `*`."""
_CITING = frozenset({"source", "title", "reason", "with", "say", "means"})
_NOT_OURS = frozenset({"departs", "assumes", "lock", "allow", "checks"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text for people in a file, and its path there."""

    text: str
    path: Path


def sentences(document: Document) -> Iterator[Sentence]:
    """Give the texts for people of one file, without those that say how it departs from its document.

    What a comment says is for nobody but the author, and is not looked at; nor is what the codes of a national layer
    once meant.
    """
    national = isinstance(document.value, dict) and document.value.get("layer") == "national"
    for path, standing in document.spans.items():
        if national and path[:1] == ("codes",):
            continue
        if standing.style in ("mapping", "list") or _NOT_OURS & set(path):
            continue
        if path and (path[-1] in _CITING or "with" in path or path[:1] in (("roles",), ("plain_words",))):
            value = _at(document, path)
            if isinstance(value, str):
                yield Sentence(value, path)


def _at(document: Document, path: Path) -> object:
    value: object = document.value
    for step in path:
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def find(phrase: str, text: str) -> tuple[int, int] | None:
    """Find a phrase at the edges of words, in any case; `*` stands for a few characters. None where it is not there.

    >>> find("working day*", "within 5 Working days")
    (9, 21)
    >>> find("regulations*2006", "the Pupil Registration Regulations (England) 2006 and others")
    (23, 49)
    """
    parts = [part for part in phrase.lower().split("*") if part]
    folded = text.lower()
    start = -1
    while parts and (start := folded.find(parts[0], start + 1)) >= 0:
        end = start + len(parts[0])
        for part in parts[1:]:
            at = folded.find(part, end, end + MANY + len(part))
            if at < 0:
                break
            end = at + len(part)
        else:
            open_end = phrase.endswith("*")
            while open_end and end < len(folded) and folded[end].isalnum():
                end += 1
            if _edge(folded, start, before=True) and (open_end or _edge(folded, end, before=False)):
                return start, end
    return None


def _edge(text: str, at: int, *, before: bool) -> bool:
    if before:
        return at == 0 or not (text[at - 1].isalnum() and text[at].isalnum())
    return at >= len(text) or not (text[at - 1].isalnum() and text[at].isalnum())
