"""The pages for people: server-rendered, no script."""

from synthgrid.web.pages import pages

__all__ = ["pages"]
