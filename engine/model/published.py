"""The models that other programs rely on -> JSON Schema (2020-12), as it is committed in `schema/`."""

from typing import Any

from engine.model.approval import Approval
from engine.model.compare_output import CompareOutput
from engine.model.dependents_output import DependentsOutput
from engine.model.describe import described, headed, written
from engine.model.diff_output import DiffOutput
from engine.model.explanation import ExplanationOutput
from engine.model.import_map import ImportMap
from engine.model.lint_output import LintOutput
from engine.model.output import RunOutput
from engine.model.policy_schema import calendar_schema, policy_schema
from engine.model.report_output import ReportOutput
from engine.model.schools_output import SchoolsOutput
from engine.model.simulation_output import SimulationOutput
from engine.model.simulation_schools_output import SimulationSchoolsOutput
from engine.model.test_file import ScenarioTest


def output_schema() -> dict[str, Any]:
    """Give the schema of `policy run --format json`."""
    return headed("decision.schema.json", "The output of `policy run --format json`", described(RunOutput))


def schools_schema() -> dict[str, Any]:
    """Give the schema of `policy run --format json` over many schools."""
    title = "The output of `policy run --format json` over many schools"
    return headed("schools.schema.json", title, described(SchoolsOutput))


def lint_schema() -> dict[str, Any]:
    """Give the schema of `policy lint --format json`."""
    return headed("lint.schema.json", "The output of `policy lint --format json`", described(LintOutput))


def report_schema() -> dict[str, Any]:
    """Give the schema of `policy report --format json`."""
    return headed("report.schema.json", "The output of `policy report --format json`", described(ReportOutput))


def diff_schema() -> dict[str, Any]:
    """Give the schema of `policy diff --format json`."""
    return headed("diff.schema.json", "The output of `policy diff --format json`", described(DiffOutput))


def simulation_schema() -> dict[str, Any]:
    """Give the schema of `policy simulate --format json`."""
    title = "The output of `policy simulate --format json`"
    return headed("simulation.schema.json", title, described(SimulationOutput))


def simulation_schools_schema() -> dict[str, Any]:
    """Give the schema of `policy simulate --format json` over many schools."""
    title = "The output of `policy simulate --format json` over many schools"
    return headed("simulation_schools.schema.json", title, described(SimulationSchoolsOutput))


def compare_schema() -> dict[str, Any]:
    """Give the schema of `policy compare --format json`."""
    return headed("compare.schema.json", "The output of `policy compare --format json`", described(CompareOutput))


def dependents_schema() -> dict[str, Any]:
    """Give the schema of `policy show --dependents --format json`."""
    title = "The output of `policy show --dependents --format json`"
    return headed("dependents.schema.json", title, described(DependentsOutput))


def test_schema() -> dict[str, Any]:
    """Give the schema of a file of scenario tests, which is a list of them."""
    one = described(ScenarioTest)
    kinds = one.pop("$defs")
    tests = {"type": "array", "minItems": 1, "items": one, "$defs": kinds}
    return headed("test.schema.json", "Scenario tests beside attendance policies", tests)


def explanation_schema() -> dict[str, Any]:
    """Give the schema of `policy explain --format json`."""
    return headed(
        "explanation.schema.json", "The output of `policy explain --format json`", described(ExplanationOutput)
    )


def import_schema() -> dict[str, Any]:
    """Give the schema of a mapping file for `policy import`."""
    return headed("import.schema.json", "A mapping file for `policy import`", described(ImportMap))


def approval_schema() -> dict[str, Any]:
    """Give the schema of the record of an approval."""
    return headed("approval.schema.json", "What was approved of an attendance policy", described(Approval))


def schemas() -> dict[str, str]:
    """Give the text of each file of `schema/` by its name."""
    return {
        "approval.schema.json": written(approval_schema()),
        "calendar.schema.json": written(calendar_schema()),
        "compare.schema.json": written(compare_schema()),
        "decision.schema.json": written(output_schema()),
        "dependents.schema.json": written(dependents_schema()),
        "diff.schema.json": written(diff_schema()),
        "import.schema.json": written(import_schema()),
        "lint.schema.json": written(lint_schema()),
        "explanation.schema.json": written(explanation_schema()),
        "policy.schema.json": written(policy_schema()),
        "schools.schema.json": written(schools_schema()),
        "report.schema.json": written(report_schema()),
        "simulation.schema.json": written(simulation_schema()),
        "simulation_schools.schema.json": written(simulation_schools_schema()),
        "test.schema.json": written(test_schema()),
    }
