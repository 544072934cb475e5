"""All benchmarks, one after the other: `python -m benchmarks`."""

import sys

from benchmarks import expressions, importing, linting, reading, school_year, simulations

if __name__ == "__main__":
    failed = expressions.main()
    school_year.main()
    importing.main()
    reading.main()
    simulations.main()
    linting.main()
    sys.exit(failed)
