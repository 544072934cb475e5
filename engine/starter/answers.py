"""What somebody says about a new school."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Times:
    """When one register is taken and closes, in minutes after midnight; both minutes are included."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Answers:
    """A new school: `name` is its policy's, `school` what people call it, `layers` those above it, general first.

    `from_` is the first day of its policy. `schema` is where an editor finds the schemas, as seen from the file.
    """

    name: str
    school: str
    phase: str
    layers: tuple[str, ...]
    am: Times
    pm: Times
    from_: date
    local_authority: str = ""
    schema: str = "schema"


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a new policy and of its first scenario tests; `left` are parts that the layers above have already."""

    policy: str
    tests: str
    left: tuple[str, ...] = ()
