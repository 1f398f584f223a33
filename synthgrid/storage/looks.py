"""Looks: queries that every request runs. SQLAlchemy writes them and knows their types; the driver runs them.

SQLAlchemy's own way to one row (session, transaction, statement, result) takes ten times as long as the row itself.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Dialect, Engine, PoolProxiedConnection, Select
from sqlalchemy.exc import DBAPIError

Query = Select[*tuple[Any, ...]]


class Look:
    """A query of at most one row, as the driver of a dialect takes it."""

    def __init__(self, query: Query, dialect: Dialect) -> None:
        """Put it into words, once.

        Args:
            query: What to look for; every value that it compares with is a named `bindparam`.
            dialect: Of the database.
        """
        compiled = query.compile(dialect=dialect)
        binds = getattr(compiled, "binds", {})
        self._text = str(compiled)
        self._order: list[str] | None = getattr(compiled, "positiontup", None)
        self._writers = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
        self._readers = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in query.selected_columns
        ]

    def __call__(self, engine: Engine, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the row, None where there is none.

        Raises:
            DBAPIError: As SQLAlchemy raises it; the connection is not used again.
        """
        driver = engine.dialect.loaded_dbapi
        try:
            connection = engine.raw_connection()
            try:
                return self._row(connection, values)
            except driver.Error:
                connection.invalidate()
                raise
            finally:
                connection.close()
        except driver.Error as error:
            raise cast(DBAPIError, DBAPIError.instance(self._text, None, error, driver.Error)) from error

    def _row(self, connection: PoolProxiedConnection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        written = {name: writer(values[name]) if writer else values[name] for name, writer in self._writers.items()}
        cursor = connection.cursor()
        cursor.execute(self._text, written if self._order is None else [written[name] for name in self._order])
        row = cursor.fetchone()
        cursor.close()
        if row is None:
            return None
        return tuple(reader(value) if reader else value for reader, value in zip(self._readers, row, strict=True))
