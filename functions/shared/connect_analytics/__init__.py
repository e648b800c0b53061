"""What the three functions share: the data model, settings, the store, quarantine, telemetry."""
