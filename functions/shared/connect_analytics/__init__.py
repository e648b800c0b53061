"""What the three functions share: the data model, settings, Timestream, dead letters, telemetry."""
