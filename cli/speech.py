"""In which language the door speaks, and the one catalogue that it looks sentences up in.

The key of a sentence is the English template as it stands in the code; names of states and the like carry
a context, since `open` is one word for a round and another for a window. Catalogue: cli/locale, made by
`python -m cli.catalogue`.
"""

import gettext
import os
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from ledger.errors import filled

LOCALES = Path(__file__).with_name("locale")
DOMAIN = "jifen"
LANGUAGES = ("zh", "en")
_FOLDERS = {"zh": "zh_CN"}
_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """`zh` or `en`."""
    return _language.get()


def speak(lang: str) -> None:
    """From here on in this language; click's own sentences, which ask the environment, too."""
    _language.set(lang)
    os.environ["LANGUAGE"] = _FOLDERS.get(lang, "en")
    gettext.bindtextdomain(DOMAIN, str(LOCALES))
    gettext.textdomain(DOMAIN)


def preferred(environment: Mapping[str, str]) -> str:
    """What the reader's system asks for: Chinese, or else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"


@lru_cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, str(LOCALES), [_FOLDERS.get(lang, lang)], fallback=True)


def tr(template: str) -> str:
    """The sentence's template in the reader's language; the English one where there is no other."""
    return _catalogue(language()).gettext(template) if template else ""


def word(kind: str, name: str) -> str:
    """What a state, role, figure … is called: `word("claim state", "final")`."""
    return _catalogue(language()).pgettext(kind, name)


def say(template: str, **facts: object) -> str:
    """A sentence of the door's own, in the reader's language."""
    return filled(tr(template), facts)


def several(words: Iterable[str]) -> str:
    """Words in a row, as the reader's language sets them apart."""
    return ("、" if language() == "zh" else ", ").join(words)


def N_(template: str) -> str:  # noqa: N802
    """Mark a sentence that is translated when it is shown."""
    return template
