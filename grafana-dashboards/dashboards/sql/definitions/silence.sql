5m
