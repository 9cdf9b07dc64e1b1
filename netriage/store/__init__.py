"""What is kept on disk: the precious journal and the rebuildable cache, both TinyDB.

Separate because it is the only code that writes the user's own files. It reads no clock and no environment: the session
says where things are and what time it is.

store      everything under one roof (`Store`, `Folders`)
journal    the precious tables: entries, feeds, ledger
database   TinyDB's tables over our storage
storage    the TinyDB storage that appends durably; draft: a table while it changes; mending: after damage
lines      the journal's file format
cache      what a pull leaves; snapshot: its TinyDB storage; columns: its compact form; layers: what changed beside it
backups    copies, restore, export
files      private folders, atomic replacement, locks
collector  Python's cycle collector paused while loading
"""

from netriage.store.cache import FeedCache, key_of, read_listings, write_listings
from netriage.store.files import write_private
from netriage.store.journal import FeedBook, Journal, Ledger
from netriage.store.store import Folders, Store

__all__ = [
    "FeedBook",
    "FeedCache",
    "Folders",
    "Journal",
    "Ledger",
    "Store",
    "key_of",
    "read_listings",
    "write_listings",
    "write_private",
]
