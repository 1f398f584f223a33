"""Shapes for the specification, with their bounds taken from the domain, which judges."""
