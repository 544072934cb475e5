"""The rates of a generated dataset beside the published ones, for people."""

from collections.abc import Iterator, Sequence

from cli.render.safe import shown
from engine.generate.spec import Rate


def page(rates: Sequence[Rate]) -> Iterator[str]:
    """Yield a line a rate, in percent; a dash where none is published."""
    width = max((len(rate.name) for rate in rates), default=0)
    yield f"{'percent of possible sessions':<{width}}  generated  published\n"
    for rate in rates:
        published = f"{rate.published:9.2f}" if rate.published is not None else "        -"
        yield f"{shown(rate.name).replace('_', ' '):<{max(width, 28)}}  {rate.generated:9.2f}  {published}\n"
    sources = dict.fromkeys(rate.source for rate in rates if rate.source)
    yield from (f"published: {shown(source)}\n" for source in sources)
