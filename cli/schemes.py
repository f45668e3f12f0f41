"""Scheme documents: list them, show one, check one, compare two, start a new one from an old one.

What a ledger adopted is in the ledger; here it is about documents. Source: docs/reference/scheme-document.md.
"""

from pathlib import Path

import click

from cli.answers import show_json
from cli.failures import OK, fault_line
from cli.house import argument, command, option
from cli.layout import facts, table
from cli.parts import Parts, text_of
from cli.sentences import said
from cli.speech import N_, language, say, tr, word
from ledger.errors import InvalidError
from workflow.schemes.library import scheme, scheme_ids, scheme_text
from workflow.scoring.case_file import read_cases
from workflow.scoring.diff import Moved, describe_changes, what_if
from workflow.scoring.read import digest, read_scheme
from workflow.scoring.scheme import Scheme


def read_named(named: str) -> tuple[Scheme, str]:
    """A scheme and its document: a file, or the id of one that comes with the program."""
    text = scheme_text(named) if not Path(named).exists() and not named.endswith(".toml") else text_of(named)
    return read_scheme(text), text


_DOCUMENT = N_("A file, or the id of a scheme that comes with the program.")


@command("list", help=N_("List the schemes that come with the program."), example="jifen scheme list")
def list_schemes(parts: Parts) -> None:
    """Ids, names, what they count."""
    found = [scheme(each) for each in scheme_ids()]
    if parts.json:
        show_json({"schemes": [_plain(each) for each in found]})
        return
    heads = [tr(N_("id")), tr(N_("edition")), tr(N_("name")), tr(N_("round")), tr(N_("items")), tr(N_("in force?"))]
    rows = [
        [
            each.id,
            each.edition,
            each.name.zh if language() == "zh" else each.name.en,
            word("period", each.profile.round),
            len(each.items),
            tr(N_("no")) if each.blockers() else tr(N_("yes")),
        ]
        for each in found
    ]
    click.echo(table(heads, rows, right=[1, 4]))


def _plain(each: Scheme) -> dict[str, object]:
    return {
        "id": each.id,
        "edition": each.edition,
        "name": {"zh": each.name.zh, "en": each.name.en},
        "digest": each.digest,
        "round": each.profile.round,
        "items": len(each.items),
        "blockers": [str(fault) for fault in each.blockers()],
    }


@command(
    "show",
    help=N_("Show a scheme: its document, or an overview of components, items and grades."),
    example="jifen scheme show pipeline > rules.toml",
    params=[
        argument("document", help=_DOCUMENT),
        option("--overview", is_flag=True, help=N_("Items with clause and points, and grades, instead.")),
    ],
)
def show_scheme(parts: Parts, document: str, overview: bool) -> None:
    """The document as it is, to copy; or what is in it, to read."""
    found, raw = read_named(document)
    if not overview and not parts.json:
        click.echo(raw, nl=False)
        return
    if parts.json:
        listed = [
            {
                "id": item.id,
                "component": item.component,
                "rule": item.rule,
                "clause": item.clause,
                "name": {"zh": item.label.zh, "en": item.label.en},
            }
            for item in found.items
        ]
        components = [each.id for each in found.components]
        show_json(
            {
                **_plain(found),
                "components": components,
                "items_list": listed,
                "grades": [each.id for each in found.grades],
            }
        )
        return
    lang = language()
    click.echo(
        facts(
            [
                (tr(N_("id")), f"{found.id}@{found.edition}"),
                (tr(N_("name")), found.label("scheme", found.id, lang)),
                (tr(N_("source")), found.source),
                (tr(N_("digest")), found.digest),
                (tr(N_("round")), word("period", found.profile.round)),
            ]
        )
    )
    heads = [tr(N_("component")), tr(N_("item")), tr(N_("name")), tr(N_("rule")), tr(N_("points")), tr(N_("clause"))]
    items = [
        [
            found.label("component", item.component, lang),
            item.id,
            found.label("item", item.id, lang),
            word("rule", item.rule),
            "/".join(str(each) for each in (item.points, item.least, item.most) if each is not None),
            item.clause,
        ]
        for item in found.items
    ]
    click.echo("\n" + table(heads, items))
    grades: list[list[object]] = [
        [found.label("grade", each.id, lang), str(each.at_least) if each.at_least is not None else None, each.clause]
        for each in found.grades
    ]
    click.echo("\n" + table([tr(N_("grade")), tr(N_("from")), tr(N_("clause"))], grades))


