"""Which scheme documents come with the program, and their text. The one place that reads them from the package."""

from functools import cache
from importlib.resources import files

from ledger.errors import NotFoundError
from workflow.scoring.read import read_scheme
from workflow.scoring.scheme import Scheme

SUFFIX = ".toml"


def _documents() -> dict[str, str]:
    """Scheme id -> file name, the latest edition of each."""
    found: dict[str, tuple[int, str]] = {}
    for entry in files("workflow.schemes").iterdir():
        name, at, edition = entry.name.removesuffix(SUFFIX).partition("@")
        if at and entry.name.endswith(SUFFIX) and edition.isdecimal():
            found[name] = max(found.get(name, (0, "")), (int(edition), entry.name))
    return {name: file for name, (_, file) in found.items()}


def scheme_ids() -> tuple[str, ...]:
    """The ids of all schemes in the package, sorted."""
    return tuple(sorted(_documents()))


def scheme_text(scheme_id: str) -> str:
    """The document of the latest edition.

    Raises:
        NotFoundError: there is no such scheme; facts: scheme, known.
    """
    documents = _documents()
    if scheme_id not in documents:
        known = ", ".join(sorted(documents))
        raise NotFoundError("there is no scheme {scheme}; there are: {known}", scheme=scheme_id, known=known)
    return files("workflow.schemes").joinpath(documents[scheme_id]).read_text(encoding="utf-8")


@cache
def scheme(scheme_id: str) -> Scheme:
    """The scheme of the latest edition, read once."""
    return read_scheme(scheme_text(scheme_id))
