"""What comes of asking a feed: its body, nothing new, not asked now, or an error in words.

Separate because the network (`web`), the disk (`local`), the pull and the health verdict all speak in these values, and
only the first of them may load httpx.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final, TypeAlias

from netriage.errors import FeedError

_STAMPS: Final = re.compile(
    # A time and nothing else: after it may stand a line end that only the reader knows (`<br>`, `&#10;`, a fold).
    # [0-9], not \\d, which takes a third longer.
    rb"\n(?:DTSTAMP|LAST-MODIFIED|CREATED)(?:;VALUE=DATE-TIME)?:[0-9]{8}T[0-9]{6}Z?(?=\r?\n)"
)
_NO_STAMP: Final = b"\nX-STAMP:"
"""What a server writes anew at each request, and no field of an event is read from (RFC 5545 3.8.7). SEQUENCE tells
revisions apart, so it stays."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole body. Whether it is a calendar is for the reader to say."""

    body: bytes = field(repr=False)
    """Decoded of its Content-Encoding, not of its charset."""
    etag: str = field(default="", repr=False)
    """Validators to send next time: printable ASCII of 512 bytes at most, else ''."""
    last_modified: str = field(default="", repr=False)
    charset: str = ""
    """A charset that the Content-Type names and that text is really written in, else ''."""
    content_type: str = ""
    """The media type alone, in lower case: 'text/calendar'."""
    final_url: str = field(default="", repr=False)
    """Where the redirects ended; as secret as `Feed.url`."""
    conditional: bool = False
    """Whether validators were sent: when not, this was the unconditional fetch of the week."""
    bare: bytes = field(init=False, repr=False)
    """The body without its stamps, each line where it was: what is to be read."""
    body_hash: str = field(init=False)
    """SHA-256 of that: what was read before need not be read again, only because it was asked for at another hour."""

    def __post_init__(self) -> None:
        """Take the stamps out once."""
        object.__setattr__(self, "bare", _STAMPS.sub(_NO_STAMP, self.body))
        object.__setattr__(self, "body_hash", sha256(self.bare).hexdigest())


@dataclass(frozen=True, slots=True)
class NotModified:
    """The feed says that what we have is still right (RFC 9110 15.4.5, or a file that was not touched)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not asked: the feed, or another one of its host, is to be left alone until then."""

    until: datetime


class FetchError(FeedError):
    """A `FeedError` with what the next attempt needs to know."""

    def __init__(
        self,
        what: str,
        remedy: str = "",
        *,
        status: int = 0,
        retry_at: datetime | None = None,
        forget_validators: bool = False,
        passing: bool = False,
        at_first: str = "",
    ) -> None:
        super().__init__(what, remedy)
        self.status = status
        """The HTTP status, 0 when there was none."""
        self.retry_at = retry_at
        """When the server itself asked to be left alone until then (Retry-After), already clamped."""
        self.forget_validators = forget_validators
        """The validators we hold can't be right."""
        self.passing = passing
        """Worth a second try within the same pull: the connection broke, or a gateway hiccuped."""
        self.at_first = at_first
        """The remedy where the feed is only being added, if another: nothing stays, nothing is tried again."""

    def while_adding(self) -> FetchError:
        """The same, said to who is about to add the feed."""
        return FetchError(self.what, self.at_first or self.remedy, status=self.status)


def too_large(max_bytes: int) -> FetchError:
    """The error for a body over the feed's bound, wherever it came from."""
    return FetchError(f"It is larger than {max_bytes / 1_000_000:g} MB.", "Raise the feed's bound if it may be.")


Outcome: TypeAlias = Fetched | NotModified | Waiting | FeedError
