"""Frozen values, the document and its one judge: the rules that need no database."""
