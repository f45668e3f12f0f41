"""The command line: words in, words out. The root of all commands, and what becomes of an error.

`run` answers one line and may be called many times in a process; `main` is what `jifen` starts.
Groups and commands are built when they are asked for, so that help comes at once.
"""

import errno
import io
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from cli import failures
from cli.house import Command, Group, line_options
from cli.parts import Parts
from cli.speech import LANGUAGES, N_, preferred, speak, tr
from cli.verbs import VERBS
from ledger.errors import StorageError

COMPLETE = "_JIFEN_COMPLETE"  # set by the completion script of a shell

# Nouns in the order of the process, and what each is about. What each offers is listed from the commands.
NOUNS: Mapping[str, str] = {
    "unit": N_("Units and their ledgers."),
    "member": N_("Members and where they belong."),
    "role": N_("Posts, and who holds them."),
    "transfer": N_("Members who go to another branch."),
    "delegation": N_("Who stands in for whom."),
    "scheme": N_("Schemes: the rules by which points are given."),
    "cycle": N_("Cycles: a branch's years."),
    "round": N_("Rounds of a cycle."),
    "claim": N_("Claims: one line of points for one member."),
    "activity": N_("Activities and their sign-in sheets."),
    "session": N_("Committee sessions."),
    "meeting": N_("Members' meetings."),
    "hearing": N_("Hearings of a member."),
    "publicity": N_("Publicity: windows in which matters are posted."),
    "complaint": N_("What is lodged straight with the upper unit."),
    "lead": N_("Leads: anonymous word that was recorded, and what it came to."),
    "strike": N_("Claims that were struck, and appeals against it."),
    "matter": N_("What a committee can't decide."),
    "referral": N_("What a branch referred to the unit above."),
    "window": N_("Windows of publicity, seen from above."),
    "objection": N_("Objections to what was posted."),
    "appeal": N_("Appeals to the upper unit."),
    "veto": N_("Vetoes."),
    "sanction": N_("Sanctions and investigations."),
    "evaluation": N_("Evaluations: who took part, tallies, opinions."),
    "grade": N_("Grades of a year."),
    "outcome": N_("Outcomes of a year, and what was done about them."),
    "filing": N_("Filings to the unit above, and their bundles."),
    "fork": N_("Evidence where a branch showed two histories."),
    "ledger": N_("The ledger itself: made again from its last bundle where it was lost."),
    "keys": N_("Signing keys, of the ledger and of persons."),
    "trust": N_("Trust files: whose signatures are believed."),
    "checkpoint": N_("Signed checkpoints of a ledger."),
    "check": N_("Verification by the upper unit."),
    "order": N_("Orders to mend."),
    "receipt": N_("Receipts: of what the upper unit decided, and of a ledger's claims."),
    "calendar": N_("Calendars: a year's days off and worked weekends."),
    "clock": N_("The clock."),
    "score": N_("Scores, and how they came about."),
    "audit": N_("History: everything that happened to a matter."),
    "export": N_("Exports: event logs and scores in standard formats."),
}
# Commands that only read, by noun.
READS: Mapping[str, Mapping[str, str]] = {
    "unit": {"show": "cli.units:show_unit", "list": "cli.units:list_units"},
    "member": {"show": "cli.matters:show_member", "list": "cli.matters:list_members"},
    "role": {"list": "cli.posts:list_roles", "handover": "cli.posts:show_handover"},
    "delegation": {"list": "cli.posts:list_delegations"},
    "transfer": {"list": "cli.matters:list_transfers"},
    "scheme": {
        "list": "cli.schemes:list_schemes",
        "show": "cli.schemes:show_scheme",
        "check": "cli.schemes:check_scheme",
        "diff": "cli.schemes:diff_schemes",
        "new": "cli.schemes:new_scheme",
    },
    "cycle": {"show": "cli.matters:show_cycle", "list": "cli.matters:list_cycles"},
    "round": {"show": "cli.matters:show_round", "list": "cli.matters:list_rounds"},
    "claim": {"show": "cli.claims:show_claim", "list": "cli.claims:list_claims"},
    "publicity": {"show": "cli.matters:show_window"},
    "calendar": {"show": "cli.matters:show_calendar"},
    "complaint": {"show": "cli.matters:show_complaint", "list": "cli.matters:list_complaints"},
    "lead": {"show": "cli.matters:show_lead", "list": "cli.matters:list_leads"},
    "objection": {"show": "cli.matters:show_objection", "list": "cli.matters:list_objections"},
    "veto": {"show": "cli.matters:show_veto", "list": "cli.matters:list_vetoes"},
    "sanction": {"show": "cli.matters:show_sanction", "list": "cli.matters:list_sanctions"},
    "outcome": {"list": "cli.outcomes:list_outcomes"},
    "order": {"show": "cli.matters:show_order", "list": "cli.matters:list_orders"},
    "evaluation": {"show": "cli.matters:show_evaluation"},
    "filing": {
        "bundle": "cli.proof:bundle_filing",
        "verify": "cli.proof:verify_filing",
        "verifier": "cli.single_file:write_verifier",
        "receive": "cli.witness:receive",
        "show": "cli.matters:show_filing",
        "list": "cli.matters:list_filings",
    },
    "ledger": {"recover": "cli.witness:recover"},
    "keys": {
        "new": "cli.keys:new_key",
        "list": "cli.keys:list_keys",
        "export": "cli.keys:export_key",
        "rotate": "cli.keys:rotate_key",
    },
    "trust": {"write": "cli.proof:write_trust_file"},
    "checkpoint": {"sign": "cli.receipts:sign_checkpoint", "verify": "cli.receipts:verify_note"},
    "receipt": {
        "compare": "cli.witness:compare",
        "make": "cli.receipts:make_receipt",
        "verify": "cli.receipts:verify_one",
    },
    "score": {"show": "cli.score:show", "explain": "cli.score:explain_score"},
    "export": {
        "ocel": "cli.exports:export_ocel",
        "cloudevents": "cli.exports:export_cloudevents",
        "csv": "cli.exports:export_csv",
        "parquet": "cli.exports:export_parquet",
    },
    "audit": {
        "replay": "cli.replay:show_replay",
        "diff": "cli.compare:show_diff",
        "conduct": "cli.conduct:show_conduct",
        **{
            kind: f"cli.audit:{kind}"
            for kind in ("claim", "member", "objection", "veto", "round", "filing", "window", "grading", "evaluation")
        },
    },
}
# What a noun alone does.
DEFAULTS: Mapping[str, str] = {"checkpoint": "sign"}
# Commands that stand alone, with their help for the list of all.
ALONE: Mapping[str, tuple[str, str]] = {
    "init": ("cli.upkeep:init", N_("Make a database.")),
    "register": ("cli.sheets:show_register", N_("The register of a branch, one line a member.")),
    "board": ("cli.sheets:show_board", N_("What is posted now, until when.")),
    "due": ("cli.turns:show_due", N_("What is late, today, soon, and whose turn it is.")),
    "inbox": ("cli.turns:show_inbox", N_("What can be taken further now, and by whom.")),
    "progress": ("cli.sheets:show_progress", N_("Where a cycle stands in the eleven steps.")),
    "explain": ("cli.claims:explain_claim", N_("Explain a claim.")),
    "texts": ("cli.audit:read_texts", N_("Read the sealed texts of a matter, as far as they are for you.")),
    "can": ("cli.asking:can", N_("Ask whether a command would be accepted; nothing is recorded.")),
    "tick": ("", N_("Record the clock, and close what is due.")),
    "batch": ("cli.batch:batch", N_("Give commands from a file.")),
    "schema": ("cli.forms:show_schema", N_("Print the JSON form of commands.")),
    "trial": ("cli.trial:try_cases", N_("Try scoring cases.")),
    "verify": ("cli.upkeep:verify", N_("Verify ledgers from their events.")),
    "rebuild": ("cli.upkeep:rebuild", N_("Rebuild every answer from the events.")),
    "completion": ("cli.completion:completion", N_("Print the completion script of a shell.")),
}


