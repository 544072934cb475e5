"""All benchmarks, one after the other: `python -m benchmarks`."""

import sys

from benchmarks import expressions, school_year, simulations

if __name__ == "__main__":
    failed = expressions.main()
    school_year.main()
    simulations.main()
    sys.exit(failed)
