"""The sheets of a branch: the register 台账, the board, the eleven steps.

Source: spec/forms.md F4, F5; spec/process.md §2, §5.
"""

import click

from cli.answers import show_json
from cli.house import argument, command, option
from cli.layout import facts, table
from cli.lookups import cycle_of, followed, label, scheme_of
from cli.parts import Parts
from cli.score import CYCLE_HELP, kind_option, text
from cli.sentences import matter
from cli.speech import N_, language, say, tr, word
from cli.times import local, plain_instant
from projections.board import PostedLine, Posting, board
from projections.progress import StepProgress, progress
from projections.register import Register, register
from workflow.scoring.scheme import Scheme

_cycle = argument("cycle", required=False, metavar="[CYCLE]", help=CYCLE_HELP)


@command(
    "register",
    help=N_("The register of a branch: one line a member, the rounds, the year, the grade."),
    example="jifen --unit B01 register 2026 --kind final",
    params=[_cycle, kind_option()],
)
def show_register(parts: Parts, cycle: str | None, kind: str) -> None:
    """Form F4."""
    database, known = followed(parts), cycle_of(parts, cycle)
    found = register(database, parts.the_unit(), known, kind=kind)
    if parts.json:
        show_json(_register_plain(found))
        return
    scheme = scheme_of(parts, known)
    click.echo(
        say(
            N_("Register of {unit}, cycle {cycle}, {kind} figures, scheme {scheme}"),
            unit=found.unit,
            cycle=found.cycle,
            kind=word("figure", kind),
            scheme=label(scheme, "scheme", found.scheme),
        )
    )
    click.echo(_register_table(parts, scheme, found))


def _register_table(parts: Parts, scheme: Scheme, found: Register) -> str:
    heads = [tr(N_("no.")), tr(N_("member")), tr(N_("category"))]
    heads += [f"{each} {label(scheme, 'component', base)}" for each in found.rounds for base in found.base]
    heads += [tr(N_("bonus")), tr(N_("deductions"))]
    heads += [tr(N_("evaluation"))] if found.evaluation else []
    heads += [tr(N_("year")), tr(N_("grade")), tr(N_("remark"))]
    rows = []
    for line in found.lines:
        category = label(scheme, "category", line.category)
        cells: list[object] = [line.number, parts.name(line.member), None if category == "default" else category]
        for each in found.rounds:
            figures = line.rounds.get(each)
            cells += [figures.base.get(base) if figures else None for base in found.base]
        cells += [line.bonus, line.deductions]
        cells += [line.evaluation] if found.evaluation else []
        remark = _remark(line.remark) or (tr(N_("provisional")) if line.provisional else "")
        late = [say(N_("{claim} late for {round}"), claim=claim, round=each) for claim, each in line.late.items()]
        remark = "; ".join([*([remark] if remark else []), *late])
        rows.append([*cells, line.total, label(scheme, "grade", line.grade), remark])
    return table(heads, rows, right=[0, *range(3, len(heads) - 2)])


def _remark(remark: str) -> str:
    _, today, figures = remark.partition("computed today: ")
    return say(N_("confirmed; computed today: {figures}"), figures=figures) if today else tr(remark)


def _register_plain(found: Register) -> dict[str, object]:
    return {
        "unit": found.unit,
        "cycle": found.cycle,
        "kind": found.kind,
        "scheme": found.scheme,
        "rounds": list(found.rounds),
        "base": list(found.base),
        "evaluation": list(found.evaluation),
        "components": list(found.components),
        "lines": [
            {
                "number": line.number,
                "member": line.member,
                "category": line.category,
                "rounds": {
                    name: {
                        "base": {base: text(figure) for base, figure in each.base.items()},
                        "bonus": text(each.bonus),
                        "deductions": text(each.deductions),
                        "subtotal": text(each.subtotal),
                    }
                    for name, each in line.rounds.items()
                },
                "bonus": text(line.bonus),
                "deductions": text(line.deductions),
                "evaluation": text(line.evaluation),
                "components": {name: text(figure) for name, figure in line.components.items()},
                "total": text(line.total),
                "grade": line.grade,
                "provisional": line.provisional,
                "remark": str(line.remark),
                "late": dict(line.late),
            }
            for line in found.lines
        ],
    }


@command(
    "board",
    help=N_("The board: what is posted now, until when, and to whom objections go."),
    example="jifen --unit B01 board --window W001",
    params=[
        option("--window", metavar="WINDOW", help=N_("Only this window, open or not.")),
        option("--past", is_flag=True, help=N_("Windows that are closed, too.")),
    ],
)
def show_board(parts: Parts, window: str | None, past: bool) -> None:
    """Form F5, without what is not for the public."""
    found = board(followed(parts), parts.the_unit(), window=window, past=past)
    if window is not None and not found:
        from ledger.errors import NotFoundError

        raise NotFoundError("there is no {kind} {id} in {unit}", kind="window", id=window, unit=parts.the_unit())
    if parts.json:
        show_json({"unit": parts.the_unit(), "windows": [_posting_plain(each) for each in found]})
    elif not found:
        click.echo(tr(N_("nothing is posted")))
    for posting in found if not parts.json else ():
        click.echo(_posting(parts, posting) + "\n")


