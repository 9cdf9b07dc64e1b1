"""What every test shares: where the shared corpus lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real, odd and hostile feeds (`NETRIAGE_SHARED`, default `../shared`); skips where it is absent."""
    folder = Path(os.environ.get("NETRIAGE_SHARED", "../shared")).resolve()
    if not (folder / "MANIFEST.tsv").is_file():
        pytest.skip("the shared feeds are not on this machine (set NETRIAGE_SHARED)")
    return folder
