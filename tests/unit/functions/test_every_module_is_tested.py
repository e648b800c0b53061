"""A reader finds the test of a module of functions/ by the module's name."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MODULES = sorted((ROOT / "functions").rglob("*.py"))
TESTS = [
    test
    for folder in ("unit/functions", "integration/functions", "integration/store", "integration/postgresql")
    for test in sorted((ROOT / "tests" / folder).glob("test_*.py"))
]
# They have nothing that could be tested by itself.
WITHOUT = {
    "__init__": "imports",
    "interface": "types",
}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_module_has_a_test_of_its_name(module: Path) -> None:
    if module.stem not in WITHOUT:
        assert [test for test in TESTS if f"{test.stem}_".startswith(f"test_{module.stem}_")] != []


def test_no_test_is_of_a_module_that_is_gone() -> None:
    of_a_folder = {"every_module_is_tested", "golden", "purity"}
    modules = {module.stem for module in MODULES}
    strays = [
        test.name
        for test in TESTS
        if test.parent.name == "functions"
        and test.stem.removeprefix("test_") not in of_a_folder
        and not any(f"{test.stem}_".startswith(f"test_{module}_") for module in modules)
    ]
    assert strays == ["test_event_source_mapping.py"]
