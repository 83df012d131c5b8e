"""Moments as the formats write them, made comparable: a moment is a number of seconds, a bare day is the day.

Guesses nothing: what has no zone, or a form that the format does not allow, is None.
"""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} ([+-]\d{4}|GMT)")


def iso(text):
    """A moment with its offset, in seconds."""
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None


def rfc_822(text):
    """The moment of an RSS date."""
    if not isinstance(text, str) or not RFC_822.fullmatch(text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.timestamp() if moment.strftime("%a") == text[:3] else None


def w3c(text):
    """A moment, or a bare day as `date`."""
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    return iso(text)


def is_same(first, second, second_text):
    """Whether two dates say the same; a bare day agrees with each moment that is written with that day."""
    if isinstance(first, date):
        return str(first) == (second_text or "")[:10]
    return first == second