def _posting(parts: Parts, posting: Posting) -> str:
    scheme = scheme_of(parts, posting.cycle)
    head = facts(
        [
            (tr(N_("window")), f"{posting.window} ({word('publicity state', posting.state)})"),
            (tr(N_("posted")), matter(posting.subject)),
            (tr(N_("from")), local(parts, posting.opened)),
            (tr(N_("until")), posting.until),
            (tr(N_("place")), posting.place),
            (tr(N_("objections to")), parts.name(posting.contact)),
        ]
    )
    base = tuple(dict.fromkeys(name for line in posting.lines if line.figures for name in line.figures.base))
    heads = [tr(N_("member")), *(label(scheme, "component", name) or name for name in base)]
    heads += [tr(N_("bonus")), tr(N_("deductions")), tr(N_("total")), tr(N_("grade"))]
    rows = [_posted(parts, scheme, line, base) for line in posting.lines]
    single = [claim for line in posting.lines for claim in line.claims] if posting.subject.startswith("claim/") else []
    claims = [
        f"{each.claim}  {label(scheme, 'item', each.item) or '–'}  {each.on or '–'}  {text(each.points) or '–'}"
        for each in single
    ]
    return "\n".join([head, table(heads, rows, right=range(1, len(heads) - 1)), *claims])


def _posted(parts: Parts, scheme: Scheme, line: PostedLine, base: tuple[str, ...]) -> list[object]:
    figures = line.figures
    cells: list[object] = [parts.name(line.member)]
    cells += [figures.base.get(name) if figures else None for name in base]
    cells += [figures.bonus, figures.deductions, figures.subtotal] if figures else [None, None, line.total]
    grade = label(scheme, "grade", line.grade)
    if grade and line.provisional:
        grade = f"{grade} {tr(N_('(provisional)'))}"
    return [*cells, tr(N_("veto")) if line.veto else grade]


def _posting_plain(posting: Posting) -> dict[str, object]:
    return {
        "window": posting.window,
        "subject": posting.subject,
        "cycle": posting.cycle,
        "state": posting.state,
        "opened": plain_instant(posting.opened),
        "until": posting.until.isoformat(),
        "deadline": plain_instant(posting.deadline),
        "place": posting.place,
        "contact": posting.contact,
        "lines": [
            {
                "member": line.member,
                "base": {k: text(v) for k, v in line.figures.base.items()} if line.figures else {},
                "bonus": text(line.figures.bonus) if line.figures else None,
                "deductions": text(line.figures.deductions) if line.figures else None,
                "subtotal": text(line.figures.subtotal) if line.figures else None,
                "veto": line.veto,
                "total": text(line.total),
                "grade": line.grade,
                "provisional": line.provisional,
                "claims": [
                    {
                        "claim": each.claim,
                        "item": each.item,
                        "on": each.on.isoformat() if each.on else None,
                        "points": text(each.points),
                    }
                    for each in line.claims
                ],
            }
            for line in posting.lines
        ],
    }


@command(
    "progress",
    help=N_("Where a cycle stands: the eleven steps, what was done in each, when and by whom."),
    example="jifen --unit B01 progress 2026",
    params=[_cycle],
)
def show_progress(parts: Parts, cycle: str | None) -> None:
    """The eleven steps."""
    database, known = followed(parts), cycle_of(parts, cycle)
    found = progress(database, parts.the_unit(), known)
    if parts.json:
        show_json({"unit": parts.the_unit(), "cycle": known, "steps": [_step_plain(step) for step in found]})
        return
    heads = ["#", tr(N_("step")), tr(N_("state")), tr(N_("so far")), tr(N_("events")), tr(N_("first")), tr(N_("last"))]
    rows = [
        [
            step.step,
            step.name_zh if language() == "zh" else step.name,
            click.style(word("step state", step.state), fg=_COLOURS.get(step.state)),
            _note(step.note),
            sum(step.events.values()) or None,
            local(parts, step.first) if step.first else None,
            local(parts, step.last) if step.last else None,
            _actors(step),
        ]
        for step in found
    ]
    click.echo(table([*heads, tr(N_("by"))], rows, right=[0, 4]))


# What the eleven steps say of how far they are, besides numbers and ids.
NOTES = (N_("the profile skips it"), N_("the scheme has no evaluation"))
PERIODS = ("month", "quarter", "half-year", "year", "round")


def _note(note: str) -> str:
    """How far a step is, in the reader's words."""
    state, comma, _ = note.partition(", not settled above")
    if note.startswith("by "):
        return say(N_("by {period}"), period=word("period", note.removeprefix("by ")))
    if comma:
        return say(N_("{state}, not settled above"), state=word("grading state", state))
    for kind in ("grading state", "cycle state"):
        if word(kind, note) != note:
            return word(kind, note)
    return tr(note)


_COLOURS = {"done": "green", "in-progress": "yellow", "skipped": "bright_black"}


def _actors(step: StepProgress) -> str:
    shown = [_actor(each.person, "/".join(word("role", role) for role in each.roles)) for each in step.actors]
    return " ".join(shown[:4]) + (f" … +{len(shown) - 4}" if len(shown) > 4 else "")


def _actor(person: str, roles: str) -> str:
    """Who, in which posts; a body, and the clock, go by their own word."""
    return word("role", person) if word("role", person) != person or person == "meeting" else f"{person}({roles})"


def _step_plain(step: StepProgress) -> dict[str, object]:
    return {
        "step": step.step,
        "name": step.name,
        "name_zh": step.name_zh,
        "state": step.state,
        "note": str(step.note),
        "events": dict(step.events),
        "first": plain_instant(step.first),
        "last": plain_instant(step.last),
        "first_position": step.first_position,
        "last_position": step.last_position,
        "actors": [
            {"person": each.person, "unit": each.unit, "roles": list(each.roles), "events": each.events}
            for each in step.actors
        ],
    }
