"""The settings: `config.toml` to `Settings`, strictly, and back to words.

Separate because every layer above reads settings and none of them may read the file. An unknown key or a wrong type is
a `ConfigError` that names the file, the line, the key and the nearest name: a setting that is silently ignored is worse
than a program that does not start.
"""

from netriage.config.document import add_calendar, read_settings
from netriage.config.manual import SettingRow, describe, manual
from netriage.config.settings import (
    CalendarKind,
    CalendarSettings,
    Color,
    FeedSettings,
    Keys,
    Preset,
    PullSettings,
    Settings,
    WindowSettings,
)

__all__ = [
    "CalendarKind",
    "CalendarSettings",
    "Color",
    "FeedSettings",
    "Keys",
    "Preset",
    "PullSettings",
    "SettingRow",
    "Settings",
    "WindowSettings",
    "add_calendar",
    "describe",
    "manual",
    "read_settings",
]
