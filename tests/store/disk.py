"""A disk that forgets what was not synced: every state in which a power cut may leave a folder.

`kill -9` never loses what the kernel holds, so it can't show that an fsync is missing or in the wrong place. This
records what the store asks of the disk and then plays power cuts: content since a file's last fsync may be lost, or
torn, and names since the folder's last fsync may be the old ones or the new ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest


@dataclass
class File:
    """A file's content as programs see it, and as it is safe on the disk."""

    content: bytes = b""
    safe: bytes = b""

    def versions(self) -> list[bytes]:
        """What a power cut may leave."""
        half = (len(self.safe) + len(self.content)) // 2
        torn = self.content[:half] if self.content.startswith(self.safe) else self.safe
        return list(dict.fromkeys([self.content, self.safe, torn]))


@dataclass
class ForgetfulDisk:
    """The files of some folders, in step with what the store really does there."""

    names: dict[Path, File] = field(default_factory=dict)
    safe_names: dict[Path, File] = field(default_factory=dict)
    opened: dict[int, tuple[Path, File | None]] = field(default_factory=dict)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("open", "write", "fsync", "ftruncate", "rename", "link", "unlink"):
            monkeypatch.setattr(os, name, self._wrap(getattr(self, f"_{name}"), getattr(os, name)))

    def _wrap(self, note: Any, call: Any) -> Any:
        def wrapped(*args: Any, **options: Any) -> Any:
            result = call(*args, **options)
            note(result, *args)
            return result

        return wrapped

    def _open(self, fd: int, path: str | Path, flags: int, *_: Any) -> None:
        path = Path(path)
        if path.is_dir():
            self.opened[fd] = (path, None)
            return
        file = self.names.setdefault(path, File())
        if flags & os.O_TRUNC:
            file.content = b""
        self.opened[fd] = (path, file)

    def _write(self, count: int, fd: int, data: bytes) -> None:
        file = self.opened[fd][1]
        assert file is not None
        file.content += bytes(data[:count])

    def _ftruncate(self, _: None, fd: int, size: int) -> None:
        file = self.opened[fd][1]
        assert file is not None
        file.content = file.content[:size]

    def _fsync(self, _: None, fd: int) -> None:
        path, file = self.opened[fd]
        if file is not None:
            file.safe = file.content
            return
        self.safe_names = {name: one for name, one in self.safe_names.items() if name.parent != path}
        self.safe_names |= {name: one for name, one in self.names.items() if name.parent == path}

    def _rename(self, _: None, old: str | Path, new: str | Path) -> None:
        self.names[Path(new)] = self.names.pop(Path(old))

    def _link(self, _: None, old: str | Path, new: str | Path) -> None:
        self.names[Path(new)] = self.names[Path(old)]

    def _unlink(self, _: None, path: str | Path) -> None:
        self.names.pop(Path(path), None)

    def power_cuts(self) -> Iterator[dict[Path, bytes]]:
        """Every folder content that a power cut at this instant may leave, by path."""
        for names in (self.names, self.safe_names):
            paths = [path for path in names if path.suffix != ".lock"]
            for contents in product(*(names[path].versions() for path in paths)):
                yield dict(zip(paths, contents, strict=True))
