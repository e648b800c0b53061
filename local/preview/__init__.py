"""The preview: the dashboards of `grafana-dashboards/`, drawn in a browser without a Grafana."""
