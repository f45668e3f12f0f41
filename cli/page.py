"""Pages that an auditor can send on: one HTML file, no script, nothing from outside, the same bytes each time.

Whatever isn't made here by `tag` is text, and is escaped; so a name that looks like markup stays a name.
"""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from cli.speech import language
from ledger.errors import InvalidError

_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_EMPTY = frozenset({"meta", "line", "polyline"})
_STYLE = """
body{font:14px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1b1f24;max-width:72rem;
margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:1.75rem 0 .5rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}dt{color:#57606a}dd{margin:0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid #d0d7de;padding:.25rem .5rem;text-align:left;vertical-align:top}
th{background:#f6f8fa;position:sticky;top:0}td.n,th.n{text-align:right;white-space:nowrap}
td.w{white-space:nowrap}tr.dim td{color:#8c959f}small,p.note{color:#57606a}code{font-size:.9em;word-break:break-all}
svg{width:100%;height:auto;border:1px solid #d0d7de;margin:.5rem 0}
@media print{body{margin:0;max-width:none;font-size:10pt}th{position:static}tr,svg{break-inside:avoid}
h2{break-after:avoid}}
"""


class Markup(str):
    """Text that is markup already: made by `tag`, never from anything that people wrote."""

    __slots__ = ()


def tag(name: str, /, *inside: object, **attributes: object) -> Markup:
    """One element. What stands inside is escaped unless it is markup; `class_` is written class, `a_b` as a-b."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    if name in _EMPTY:
        return Markup(f"<{name}{written}{'' if name == 'meta' else '/'}>")
    return Markup(f"<{name}{written}>{joined(inside)}</{name}>")


def joined(parts: Iterable[object], between: str = "") -> Markup:
    """Parts side by side, each escaped unless it is markup."""
    return Markup(between.join(each if isinstance(each, Markup) else escape(shown(each)) for each in parts))


def shown(value: object) -> str:
    """A cell as text; nothing is shown as a dash."""
    return "–" if value is None or value == "" else str(value)


def facts(pairs: Iterable[tuple[str, object]]) -> Markup:
    """Labels and values."""
    return tag("dl", *(joined((tag("dt", label), tag("dd", value))) for label, value in pairs))


def sheet(heads: Sequence[str], rows: Iterable[tuple[Sequence[object], bool]], *, right: Iterable[int] = ()) -> Markup:
    """A table. Each row with whether it is dimmed; `right` are the columns of figures."""
    flush = frozenset(right)

    def kind(column: int) -> str | None:
        return "n" if column in flush else None

    head = tag("tr", *(tag("th", each, class_=kind(column)) for column, each in enumerate(heads)))
    body = (
        tag(
            "tr",
            *(tag("td", each, class_=kind(column)) for column, each in enumerate(cells)),
            class_="dim" if dim else None,
        )
        for cells, dim in rows
    )
    return tag("table", tag("thead", head), tag("tbody", joined(body, "\n")))


def document(title: str, *body: Markup) -> str:
    """The whole page. A browser that keeps its own promises loads nothing for it, whatever stands in it."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Markup(_STYLE)),
    )
    page = tag("html", head, "\n", tag("body", joined((tag("h1", title), *body), "\n")), lang=_LANGUAGES[language()])
    return f"<!DOCTYPE html>\n{page}\n"


def write(path: str, text: str) -> None:
    """Write a page or a document to a file, over what stood there.

    Raises:
        InvalidError: it can't be written there; facts: path, why.
    """
    try:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InvalidError("{path} can't be written: {why}", path=path, why=error.strerror or str(error)) from error
