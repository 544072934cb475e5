"""The schemas of what people write: policy files, each of them one layer, and calendars.

An editor reads `5` as a number and `true` as a truth value where this program reads text, so the schema allows both
wherever the text would do. What a layer may leave to the layers above is not required.
"""

import re
from typing import Any

from engine.model import checks, facts, item, measures, policy_file, rules, sections, statistics
from engine.model.amounts import NAME
from engine.model.declared import Declared
from engine.model.describe import described, headed
from engine.model.layered import said_by_every_layer
from engine.model.test_file import SchoolYear

Schema = dict[str, Any]
ANY_TEXT = ["string", "number", "boolean"]
_NAME = f"^{NAME}$"
_WORDS = re.compile(r"\^\(?([\w |]+?)\)?\$")


def policy_schema() -> Schema:
    """Give the schema of a policy file."""
    made = _for_people(described(policy_file.PolicyFile))
    dated = {"$ref": "#/$defs/DatedValue"}
    amount = made["$defs"]["DatedValue"]["properties"]["value"]
    same = {key: amount[key] for key in ("pattern", "patternErrorMessage")}
    value = {"type": [*ANY_TEXT, "array"], **same, "items": dated, "minItems": 1}
    patterns = made["properties"]["values"]["patternProperties"]
    made["properties"]["values"]["patternProperties"] = dict.fromkeys(patterns, value)
    for name, shape in [("PolicyFile", made), *made["$defs"].items()]:
        _required(shape, _model(name))
    return headed("policy.schema.json", "One file of an attendance policy", made)


def calendar_schema() -> Schema:
    """Give the schema of a calendar: a school's `calendar.yaml`, or one in `policies/calendars/`."""
    made = _for_people(described(SchoolYear))
    for only_in_tests in ("from", "weeks", "to", "name", "half_term"):
        del made["properties"][only_in_tests]
    made["required"] = ["terms"]
    made["description"] = "The days of a school, as in `calendar.yaml`; first and last days are included."
    return headed("calendar.schema.json", "A school's calendar", made)


def _model(name: str) -> type[Declared] | None:
    for module in (policy_file, rules, measures, facts, sections, checks, statistics, item):
        found = getattr(module, name, None)
        if found is not None:
            model: type[Declared] = found
            return model
    return None


def _required(shape: Schema, model: type[Declared] | None) -> None:
    """Require of a layer's file only what no other layer can say."""
    shape.pop("required", None)
    if (fields := said_by_every_layer(model)) and "properties" in shape:
        shape["required"] = [name for name in shape["properties"] if name in fields]


def _for_people(value: Any) -> Any:
    """Say text as an editor reads it, wherever a schema says what may stand at a place."""
    if isinstance(value, list):
        return [_for_people(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {
        key: {name: _for_people(each) for name, each in inner.items()}
        if key in ("properties", "patternProperties", "$defs")
        else inner
        if key in ("examples", "enum", "required")
        else _for_people(inner)
        for key, inner in value.items()
    }
    if not isinstance(made.get("default", ""), str):
        del made["default"]
    if made.get("type") == "object" and set(made.get("then", ())) == {"$ref"}:
        # An optional part: nothing else can stand there, so there is nothing to ask.
        return {**made["then"], **{key: made[key] for key in made if key not in ("type", "if", "then")}}
    return _text(made) if "type" in made else made


def _text(made: Schema) -> Schema:
    kinds = [kind for kind in _listed(made["type"]) if kind != "null"]
    if "integer" in kinds:
        made["minimum"] = 0
    pattern = made.get("pattern")
    if pattern is not None:
        # An escaped space is an error where patterns are read as JavaScript's.
        pattern = made["pattern"] = pattern.replace("\\ ", " ")
    if kinds == ["string"] and "enum" not in made:
        words = _WORDS.fullmatch(pattern) if pattern is not None else None
        if words is not None:
            made["enum"] = words[1].split("|")
            del made["pattern"]
        elif pattern is None:
            kinds = ANY_TEXT
    if "pattern" in made:
        # What editors that know the word say instead of the pattern itself.
        told = [f"`{example}`" for example in made.get("examples", ()) if isinstance(example, str)]
        if pattern == _NAME:
            made["patternErrorMessage"] = "a name has letters, digits and underscores, and begins with a letter"
        elif told:
            made["patternErrorMessage"] = "write it as in " + ", ".join(told)
    made["type"] = kinds[0] if len(kinds) == 1 else list(kinds)
    return made


def _listed(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds
