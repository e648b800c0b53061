"""Where rows are stored: a module for each engine, and `open_store`, which picks the one that the settings name."""

from connect_analytics.settings import PostgresqlSettings, StoreSettings, TimestreamSettings
from connect_analytics.store.interface import RejectedRow, Store, StoreError, Written
from connect_analytics.store.postgresql import PostgresqlStore
from connect_analytics.store.timestream import TimestreamStore

__all__ = ["RejectedRow", "Store", "StoreError", "Written", "open_store"]


def open_store(settings: StoreSettings) -> Store:
    """The store that the settings of an engine name. Nothing is sent until rows are written."""
    match settings:
        case PostgresqlSettings():
            return PostgresqlStore(
                settings.postgresql_cluster_arn,
                settings.postgresql_secret_arn,
                settings.postgresql_database,
                settings.postgresql_schema,
            )
        case TimestreamSettings():
            return TimestreamStore(settings.timestream_region, settings.timestream_database)
