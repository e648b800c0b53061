"""The laptop's AWS: MiniStack, the stand-ins for Timestream and Connect, and the template deployed on them."""
