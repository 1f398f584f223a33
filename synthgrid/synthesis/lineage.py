"""A theme and those above it, and what it has from them."""

from collections.abc import Iterator, Mapping

from synthgrid.domain.values import Category


def upwards(category: Category, categories: Mapping[str, Category]) -> Iterator[Category]:
    """Yield a theme, then those above it, the nearest first.

    Args:
        category: The theme.
        categories: All of them, by id.
    """
    found: Category | None = category
    while found:
        yield found
        found = categories.get(found.parent or "")


def color_of(category: Category, categories: Mapping[str, Category]) -> str | None:
    """Return the user's colour of a theme: its own, else that of the nearest above it that has one."""
    return next((one.color for one in upwards(category, categories) if one.color), None)
