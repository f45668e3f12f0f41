"""Write the files that are made from the schemes and their format.

Run `python -m workflow.schemes` in the project's root after a change to either.
"""

from collections.abc import Mapping
from pathlib import Path

from workflow.schemes import library
from workflow.scoring.schema import document_page, scheme_schema, schemes_page


def pages() -> Mapping[str, str]:
    """Every file that is written from the format's tables and the documents, by its path in the project."""
    return {
        "src/workflow/schemes/scheme.schema.json": scheme_schema(),
        "docs/reference/scheme-document.md": document_page(),
        "docs/reference/schemes.md": schemes_page([library.scheme(name) for name in library.scheme_ids()]),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        Path(path).write_text(text, encoding="utf-8")
