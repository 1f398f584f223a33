"""How far apart two colours are to the eyes that see the least of it.

Colour vision deficiencies of severity 1.0 after Machado, Oliveira and Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency" (2009); distances in CIELAB (CIE 1976).
"""

import math
from typing import Final

Triple = tuple[float, float, float]

PROTANOPIA: Final = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
DEUTERANOPIA: Final = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
TRITANOPIA: Final = (
    (1.255528, -0.076749, -0.178779),
    (-0.078411, 0.930809, 0.147602),
    (0.004733, 0.691367, 0.303900),
)
USUAL: Final = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
TO_XYZ: Final = (
    (0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883),
)


def apart(one: str, other: str) -> float:
    """Return the least distance of two colours over the kinds of colour vision; 2.3 is just noticeable."""
    return min(
        math.dist(_lab(_times(vision, _linear(one))), _lab(_times(vision, _linear(other))))
        for vision in (USUAL, PROTANOPIA, DEUTERANOPIA, TRITANOPIA)
    )


def _linear(color: str) -> Triple:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return red, green, blue


def _times(matrix: tuple[Triple, Triple, Triple], color: Triple) -> Triple:
    red, green, blue = (min(max(sum(a * b for a, b in zip(row, color, strict=True)), 0.0), 1.0) for row in matrix)
    return red, green, blue


def _lab(color: Triple) -> Triple:
    x, y, z = (_curve(value) for value in _times(TO_XYZ, color))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _curve(value: float) -> float:
    return value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
