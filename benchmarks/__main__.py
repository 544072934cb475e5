"""All benchmarks, one after the other: `python -m benchmarks`."""

import argparse
import sys

from benchmarks import expressions, importing, linting, reading, school_year, simulations

if __name__ == "__main__":
    argparse.ArgumentParser(
        prog="python -m benchmarks", description=f"{__doc__} Each is measured at its own sizes."
    ).parse_args()
    failed = expressions.main()
    school_year.main()
    importing.main()
    reading.main()
    simulations.main()
    linting.main()
    sys.exit(failed)
