"""A store in a folder of its own, and a feed with a secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from netriage.store import Folders, Store

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "config", tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def store(folders: Folders) -> Iterator[Store]:
    opened = Store(folders)
    yield opened
    opened.close()
