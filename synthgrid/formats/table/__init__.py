"""Tables: CSV, TSV and XLSX, one contribution a row or the answers of one person a row."""

from synthgrid.formats.table.mapping import read_mapping
from synthgrid.formats.table.reading import is_table, is_workbook, read_csv, read_tsv, read_xlsx

__all__ = ["is_table", "is_workbook", "read_csv", "read_mapping", "read_tsv", "read_xlsx"]
