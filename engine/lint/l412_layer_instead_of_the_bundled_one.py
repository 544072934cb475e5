"""a file here takes the place of a layer that comes with the program

## Why

A layer is looked for beside the file first. A file of the same name as a bundled layer, an old copy perhaps, then
stands in for it, and with it for the law that it carries. While the two still say the same it is information.

## Avoid

```yaml
extends: [england]
```

```yaml england
policy: england
layer: national
values: {penalty_limit: 99 sessions}
```

## Prefer

```yaml
extends: [elsewhere]
```

```yaml elsewhere
policy: elsewhere
layer: trust
extends: [england]
```

## Source

How layers are found: beside the file, in the policies folder it lies in, then among those that come with the program.
"""

from collections.abc import Iterator

from engine.assets import policies_folder
from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.parse import decode
from engine.resolve.layers import shown

SEVERITY = Severity.WARNING
NEEDS = "policy"


def check(subject: Subject) -> Iterator[Finding]:
    """Look for layers that bear the name of a bundled one and are another file."""
    assert subject.policy is not None
    bundled = policies_folder()
    for layer in subject.policy.layers[:-1]:
        file = bundled / f"{layer.name}.yaml"
        if layer.name and file.is_file() and layer.document.source.name != shown(file):
            own = decode(shown(file), file.read_bytes()).value
            same = own is not None and own.text == layer.document.source.text
            yield Finding(
                f"`{layer.document.source.name}` takes the place of the layer `{layer.name}` of the program",
                place=layer.document.place(("policy",)),
                help="take the file away, or give it a name of its own and let it extend the bundled one",
                severity=Severity.INFO if same else None,
            )
