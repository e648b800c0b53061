"""The sources of the boards and alert rules. `make dashboards` writes the files that Grafana reads from them."""
