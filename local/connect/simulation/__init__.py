"""A contact centre simulated event by event: it sends what Connect would send, and keeps a ledger of what happened.

`simulation` runs it. `shifts`, `journeys` and `routing` are what agents, customers and Connect do, and `behaviour` how
often and how long. `delivery` is how Connect's events come, faults included; `ledger` what really happened, and
`historical_metrics` Connect's own metrics of that.
"""
