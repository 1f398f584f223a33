"""Pictures of what was arranged: measured, wrapped, laid out, drawn by Graphviz in worker processes, checked, cached.

Importing this room loads neither Graphviz nor HarfBuzz: the workers do.
"""

from synthgrid.drawing.cache import Cache, Kept, key
from synthgrid.drawing.drawings import Drawing, EngineInfo, Format, SmallPrint
from synthgrid.drawing.renderer import Renderer

__all__ = ["Cache", "Drawing", "EngineInfo", "Format", "Kept", "Renderer", "SmallPrint", "key"]
