"""Feeds that are not on the network: a file, a vdir folder, standard input.

Separate from `web` because none of this may load httpx. "Conditional" means here what it means there: size and time of
change stand in for the ETag, so an untouched file is not read again. Only regular files are opened: a FIFO or a device
would never end.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from netriage.feeds.body import unpacked
from netriage.feeds.outcome import Fetched, FetchError, NotModified, too_large
from netriage.model import Feed

MAX_FILES = 50_000
"""Files of a vdir folder that are looked at."""


def fetch_path(feed: Feed, etag: str) -> Fetched | NotModified:
    """Read a file, or all `.ics` files of a folder joined; `etag` is that of the last time, '' to read anyway."""
    path = Path(feed.url)
    try:
        if path.is_dir():
            return _read(feed, _items(path), etag)
        return _read(feed, [path], etag)
    except FileNotFoundError:
        raise FetchError(
            "The file or folder is not there.",
            "Check its name; put it back, or remove the feed.",
            at_first="Check its name, and the folder that you are in.",
        ) from None
    except PermissionError:
        raise FetchError("The file or folder may not be read.", "Give yourself leave to read it.") from None
    except OSError as error:
        raise FetchError(f"The file or folder could not be read: {error.strerror}.", "Check the disk.") from None


def fetch_stdin(feed: Feed, stdin: BinaryIO | None, *, held: bool) -> Fetched | NotModified:
    """Read standard input to its end; `stdin` is None where there is none to read (a terminal, the app itself).

    Where nothing comes, what is `held` of an earlier time stays as it is: cron and the screen have nothing to pipe in.
    """
    body = stdin.read(feed.max_bytes + 1) if stdin else b""
    if not body and held:
        return NotModified()
    if not body:
        raise FetchError("Nothing is piped in.", "Use it as: cat calendar.ics | netriage pull")
    _check_size(feed, len(body))
    return Fetched(body=body)


def _items(folder: Path) -> list[Path]:
    """The items of a vdir, or of each collection of a folder of vdirs, in the order of their names."""
    found = sorted(_visible(folder, "*.ics")) or sorted(_visible(folder, "*/*.ics"))
    if len(found) > MAX_FILES:
        raise FetchError(f"The folder holds more than {MAX_FILES:,} calendar files.", "Give one collection of it.")
    return found


def _visible(folder: Path, pattern: str) -> Iterator[Path]:
    """Skip hidden names: a vdir writer keeps its temporary files so (vdir specification, "Writing to vdirs")."""
    for path in folder.glob(pattern):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _read(feed: Feed, paths: list[Path], etag: str) -> Fetched | NotModified:
    marks = [path.stat() for path in paths]
    if not all(stat.S_ISREG(mark.st_mode) for mark in marks):
        raise FetchError("That is not a regular file.", "Give a file or a folder of .ics files.")
    _check_size(feed, sum(mark.st_size for mark in marks))
    seen = [f"{path.name}\0{mark.st_mtime_ns}\0{mark.st_size}" for path, mark in zip(paths, marks, strict=True)]
    current = sha256("\n".join(seen).encode(errors="surrogateescape")).hexdigest()
    if current == etag:
        return NotModified()
    parts = []
    left = feed.max_bytes
    for path in paths:
        with path.open("rb") as file:
            parts.append(file.read(left + 1))
        left -= len(parts[-1])
        _check_size(feed, feed.max_bytes - left)
    body = unpacked(parts[0], feed.max_bytes) if len(parts) == 1 else b"\r\n".join(parts)
    return Fetched(body=body, etag=current, conditional=bool(etag))


def _check_size(feed: Feed, size: int) -> None:
    if size > feed.max_bytes:
        raise too_large(feed.max_bytes)
