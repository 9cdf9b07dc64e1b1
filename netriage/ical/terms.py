"""What an event costs and until when one can register, where the feed tells it only in the text.

Separate because both are small grammars of their own. Conservative: a price stands behind a label or in a phrase that
can only mean the entrance; a deadline needs its word and a date that makes sense before the start.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from netriage.late import holds, late

FREE: Final = "free"

_NUMBER: Final = r"\d[\d,.]*"
_CODE: Final = "(?:USD|CAD|AUD|NZD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|JPY|INR|SGD|HKD|BRL|MXN|ZAR)"
_AMOUNT: Final = (
    rf"(?:(?:US|CA|AU|NZ|HK|C|A|S|R)?[$€£₹¥]\s?{_NUMBER}|{_CODE}\s?{_NUMBER}"
    rf"|{_NUMBER}\s?(?:€|£|{_CODE}\b|Euros?\b|dollars?\b|Franken\b|kr\b|zł|Kč|円|元|원|₽|руб\b|TL\b|₺))"
)
_RANGE: Final = rf"{_AMOUNT}(?:\s?(?:-|–|—|/|to|bis|à)\s?(?:{_AMOUNT}|{_NUMBER}(?!\w)))?"
_LABEL: Final = (
    r"(?:(?:event|standard|ticket|regular|advance|general|registration|entry|entrance|door) ){0,2}"
    r"(?:costs?|prices?|fees?|admission|tickets?|cover(?: charge)?|registration|entry"
    r"|(?:class|lesson|dance|workshop|course|session|drop[- ]?in|adults?|per person)(?:es|s)?"
    r"(?: (?:&|and|\+) (?:class|lesson|dance|dinner|show|milonga|workshop)(?:es|s)?)?(?=\s*:)"
    r"|eintritt|kosten|preis|teilnahmegebühr|tarifs?|prix|entrée|entrada|precio|coste|non-members?|general public"
    r"|toegang(?:sprijs)?|entree|prijs|ingresso|costo|prezzo|quota|pris|inträde|inngang|entré|pääsymaksu|hinta"
    r"|wstęp|cena|bilety?|vstupné|preço|ingressos?|стоимость|цена|билеты?|вход"
    r"|参加費|料金|入場料|会費|费用|票价|門票|费|참가비|입장료)"
)
_IS: Final = r"\s*(?::|：|】|is|are|=|–|-|beträgt|from|start(?:s|ing)? at)?\s*(?:(?:only|just|from|starting at) )?"
_MONEY: Final = late(_RANGE, re.IGNORECASE)
_LABEL_BEFORE: Final = late(
    r"[\U0001f4b0\U0001f4b2-\U0001f4b6\U0001f39f\U0001f3ab]\ufe0f?\s*$"
    rf"|(?:^|[\n.!?|•*·(]\s*|\bthe )[^\w\n]{{0,3}}{_LABEL}{_IS}$",
    re.IGNORECASE,
)
_DOOR_AFTER: Final = re.compile(
    r"\s+(?:at the door|per person|entry|cover|admission|entrance|an der abendkasse|pro person|sur place)",
    re.IGNORECASE,
)
_REACH: Final = 60
"""How far before an amount its label may begin."""

_UNLESS: Final = r"\b(?! (?:for|with|to|before|when|if|until|parking|days?|fall|time|für|für|mit|pour|avec|para|con)\b)"
"""After these words it is free only for some, or something else is free."""
_FREE_LABELLED: Final = late(
    rf"^\W{{0,4}}{_LABEL}\s*(?::|：|】|is|are|ist|est|–|-)?\s*"
    rf"(?:free(?: of charge)?|kosten(?:los|frei)|gratis|gratuit[eoa]?|libre|frei|libero|livre|fri|fritt|ilmainen"
    rf"|wolny|bezpłatny|darmowy|zdarma|бесплатн\w+|свободный|ücretsiz){_UNLESS}"
    r"|(?:参加費|料金|入場料?|会費|참가비|입장료?)\s*[:：は】]?\s*(?:無料|免费|免費|무료)"
    r"|^\W{0,4}(?:free|kostenlos|gratuit|gratis)\W{0,4}$",
    re.IGNORECASE | re.MULTILINE,
)
_FREE_PHRASE: Final = late(
    r"\bfree (?:admission|entry|entrance|event|public (?:event|lecture|talk)|to attend"
    rf"|and open to (?:the )?(?:public|all|everyone)|of charge){_UNLESS}"
    r"|\b(?:admission|entry|entrance|event|workshop|program|class|session|meetup|talk|lecture|webinar|attendance) is"
    rf" (?:(?:always|completely|totally|100%) )?free{_UNLESS}"
    r"|\b(?:eintritt (?:ist )?frei|freier eintritt|kostenlose (?:veranstaltung|teilnahme)"
    r"|teilnahme (?:ist )?kosten(?:los|frei)|entrée (?:libre|gratuite)|gratuit et ouvert"
    r"|entrada (?:libre|gratuita|gratis|livre|franca)|ingresso (?:libero|gratuito)|gratis (?:toegang|entree|inträde)"
    rf"|vrij(?:e)? (?:toegang|entree)|fri (?:entré|adgang|entre)|fritt inträde|vapaa pääsy|wstęp wolny|vstup zdarma)"
    rf"{_UNLESS}",
    re.IGNORECASE,
)
_MONEY_SIGNS: Final = ("$", "€", "£", "EUR", "USD", "CAD", "GBP", "CHF", "AUD", "Euro", "euro", "dollar", "Franken")
_MORE_SIGNS: Final = (
    "₹",
    "¥",
    " kr",
    "zł",
    "Kč",
    "円",
    "元",
    "원",
    "₽",
    "руб",
    "₺",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "JPY",
    "INR",
)
"""Of languages that are hardly written in ASCII: looked for in other text only, because each look costs."""
_FREE_WORDS: Final = (
    "free",
    "frei",
    "kostenlos",
    "grat",
    "libre",
    "libero",
    "livre",
    "franca",
    "vrij",
    "fri ",
    "fritt",
    "ilmainen",
    "vapaa",
    "wolny",
    "bezpłatny",
    "darmowy",
    "zdarma",
)
_MORE_FREE_WORDS: Final = ("бесплатн", "свободн", "ücretsiz", "無料", "免费", "免費", "무료")  # fmt: skip

_MONTH_NAMES: Final = (
    "january jan januar jänner janvier enero januari gennaio janeiro stycznia ledna",
    "february feb februar février febrero februari febbraio fevereiro lutego února",
    "march mar märz mars marzo maart março marca března",
    "april apr avril abril aprile kwietnia dubna",
    "may mai mayo mei maj maggio maio maja května",
    "june jun juni juin junio giugno junho czerwca června",
    "july jul juli juillet julio luglio julho lipca července",
    "august aug août agosto augustus augusti sierpnia srpna",
    "september sep sept septembre septiembre settembre setembro września září",
    "october oct oktober okt octobre octubre ottobre outubro października října",
    "november nov novembre noviembre novembro listopada",
    "december dec dezember dez décembre diciembre dicembre dezembro grudnia prosince",
)
MONTHS: Final = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE: Final = late(
    r"(?P<iso>\d{4}-\d{2}-\d{2})\b|(?P<slashed>\d{1,2}/\d{1,2}(?:/\d{4}|/\d{2})?)(?![\d/])|(?P<dotted>\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4})?)"
    rf"|(?P<month_first>{MONTH})\b\.?\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year_after>\d{{4}}))?"
    rf"|(?P<day_first>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+(?:of |de )?(?P<month_after>{MONTH})\b\.?"
    r"(?:,?\s+(?:de )?(?P<year_last>\d{4}))?",
    re.IGNORECASE,
)
_WEEKDAY: Final = (
    r"(?:(?:\w{3,6}day|\w{4,8}tag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|mo|di|mi|do|fr|sa|so)\b"
    r"\.?,?\s+(?:den |le )?)?"
)
_DEADLINE: Final = late(
    r"(?:registration (?:deadline|closes|ends|is open until)(?: is| on| at)?"
    r"|(?:registration|rsvp|sign[- ]?up) (?:by|before|until|deadline(?: is)?)"
    r"|deadline (?:to|for) (?:register|registration|rsvp|sign[- ]?up)(?: is)?"
    r"|(?:register|rsvp|sign up|book|reserve)(?: your (?:spot|seat|place))?(?: online)?"
    r" (?:by|before|until|no later than)"
    r"|(?:anmelden|inschrijven|anmelding) (?:\w+ )?(?:voor|tot|kan tot)(?: en met)?"
    r"|iscrizioni? (?:\w+ )?entro(?: il)?|anmälan? (?:\w+ )?senast(?: den)?|sista anmälningsdag:?"
    r"|tilmelding (?:senest|inden)(?: den)?|påmelding (?:innen|senest)|(?:rejestracja|zapisy) (?:\w+ )?do(?: dnia)?"
    r"|inscriç(?:ão|ões) até(?: o dia)?"
    r"|anmelde(?:schluss|frist)(?: ist)?(?: am)?|anmeld(?:ung|en)(?: \w+)? bis(?: zum| spätestens)?"
    r"|inscriptions?(?: \w+)? (?:avant|jusqu['’]au)(?: le)?|inscr[ií]\w+ (?:hasta|antes de)l?(?: el)?"
    rf")\s*:?\s*(?:(?:on|the) )?{_WEEKDAY}",
    re.IGNORECASE,
)
_DEADLINE_STEMS: Final = ("registration", "rsvp", "deadline", "register", "sign", "anmeld", "inscr", "book", "reserve",
                          "inschrijv", "iscrizion", "tilmeld")  # fmt: skip
_MORE_STEMS: Final = ("anmäl", "sista anm", "påmeld", "rejestracj", "zapisy")
"""How `_DEADLINE` begins: looking for these first is ten times faster than searching for it."""
_LONGEST_LEAD: Final = timedelta(days=366)
_USUAL_LEAD: Final = timedelta(days=31)


def price_of(text: str) -> str:
    """Read the price: an amount or a range as written ("$25-$55"), "free", or '' when the text does not surely say."""
    if _has_digit(text) and (holds(text, _MONEY_SIGNS) or (not text.isascii() and holds(text, _MORE_SIGNS))):
        for money in _MONEY.finditer(text):
            before = text[max(0, money.start() - _REACH) : money.start()]
            if _LABEL_BEFORE.search(before) or _DOOR_AFTER.match(text, money.end()):
                amount = " ".join(money[0].split()).rstrip(".,")
                return amount if any(digit in amount for digit in "123456789") else FREE
    lowered = text.lower()
    free = holds(lowered, _FREE_WORDS) or (not text.isascii() and holds(lowered, _MORE_FREE_WORDS))
    if free and (_FREE_LABELLED.search(text) or _FREE_PHRASE.search(text)):
        return FREE
    return ""


def _has_digit(text: str) -> bool:
    """Whether an amount or a date may stand in a text."""
    return holds(text, "0123456789") or not text.isascii()


def register_by_of(description: str, start: date) -> date | None:
    """Read the last day of registration; None unless it is labelled and lies in the year before `start`.

    A date without a year is the last one that is not after the day of `start`.
    """
    if not _has_digit(description):
        return None
    text = description.lower()
    day = date(start.year, start.month, start.day)
    for stem in _DEADLINE_STEMS if text.isascii() else (*_DEADLINE_STEMS, *_MORE_STEMS):
        at = text.find(stem)
        while at >= 0:
            label = _DEADLINE.match(text, at)
            found = _DATE.match(text, label.end()) if label else None
            until = _read_date(found, day) if found else None
            if until and day - _LONGEST_LEAD <= until <= day:
                return until
            at = text.find(stem, at + len(stem))
    return None


def _read_date(match: re.Match[str], latest: date) -> date | None:
    """Read a date; without a year the last one not after `latest`. None for a day that does not exist."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["slashed"]:
            return _read_slashed(match["slashed"], latest)
        if match["dotted"]:
            day, month, year = match["dotted"].split(".")
        else:
            name = match["month_first"] or match["month_after"]
            day, month = match["day_after"] or match["day_first"], str(MONTHS[name.lower()])
            year = match["year_after"] or match["year_last"] or ""
        if year.strip():
            return date(int(year), int(month), int(day))
        this_year = date(latest.year, int(month), int(day))
        return this_year if this_year <= latest else date(latest.year - 1, int(month), int(day))
    except ValueError:
        return None


def _read_slashed(text: str, latest: date) -> date | None:
    """Read 9/4/26, which is September in America and April in Europe: by which of the two can be meant, else None."""
    first, second, *rest = map(int, text.split("/"))
    years = [rest[0] + (2000 if rest[0] < 100 else 0)] if rest else [latest.year, latest.year - 1]
    found: list[date] = []
    for month, day in {(first, second), (second, first)}:
        for year in years:
            if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] and date(year, month, day) <= latest:
                found.append(date(year, month, day))
                break
    usual = [until for until in found if latest - until <= _USUAL_LEAD]
    found = usual if len(usual) == 1 else found
    return found[0] if len(found) == 1 else None
