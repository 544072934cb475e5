"""Whether what a school says it belongs to and what a layer calls itself are one."""

from collections.abc import Callable, Iterator

from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.once import regex

WORD = regex(r"[^\W_]+")


def alike(said: str, name: str, document: object) -> bool:
    """Whether a name that people say and a layer's, or the words in its title, have what they say in common.

    >>> alike("Halton Borough Council", "halton", {})
    True
    """
    title = document.get("title") if isinstance(document, dict) else None
    words = _words(said)
    return _words(name) <= words or words <= _words(f"{name} {title}")


def belonging(
    subject: Subject, kind: str, field: str, called: tuple[str, str], layer_of: Callable[[str, str], str | None]
) -> Iterator[Finding]:
    """Compare what a school's own file says it belongs to with the layers of a kind above it.

    `field` of its `school` says the name; `called` is what that is for people, and what its file is. `layer_of` gives
    the layer of a name that there is beside a file, None where there is none. A school that names nobody is let be.
    """
    assert subject.policy is not None and subject.bound is not None
    school, path = subject.bound.model.school, ("school", field)
    said = getattr(school, field) if school is not None else None
    if said is None or subject.policy.layers[-1].kind != "school":
        return
    above = [layer for layer in subject.policy.layers if layer.kind == kind]
    what, file = called
    if above and not any(alike(said, layer.name, layer.document.value) for layer in above):
        names = ", ".join(f"`{layer.name}`" for layer in above)
        message = f"the school's {what} is `{said}`, and the policy stands below that of {names}"
        also = tuple((f"`{layer.name}`", layer.document.place(("policy",))) for layer in above)
        yield Finding(message, path, "correct the one or the other", also=also)
    elif not above and (name := layer_of(said, subject.name)) is not None:
        message = f"the school's {what} is `{said}`, and the policy does not stand below its {file} `{name}`"
        place = subject.document.place(("extends",)) if ("extends",) in subject.document.spans else None
        yield Finding(message, path, f"add `{name}` to `extends`", place=place)


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.lower()))