def _noun(noun: str) -> Group:
    return Group(
        noun, lazy=_verbs(noun), help=NOUNS[noun], params=line_options(hidden=True), default=DEFAULTS.get(noun)
    )


def _verbs(noun: str) -> dict[str, Any]:
    """What can be done to it, in the order of the table of writes; then what reads it."""
    writes = {verb.verb: _built(name) for name, verb in VERBS.items() if verb.noun == noun}
    return writes | dict(READS.get(noun, {}))


def _built(name: str) -> Any:
    def build() -> Command:
        from cli.writes import build as built

        return built(name)

    return build


class Root(Group):
    """The root: its list of commands is shown without loading any of them."""

    def short(self, ctx: click.Context, name: str) -> str:
        return f"{tr(NOUNS[name])} {', '.join(_verbs(name))}" if name in NOUNS else tr(ALONE[name][1])


def _of(noun: str) -> Any:
    return lambda: _noun(noun)


root = Root(
    "jifen",
    help=N_("Jifen (积分): a ledger of members' points that people can trust."),
    params=line_options(),
    lazy={
        **{noun: _of(noun) for noun in NOUNS},
        **{name: where or _built("clock.tick") for name, (where, _) in ALONE.items()},
    },
)


def run(argv: Sequence[str]) -> int:
    """Answer one line of words; the exit code. Databases stay open for the next call.

    Never raises what a user can cause: errors are said on stderr, or with --json on stdout.
    """
    words = list(argv)
    parts = Parts()
    speak(_language(words))
    try:
        if any("\ud800" <= letter <= "\udfff" for word in words for letter in word):
            raise click.UsageError(tr(N_("the line holds bytes that are no UTF-8")))
        try:
            with root.make_context("jifen", words, obj=parts) as ctx:
                root.invoke(ctx)
            sys.stdout.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:
                return failures.pipe_is_gone()
            if error.filename is None:
                raise
            raise StorageError("{place}: {why}", place=str(error.filename), why=error.strerror) from error
        return failures.OK
    except (click.Abort, KeyboardInterrupt):
        click.echo(tr(N_("interrupted")), err=True)
        return failures.INTERRUPTED
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except Exception as error:
        return failures.report(error, as_json=parts.json or "--json" in words, trace=parts.verbose > 1)


def main() -> None:
    """What `jifen` starts."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese gets the rest
    if COMPLETE in os.environ:
        root.main(prog_name="jifen", complete_var=COMPLETE)
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:
        code = failures.pipe_is_gone()
    raise SystemExit(code)


def _language(words: Sequence[str]) -> str:
    """`--lang` wherever it stands, since help is said before options are read; else the system's."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        wanted = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and wanted in LANGUAGES:
            return wanted
    return preferred(os.environ)