@command(
    "check",
    help=N_("Check a scheme document: every fault at once, and what keeps it out of force."),
    example="jifen scheme check pipeline.toml",
    params=[argument("document", help=_DOCUMENT)],
)
def check_scheme(parts: Parts, document: str) -> None:
    """Exit 1 if it can't be read; a scheme that can be read but not adopted says why."""
    found, raw = read_named(document)
    blockers = found.blockers()
    if parts.json:
        show_json({**_plain(found), "digest": digest(raw), "valid": True})
        raise click.exceptions.Exit(OK)
    click.echo(
        say(N_("{scheme} can be read; digest {digest}"), scheme=f"{found.id}@{found.edition}", digest=digest(raw))
    )
    for fault in blockers:
        click.echo(f"  {tr(N_('not in force as it is'))}: {fault_line(fault)}")


@command(
    "diff",
    help=N_("Compare two schemes: what is different, in words; with a year's facts, whose scores and grades move."),
    example="jifen scheme diff pipeline pipeline-2027.toml --facts year.json",
    params=[
        argument("old", help=_DOCUMENT),
        argument("new", help=_DOCUMENT),
        option("--facts", metavar="FILE", help=N_("A year's facts, in the form of `jifen trial`.")),
    ],
)
def diff_schemes(parts: Parts, old: str, new: str, facts: str | None) -> None:
    """Every difference, in the document's order; then every member who comes out otherwise."""
    before, after = read_named(old)[0], read_named(new)[0]
    changes = describe_changes(before, after)
    cases = read_cases(text_of(facts), facts) if facts else ()
    moved = [(case.id, each) for case in cases for each in what_if(before, after, case.year, case.members)]
    if parts.json:
        told = [{"message": said(c.message, c.facts), "facts": dict(c.facts)} for c in changes]
        show_json({"changes": told, "moved": [_moved(case, each) for case, each in moved]})
        return
    for change in changes:
        click.echo(said(change.message, change.facts))
    if not changes:
        click.echo(tr(N_("they are the same")))
    if facts:
        heads = [tr(N_("case")), tr(N_("member")), tr(N_("total")), "", tr(N_("grade")), ""]
        rows = [
            [
                case,
                m.member,
                str(m.before.total),
                f"→ {m.after.total}",
                m.before.grade or "–",
                f"→ {m.after.grade or '–'}",
            ]
            for case, m in moved
        ]
        click.echo(table(heads, rows) if rows else tr(N_("nobody's score or grade moves")))


def _moved(case: str, moved: Moved) -> dict[str, object]:
    pairs = {"before": moved.before, "after": moved.after}
    figures = {
        name: {"total": str(score.total), "grade": score.grade, "outcomes": list(score.outcomes)}
        for name, score in pairs.items()
    }
    return {"case": case, "member": moved.member, "what": list(moved.what), **figures}


@command(
    "new",
    help=N_("Write a new scheme document that starts as another one."),
    example="jifen scheme new my-branch.toml --from pipeline --as-id my-branch",
    params=[
        argument("file", metavar="FILE", help=N_("The document to write; it must not be there.")),
        option("--from", "from_", metavar="ID", required=True, help=_DOCUMENT),
        option("--as-id", "as_id", metavar="ID", help=N_("The new scheme's id; by default the file's name.")),
    ],
)
def new_scheme(parts: Parts, file: str, from_: str, as_id: str | None) -> None:
    """The old document with an id of its own."""
    old, text = read_named(from_)
    path = Path(file)
    named = as_id or path.name.removesuffix(".toml").partition("@")[0]
    made = text.replace(f'id = "{old.id}"', f'id = "{named}"', 1)
    read_scheme(made)
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(made)
    except FileExistsError:
        raise InvalidError("{path} is there already: choose another name", path=file) from None
    except OSError as error:
        raise InvalidError("{path} can't be written: {why}", path=file, why=error.strerror or str(error)) from error
    if parts.json:
        show_json({"file": file, "id": named, "from": old.id})
    else:
        click.echo(say(N_("{file} holds the scheme {id}, so far like {old}"), file=file, id=named, old=old.id))
