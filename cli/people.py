"""The commands on a unit, its members, their posts, and who stands in for whom, as they are given at this door."""

from cli.speech import N_
from cli.verb import Verb

VERBS = (
    Verb(
        "unit.found",
        N_("Found a unit: its ledger, its secretary and its committee."),
        "jifen --as U1 unit found B01 --kind branch --parent P01 --secretary M01 --committee M01,M02,M03",
        words={
            "secretary": N_("Who is secretary."),
            "kind": N_("What it is: a branch keeps points, the others stand above."),
        },
    ),
    Verb(
        "member.enrol",
        N_("Enrol a member."),
        "jifen --as M01 member enrol M05 --name 王五 --since 2020-07-01 --department D1",
        ("member",),
        {
            "since": N_("Member since this day."),
            "body": N_("Who decided on the inclusion."),
            "document": N_("The minutes or the decision on it: its SHA-256, or the file."),
        },
    ),
    Verb(
        "member.change",
        N_("Change a member's standing, category, group or department."),
        "jifen --as M01 member change M05 --since 2026-07-01 --standing full --reason '预备期满转正'",
        ("member",),
        {
            "since": N_("From this day on."),
            "body": N_("Who decided on the inclusion."),
            "document": N_("The minutes or the decision on it: its SHA-256, or the file."),
        },
    ),
    Verb(
        "member.away",
        N_("Record that a member is away for stated days: on secondment, mobile, studying or ill."),
        "jifen --as M01 member away M05 --kind secondment --host V07 --since 2026-03-01 --until 2027-02-28",
        ("member",),
        {
            "kind": N_("Why the member is away."),
            "host": N_("The unit that the member is with, and that feeds points back."),
            "since": N_("First day away."),
            "until": N_("Last day away."),
        },
    ),
    Verb(
        "member.return",
        N_("Record that a member is back earlier than was stated."),
        "jifen --as M01 member return M05 --until 2026-09-30",
        ("member",),
        {"until": N_("Last day away.")},
    ),
    Verb(
        "member.leave",
        N_("Record that a member left; what doesn't count yet goes back to them."),
        "jifen --as M01 member leave M05 --day 2026-05-31 --how moved",
        ("member",),
        {"day": N_("The member's last day."), "how": N_("How the member left.")},
    ),
    Verb(
        "transfer.request",
        N_("Ask another branch to take a member in; the request carries the member's years."),
        "jifen --as M01 transfer request M05 --to B02",
        ("member",),
        {"to": N_("The branch that is asked.")},
    ),
    Verb(
        "transfer.accept",
        N_("Take in a member of another branch, in one's own ledger."),
        "jifen --unit B02 --as N01 transfer accept --from B01 --transfer T001 --since 2026-06-01",
        words={"since": N_("First day of belonging here.")},
    ),
    Verb(
        "transfer.refuse",
        N_("Refuse to take in a member of another branch, in one's own ledger."),
        "jifen --unit B02 --as N01 transfer refuse --from B01 --transfer T001 --reason '材料不全'",
    ),
    Verb(
        "member.kin",
        N_("Declare that two persons are kin: neither then decides on a matter of the other."),
        "jifen --as M02 member kin M02 M11",
        ("person", "kin"),
    ),
    Verb(
        "member.forget",
        N_("Forget a person for good: their name, and the keys of the texts about them. Figures and decisions stay."),
        "jifen --as M01 member forget M05 --ground request --document request.pdf",
        ("member",),
        {
            "ground": N_("The legal ground."),
            "document": N_("The request, order or retention list: its SHA-256, or the file."),
        },
    ),
    Verb(
        "member.history",
        N_("Enter a member's grade or total of a year before this ledger began."),
        "jifen --as M01 member history M05 --year 2025 --grade excellent --total 92.5 --document record-2025.pdf",
        ("member",),
        {"document": N_("The old record: its SHA-256, or the file.")},
    ),
    Verb(
        "role.appoint",
        N_("Appoint a person to a post."),
        "jifen --as M01 role appoint M02 recorder --since 2026-01-05",
        ("person", "role"),
        {"since": N_("First day in the post."), "until": N_("Last day in the post."), "body": N_("Who appoints.")},
    ),
    Verb(
        "role.hand-over",
        N_("Hand a post over from one person to another."),
        "jifen --as M01 role hand-over M02 M06 recorder --on 2026-07-01",
        ("person", "to", "role"),
        {
            "person": N_("Who holds the post."),
            "to": N_("Who takes it over."),
            "on": N_("The first day of who takes it over."),
            "body": N_("Who appoints."),
        },
    ),
    Verb(
        "delegation.grant",
        N_("Let one person stand in for another, for stated days."),
        "jifen --as M01 delegation grant M06 --principal M02 --since 2026-05-01 --until 2026-05-14",
        ("person",),
        {
            "person": N_("Who stands in."),
            "since": N_("First day of the delegation."),
            "until": N_("Last day of the delegation."),
        },
    ),
    Verb(
        "delegation.end",
        N_("End a delegation."),
        "jifen --as M01 delegation end M06 --principal M02 --until 2026-05-08",
        ("person",),
        {"person": N_("Who stands in."), "until": N_("Last day of the delegation.")},
    ),
    Verb(
        "role.end",
        N_("End a post."),
        "jifen --as M01 role end M02 recorder --until 2026-06-30",
        ("person", "role"),
        {"until": N_("Last day in the post.")},
    ),
)
