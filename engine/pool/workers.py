"""Who is asked to do a work, and that they cannot."""

from typing import Literal

from engine.nouns import dataclass

Engine = Literal["local", "dask"]


@dataclass(frozen=True, slots=True)
class Workers:
    """So many processes of this machine, or workers of a Dask cluster: here, or at the address of one that runs.

    Who works alone may have so many `copies` of itself help, itself included, where it can be copied and that is worth
    it.
    """

    jobs: int = 1
    engine: Engine = "local"
    cluster: str | None = None
    copies: int = 1

    @property
    def alone(self) -> bool:
        """Whether the process that asks does it itself."""
        return self.jobs == 1 and self.engine == "local"


ALONE = Workers()


class NoHandsError(RuntimeError):
    """Nobody can be had who does the work: why, and what to do, in words for a person."""

    def __init__(self, message: str, *, help: str) -> None:  # noqa: A002 - the word shown
        super().__init__(message)
        self.help = help


class ShareError(RuntimeError):
    """A process could not do its share, however often it was tried; says why, in words for a person."""
