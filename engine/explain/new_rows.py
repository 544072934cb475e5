"""Values of a row of facts that is not there -> so many rows of them that a file may hold together."""

from engine.model.dataset import TableShape


def new_rows(shape: TableShape, values: dict[str, object], count: int) -> list[dict[str, object]] | None:
    """Give so many rows of some values, each with a key of its own; None where no key is a text that could be."""
    keyed = [name for name in shape.key if name in values and name != "pupil"]
    texts = [name for name in keyed if shape.columns[name].type == "text"]
    if keyed and not texts and count > 1:
        return None
    return [
        {name: f"new {number + 1}" if name in texts[-1:] else value for name, value in values.items()}
        for number in range(count)
    ]
