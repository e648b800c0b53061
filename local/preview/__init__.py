"""The preview: the dashboards of `grafana-dashboards/`, drawn in a browser where no Grafana is at hand."""
