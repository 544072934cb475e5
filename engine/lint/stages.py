"""What the letters of codes mean that are no rules of the linter: where on its way a policy was found wrong."""

from collections.abc import Mapping
from types import MappingProxyType

STAGES: Mapping[str, str] = MappingProxyType(
    {
        "P…": "the text of a file: it cannot be read as YAML, or could be read in two ways",
        "S…": "the shape of a file: a field that is unknown, missing, empty, or of another kind than it should be",
        "R…": "the layers of a policy: one that is not there, an item that may not be changed, a lock that is broken",
        "B…": "the names of a policy: one that nothing bears, that two things bear, or that does not fit its place",
        "X…": "a condition or a table: what it says cannot be understood, or compares what cannot be compared",
        "T…": "a scenario test: its shape, or something it names that is not there",
        "A…": "the record of an approval: its shape, or a policy that is gone",
        "D…": "a dataset: a file, a row or a cell that cannot be read",
    }
)
"""First letter of a code, with its number left out, to meaning.

What they find is always an error or a warning, is said in full where it is found, and cannot be given another severity
or be allowed: a policy with an error does not run.
"""
