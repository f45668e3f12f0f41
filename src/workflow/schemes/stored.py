"""The scheme of a text that a ledger holds; read once, since a text in the ledger never changes."""

from functools import lru_cache

from workflow.scoring.read import read_scheme
from workflow.scoring.scheme import Scheme


@lru_cache(maxsize=32)
def scheme_of_text(text: str) -> Scheme:
    """The scheme of a stored text."""
    return read_scheme(text)
