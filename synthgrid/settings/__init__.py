"""The settings: what can be set, and the one way to read it from the environment."""

from synthgrid.settings.reading import language_of, read_settings, shown
from synthgrid.settings.values import CLIENT_TIMEOUT, HOSTS, MIB, Access, Engine, Limits, Rendering, Settings

__all__ = [
    "CLIENT_TIMEOUT",
    "HOSTS",
    "MIB",
    "Access",
    "Engine",
    "Limits",
    "Rendering",
    "Settings",
    "language_of",
    "read_settings",
    "shown",
]
