"""What tests share: factories, clients, expected values, and the stand-ins that they run."""
