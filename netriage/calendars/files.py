"""Files that are replaced whole or not at all, and their failures in words.

Separate because both file back ends write this way: under a lock, into a file of our own beside the target, synced, and
renamed over it. A crash leaves the old file, and at most one hidden leftover that the next write removes.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from netriage.errors import CalendarConflictError, CalendarError

if sys.platform != "win32":
    import fcntl

_LEFTOVER = ".netriage-tmp"

_REMEDIES = {
    errno.ENOSPC: "The disk is full: make room and sync again; nothing was lost.",
    errno.EDQUOT: "Your quota is used up: make room and sync again; nothing was lost.",
    errno.EFBIG: "The file may not grow any more: make room and sync again; nothing was lost.",
    errno.EROFS: "The disk is read-only: choose a calendar elsewhere with 'netriage calendar add'.",
    errno.EACCES: "Give yourself the right to write there, or choose another calendar with 'netriage calendar add'.",
    errno.EPERM: "Give yourself the right to write there, or choose another calendar with 'netriage calendar add'.",
    errno.ENOTDIR: "A file stands where a folder was expected: correct the path in config.toml.",
    errno.EISDIR: "A folder stands where a file was expected: correct the path in config.toml.",
    errno.ENAMETOOLONG: "Choose a shorter path in config.toml.",
}


def in_words(what: str, path: Path, error: OSError) -> CalendarError:
    """Turn an error of the system's into one for people."""
    said = (error.strerror or str(error)).lower()
    remedy = _REMEDIES.get(error.errno or 0, "Correct that, and sync again; nothing was lost.")
    return CalendarError(f"{path} {what}: {said}.", remedy)


def read(path: Path) -> bytes | None:
    """Read a file; None when there is none. Raises CalendarError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise in_words("cannot be read", path, error) from error


def etag_of(body: bytes) -> str:
    """Name a content: other bytes, other name."""
    return sha256(body).hexdigest()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other netriage processes from writing in a folder, which is made if need be, and sweep it.

    Raises CalendarError.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise in_words("cannot be used as a calendar's folder", folder, error) from error
    if sys.platform == "win32":  # no flock: there the session's own lock alone keeps two syncs apart
        _sweep(folder)
        yield
        return
    handle = _open_folder(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _sweep(folder)
        yield
    finally:
        os.close(handle)


def _open_folder(folder: Path) -> int:
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise in_words("cannot be used as a calendar's folder", folder, error) from error


def write(path: Path, body: bytes, *, new: bool = False) -> None:
    """Put a file in its place whole, synced, with the mode of the one before (0600 for a new one). Call it `locked`.

    With `new`, raises CalendarConflictError when the file is there already. Raises CalendarError.
    """
    beside = path.with_name(f".{path.name}{_LEFTOVER}")
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
        try:
            _write_synced(beside, body, mode)
            if new:
                _place_new(beside, path)
            else:
                beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(path.parent)
    except FileExistsError as error:
        raise CalendarConflictError(f"{path} is there already.", "Sync again to see what it is.") from error
    except OSError as error:
        raise in_words("cannot be written", path, error) from error


def _place_new(beside: Path, path: Path) -> None:
    """Give a file its name unless that is taken: atomically, where the file system has hard links."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        beside.replace(path)


def _write_synced(path: Path, body: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with memoryview(body) as rest:
            done = 0
            while done < len(body):
                done += os.write(handle, rest[done:])
        os.fsync(handle)
    finally:
        os.close(handle)


def delete(path: Path) -> None:
    """Take a file away, durably. Call it `locked`. Raises CalendarError."""
    try:
        path.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise in_words("cannot be removed", path, error) from error


def sync_folder(folder: Path) -> None:
    """Make a rename or a removal durable; not every system can open a folder for that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what a crash left behind: under the lock, nobody is writing it right now."""
    try:
        for path in folder.glob(f".*{_LEFTOVER}"):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise in_words("cannot be written", folder, error) from error


def check_writable(path: Path) -> tuple[str, ...]:
    """Say why a file or folder could not be written; () when it could, or could be made."""
    nearest = path
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if nearest != path and not nearest.is_dir():
        return (f"{nearest} is a file, so {path} cannot be made.",)
    needed = os.W_OK | (os.X_OK if nearest.is_dir() else 0)
    return () if os.access(nearest, needed) else (f"{nearest} may not be written by you.",)
