"""Run the DMN conformance kit and print what became of it: `python -m tests.tck.run`."""

import sys
from collections import Counter, defaultdict

from tests.tck.kit import Outcome, cases, folder, run


def main() -> int:
    """Print passed, failed, refused and skipped by directory; 1 on any failure, 0 also where there is no kit."""
    if not any(folder().glob("*.jsonl")):
        print("conformance kit: skipped, its folder has no cases (set DMN_TCK_HOME)")
        return 0
    by_directory: dict[str, Counter[str]] = defaultdict(Counter)
    columns: Counter[str] = Counter()
    told = []
    for case in cases():
        outcome = run(case)
        by_directory[case["dir"]][outcome.state] += 1
        columns[outcome.columns] += 1
        if outcome.state == "failed":
            told.append(line(case, outcome))
    print(f"{'directory':58}{'passed':>8}{'failed':>8}{'refused':>8}{'skipped':>8}")
    for directory in sorted(by_directory):
        print(f"{directory:58}" + _numbers(by_directory[directory]))
    whole: Counter[str] = sum(by_directory.values(), Counter())
    print(f"{'all':58}" + _numbers(whole))
    ran = columns["array"] + columns["rows"]
    forms = f"{columns['array']} wholly as arrays and {columns['rows']} with parts row by row"
    print(f"over columns too: {ran}, of which {forms}")
    for text in told:
        print(text)
    return 1 if whole["failed"] else 0


def _numbers(counts: Counter[str]) -> str:
    return "".join(f"{counts[state]:8}" for state in ("passed", "failed", "refused", "skipped"))


def line(case: dict[str, object], outcome: Outcome) -> str:
    """Tell of one case that failed."""
    expression = case["decision"]["expr"]  # type: ignore[index]
    what = expression.get("lit") or next(iter(expression))
    return f"failed: {case['dir']} {case['case']} {case['node']}: {what}: {outcome.told}"


if __name__ == "__main__":
    sys.exit(main())
