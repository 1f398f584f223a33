"""The real inputs beside the checkout; tests that use them skip where the folder is absent."""

from pathlib import Path
from typing import Final

import pytest

REAL: Final = Path(__file__).resolve().parents[2] / "shared" / "real"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not here")
