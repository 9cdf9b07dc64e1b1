"""A listing in a line, for the tests of the fit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from netriage.model import Listing, Source


@pytest.fixture
def make_listing() -> Callable[..., Listing]:
    """Build a listing from its title; everything else has a plain default."""

    def make(title: str, **fields: Any) -> Listing:
        start = fields.pop("start", datetime(2026, 9, 1, 18, tzinfo=UTC))
        return Listing(
            key=hashlib.md5(repr((title, sorted(fields))).encode()).hexdigest(),
            title=title,
            start=start,
            end=fields.pop("end", start + timedelta(hours=2)),
            sources=fields.pop("sources", (Source("f1", title),)),
            **fields,
        )

    return make
