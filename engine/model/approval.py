"""A record of what was approved: every part of one policy file as it read on that day."""

from typing import Annotated

from engine.model.amounts import DateText
from engine.model.declared import Field, PlainValidator, WithJsonSchema
from engine.model.item import Words
from engine.model.part import Part


def _part(said: object) -> object:
    if isinstance(said, str) or said is None or said in ({}, []):
        return said
    raise ValueError("one text stands here, or nothing")


PartText = Annotated[
    object,
    PlainValidator(_part),
    WithJsonSchema(
        {"type": ["string", "number", "boolean", "null", "array", "object"], "maxItems": 0, "maxProperties": 0}
    ),
]


class Approval(Part):
    """What was approved of one policy file, when and by whom; of the file alone, not of the layers above it."""

    approved: Words = Field(examples=["victoria_road"])
    """The name of the policy that was approved."""
    file: Words = Field(examples=["victoria_road.yaml"])
    """The policy's file, in the folder around that of the records."""
    approved_on: DateText = Field(examples=["2025-09-01"])
    """The day on which it was approved."""
    approved_by: Words | None = Field(None, examples=["the governing board"])
    """Who approved it."""
    parts: dict[Words, PartText] = Field(examples=[{"values.lates_limit": "2 sessions"}])
    """What each part said, by its path; items of a list go by their `id`, tasks by their `do`."""
