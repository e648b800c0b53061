"""The Regions of Timestream, Amazon Connect and both stand in several places: all of them name the same."""

import re
from typing import Any

from tests.support.sam_template import PARAMETERS, ROOT, TEMPLATE

TIMESTREAM = {region for region in PARAMETERS["TimestreamRegion"]["AllowedValues"] if region}


def regions_of(rule: str) -> set[str]:
    """The Regions that a rule compares with that of the stack."""
    assertion: Any = TEMPLATE["Rules"][rule]["Assertions"][0]["Assert"]
    if "Fn::Or" in assertion:
        assertion = assertion["Fn::Or"][0]
    return set(assertion["Fn::Contains"][0])


def named_in(text: str) -> set[str]:
    return set(re.findall(r"\b(?:us(?:-gov)?|eu|ap|ca|af)-[a-z]+-\d\b", text))


def test_the_rule_about_timestream_names_the_regions_that_the_parameter_takes() -> None:
    assert regions_of("TablesAreWhereTimestreamIs") == TIMESTREAM


def test_a_wrong_region_is_refused_with_the_regions_that_the_parameter_takes() -> None:
    assert named_in(PARAMETERS["TimestreamRegion"]["ConstraintDescription"]) == TIMESTREAM


def test_the_readme_names_the_regions_that_have_both_services() -> None:
    readme = (ROOT / "README.md").read_text()
    sentence = re.search(r"Amazon Connect and Timestream share only some Regions: (.*?)\. ", readme, re.DOTALL)
    assert sentence
    assert named_in(sentence[1]) == TIMESTREAM & regions_of("EverythingIsWhereConnectIs")


def test_the_template_is_linted_in_every_region_of_connect() -> None:
    [regions] = re.findall(r"^REGIONS := ((?:.*\\\n)*.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert named_in(regions) == regions_of("EverythingIsWhereConnectIs") | {"eu-west-1"}
