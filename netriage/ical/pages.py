"""The page of an event that has no URL of its own, where the text surely says it.

Separate because a wrong page is worse than none: it opens the wrong thing, and events are merged by their pages. So a
link counts only where platforms put the page: at the very beginning or the very end of the description, and only if it
leads to something within a site.
"""

from __future__ import annotations

import re
from typing import Final

from netriage.ical.links import FOUND, find_links, safe_url, trim
from netriage.ical.presence import online_url_of
from netriage.late import late

_HEAD: Final = 200
_LABEL: Final = re.compile(r"(?:[^\W\d_][\w'’,-]*[ ,]*){0,7}:?\s*", re.ASCII)
"""What may stand before the first link: "More info:", "For details, link here:"."""
_MORE: Final = late(
    r"(?:find out more|(?:more|further) info(?:rmation)?|(?:read|learn) more|info|tickets?"
    r"|(?:event )?(?:details|page|link)|(?:mehr|weitere) infos?|plus d['’]infos?|más info\w*|maggiori info\w*)\s*(?:at|here)?\s*:\s*(?=https?://)",
    re.IGNORECASE,
)
"""What Wix and others write before the page at the end of the text."""
_SOMEWHERE: Final = re.compile(r"https?://[^/?#]+/(?:[^/?#]+/|[^/?#]*[\d.?=-][^#]*|[^/?#]+\?)", re.IGNORECASE)
"""A page within a site, not a home page or somebody's profile."""
_NO_PAGE: Final = late(
    r"https?://(?:[\w-]+\.)*(?:facebook\.com/(?!events/)|instagram\.com/|twitter\.com/|x\.com/|youtube\.com/|youtu\.be/"
    r"|linkedin\.com/(?!events/)|maps\.|goo\.gl/maps|google\.\w+/maps|docs\.google\.com/|forms\.gle/|drive\.google\.com/"
    r"|aka\.ms/|zoom\.us/|dial\.)|\S+\.(?:pdf|jpe?g|png|docx?)\Z",
    re.IGNORECASE,
)


def page_in_text(description: str, relative: str) -> str:
    """The page that a cleaned description begins or ends with; '' when there is none. `relative` is a URL without host.

    A relative URL (CivicPlus) is only believed where a link of the text ends with it.
    """
    if "://" not in description:
        return ""
    if relative.startswith("/") and len(relative) > 1:
        return next((link for link in find_links(description) if link.endswith(relative)), "")
    found = FOUND.search(description, 0, _HEAD + 2_000)
    if found and found.start() <= _HEAD and _LABEL.fullmatch(description, 0, found.start()):
        return _as_page(found.group())
    last = _MORE.sub("", description.rpartition("\n")[2].strip())
    return _as_page(last) if FOUND.fullmatch(last) else ""


def _as_page(text: str) -> str:
    url = safe_url(trim(text))
    if not _SOMEWHERE.match(url) or _NO_PAGE.match(url) or online_url_of((), url, ()):
        return ""
    return url
