"""The agents' hierarchy, as Connect's API describes it."""

from typing import Any

from local.connect import shapes
from local.connect.centre import Centre, HierarchyGroup

LEVELS = ("LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive")


def summary(centre: Centre, group: HierarchyGroup) -> dict[str, Any]:
    arn = shapes.arn(centre.instance_arn, "agent-group", group.group_id)
    return {"Id": group.group_id, "Arn": arn, "Name": group.name}


def description(centre: Centre, group: HierarchyGroup) -> dict[str, Any]:
    """A group with its path: those above it from the top, and itself."""
    path = (*group.path, group)
    return summary(centre, group) | {
        "LevelId": str(len(path)),
        "HierarchyPath": {level: summary(centre, each) for level, each in zip(LEVELS, path, strict=False)},
    }


def structure(centre: Centre) -> dict[str, Any]:
    """The levels, each with what its groups are called in the centre."""
    return {
        level: {
            "Id": str(number),
            "Arn": shapes.arn(centre.instance_arn, "agent-group-level", str(number)),
            "Name": name,
        }
        for number, (level, name) in enumerate(zip(LEVELS, centre.levels, strict=False), start=1)
    }
