"""The one colour of each state, status and judgement, on all boards.

Any two of PALETTE differ by more than 20 in CIELAB, also for people who see no red (protanopia) or no green
(deuteranopia): tests/unit/dashboards/test_colours.py computes it.
"""

PALETTE = {
    "mint": "#73E7B6",
    "sky": "#4FA1E5",
    "violet": "#801EF8",
    "purple": "#8B02A6",
    "cyan": "#6DDDFD",
    "blue": "#7C76FC",
    "yellow": "#E5C80A",
    "plum": "#892779",
    "red": "#AC021A",
    "clay": "#D08665",
    "crimson": "#A10345",
    "grey": "#888D93",
    "sand": "#FDCC76",
}

GOOD, WARNING, BAD = PALETTE["mint"], PALETTE["sand"], PALETTE["red"]
NEUTRAL = PALETTE["sky"]

# A centre's own statuses, such as Lunch, have names that nobody can know here: all of them are of this colour.
OWN_STATUS = PALETTE["sand"]

AGENT_STATES = {
    "Available": PALETTE["mint"],
    "Incoming": PALETTE["yellow"],
    "Calling": PALETTE["blue"],
    "On Call": PALETTE["sky"],
    "On Hold": PALETTE["violet"],
    "Paused": PALETTE["purple"],
    "After Call Work": PALETTE["cyan"],
    "Monitoring": PALETTE["plum"],
    "Missed": PALETTE["clay"],
    "Rejected": PALETTE["crimson"],
    "Error": PALETTE["red"],
    "Offline": PALETTE["grey"],
}

CONTACT_STATUSES = {
    "Handled": PALETTE["mint"],
    "With agent": PALETTE["sky"],
    "In queue": PALETTE["yellow"],
    "Scheduled": PALETTE["cyan"],
    "In flow": PALETTE["sand"],
    "Callback requested": PALETTE["blue"],
    "Moved": PALETTE["violet"],
    "Abandoned": PALETTE["red"],
    "Not reached": PALETTE["clay"],
    "Not queued": PALETTE["grey"],
    "Unknown": PALETTE["plum"],
}

# What became of a contact, judged by the service level.
OUTCOMES = {
    "Answered in time": PALETTE["mint"],
    "Answered late": PALETTE["sand"],
    "Callback requested": PALETTE["blue"],
    "Waiting": PALETTE["yellow"],
    "Waiting too long": PALETTE["clay"],
    "Abandoned at once": PALETTE["grey"],
    "Abandoned in time": PALETTE["plum"],
    "Abandoned late": PALETTE["red"],
}

CHANNELS = {
    "VOICE": PALETTE["sky"],
    "CHAT": PALETTE["violet"],
    "TASK": PALETTE["sand"],
    "EMAIL": PALETTE["plum"],
}
