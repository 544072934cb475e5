"""What a rule of the linter found, before it is known how much it matters here."""

from engine.diagnostics import Severity
from engine.document import Path
from engine.nouns import dataclass
from engine.source import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `path` is a path of the policy in general forms, and `start` to `end` (excluded) are characters of the text there.
    `place` says where to point instead; with a path beside it, the path still says which item the finding is about,
    and so which `allow` is asked. `about` are the paths of other items that it is about too. `also` are further places,
    each with a word on what stands there. `severity` overrules the rule's own where a rule has graver and milder cases;
    None leaves it.
    """

    message: str
    path: Path | None = None
    help: str = ""
    start: int | None = None
    end: int | None = None
    place: Place | None = None
    also: tuple[tuple[str, Place], ...] = ()
    severity: Severity | None = None
    about: tuple[Path, ...] = ()
