"""The checks themselves: from what was seen to findings, by the thresholds of the table. Pure.

Source: `table.py` says what each looks for and why.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from ledger.event import Event
from projections.conduct.table import CHECKS, THRESHOLDS, Unusual
from projections.conduct.watch import Entry, Hand, Seen, watch

Limits = Mapping[str, int]


def conduct(unit: str, events: Iterable[Event], limits: Limits = THRESHOLDS) -> tuple[Unusual, ...]:
    """Everything unusual in a ledger, in the order of the table and then of the log."""
    seen = watch(unit, events)
    return tuple(finding for check in CHECKS for finding in _CHECKS[check.id](seen, limits))


def _never_lowers(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    votes: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for review in seen.reviews:
        for person in (*review.favour, *review.against, *review.abstained):
            votes[person].append((review.position, review.cut))
    for person, found in sorted(votes.items()):
        if len(found) >= limits["reviews_least"] and not any(cut for _, cut in found):
            positions = tuple(position for position, _ in found)
            yield Unusual("never-lowers", len(found), len(found), positions, {"person": person})


def _in_a_second(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    for person, hands in _by_person(seen.hands):
        fast = [
            later.position
            for earlier, later in pairwise(hands)
            if later.command != earlier.command
            and timedelta(0) <= later.at - earlier.at < timedelta(seconds=limits["apart_seconds"])
        ]
        if len(fast) >= limits["fast_least"]:
            facts = {"person": person, "seconds": str(limits["apart_seconds"])}
            yield Unusual("in-a-second", len(fast), len(hands), tuple(fast), facts)


def _by_person(hands: Iterable[Hand]) -> Iterator[tuple[str, Sequence[Hand]]]:
    found: dict[str, list[Hand]] = defaultdict(list)
    for hand in hands:
        found[hand.by].append(hand)
    yield from sorted(found.items())


def _days_off(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    for posted in seen.posted:
        if posted.days and posted.off * 100 >= limits["days_off_percent"] * posted.days:
            facts = {"window": posted.window}
            yield Unusual("public-on-days-off", posted.off, posted.days, (posted.position,), facts)


def _same_pair(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    sessions = [sitting for sitting in seen.sittings if sitting.body == "session"]
    there = Counter(person for sitting in sessions for person in set(sitting.present))
    always = sorted(person for person, count in there.items() if count == len(sessions))
    others = max((count for person, count in there.items() if person not in always), default=0)
    larger = any(len(sitting.members) > 2 for sitting in sessions)
    if len(sessions) >= limits["sessions_least"] and len(always) == 2 and larger:
        if others * 100 > limits["others_percent"] * len(sessions):
            return
        facts = {"persons": ", ".join(always), "others": str(others)}
        positions = tuple(sitting.position for sitting in sessions)
        yield Unusual("same-pair", len(sessions), len(sessions), positions, facts)


def _at_night(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    first, last = limits["night_from_hour"], limits["night_until_hour"]
    late = tuple(sitting.position for sitting in seen.sittings if sitting.hour >= first or sitting.hour < last)
    if late:
        yield Unusual("at-night", len(late), len(seen.sittings), late, {"from": str(first), "until": str(last)})


def _one_recorder(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    """Members whose entries were all made by one person, where that is not how the branch does it else."""
    by_member: dict[str, list[Hand]] = defaultdict(list)
    for hand in seen.hands:
        if hand.registers:
            by_member[hand.member].append(hand)
    busiest = Counter(hand.by for hands in by_member.values() for hand in hands).most_common(1)
    many = {member: hands for member, hands in by_member.items() if len(hands) >= limits["claims_least"]}
    single = {member: hands for member, hands in many.items() if len({hand.by for hand in hands}) == 1}
    for member, hands in sorted(single.items()):
        person, usual = hands[0].by, busiest[0][0]
        alike = sum(other[0].by == person for other in single.values())
        if usual in seen.kin.get(member, frozenset()) or (person == usual and alike * 2 > len(many)):
            continue
        positions = tuple(hand.position for hand in hands)
        yield Unusual("one-recorder", len(hands), len(hands), positions, {"member": member, "person": person})


def _reversed_again(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    by_member: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for position, member, claim in seen.reversed:
        by_member[member].append((position, claim))
    for member, found in sorted(by_member.items()):
        claims = {claim for _, claim in found}
        if len(found) >= limits["reversals_least"]:
            positions = tuple(position for position, _ in found)
            total = len(seen.claims.get(member, ()))
            yield Unusual("reversed-again", len(claims), total, positions, {"member": member})


def _last_day(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    late = tuple(answer.position for answer in seen.answers if answer.day >= answer.due)
    enough = len(late) >= limits["answers_least"]
    if enough and len(late) * 100 >= limits["last_day_percent"] * len(seen.answers):
        yield Unusual("last-day", len(late), len(seen.answers), late)


def _late_in_bulk(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    days: dict[tuple[date, str], list[Hand]] = defaultdict(list)
    for hand in seen.hands:
        if hand.registers:
            days[hand.day, hand.by].append(hand)
    for (day, person), hands in sorted(days.items()):
        late = tuple(hand.position for hand in hands if (hand.day - hand.on).days >= limits["late_days"])
        if len(late) >= limits["bulk_least"]:
            facts = {"person": person, "day": day.isoformat(), "days": str(limits["late_days"])}
            yield Unusual("late-in-bulk", len(late), len(hands), late, facts)


def _went_back(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    back = tuple(position for position, seconds in seen.back if seconds >= limits["back_seconds"])
    if back:
        facts = {"seconds": str(limits["back_seconds"]), "most": str(max(seconds for _, seconds in seen.back))}
        yield Unusual("clock-went-back", len(back), seen.events, back, facts)


def _unanimous(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    session = [(review.position, not (review.against or review.abstained)) for review in seen.reviews]
    meeting = [(each.position, each.unanimous) for each in seen.sittings if each.unanimous is not None]
    for body, votes in (("session", session), ("meeting", meeting)):
        if len(votes) >= limits["votes_least"] and all(unanimous for _, unanimous in votes):
            positions = tuple(position for position, _ in votes)
            yield Unusual("always-unanimous", len(votes), len(votes), positions, {"body": body})


def _the_most(seen: Seen, limits: Limits) -> Iterator[Unusual]:
    items: dict[str, list[Entry]] = defaultdict(list)
    for entry in seen.entries:
        items[entry.item].append(entry)
    for item, entries in sorted(items.items()):
        most = tuple(entry.position for entry in entries if entry.points == entry.most)
        enough = len(entries) >= limits["items_least"]
        if enough and len(most) * 100 >= limits["maximum_percent"] * len(entries):
            facts = {"item": item, "most": str(entries[-1].points)}
            yield Unusual("always-the-most", len(most), len(entries), most, facts)


_CHECKS: Mapping[str, Callable[[Seen, Limits], Iterable[Unusual]]] = {
    "never-lowers": _never_lowers,
    "in-a-second": _in_a_second,
    "public-on-days-off": _days_off,
    "same-pair": _same_pair,
    "at-night": _at_night,
    "one-recorder": _one_recorder,
    "reversed-again": _reversed_again,
    "last-day": _last_day,
    "late-in-bulk": _late_in_bulk,
    "clock-went-back": _went_back,
    "always-unanimous": _unanimous,
    "always-the-most": _the_most,
}
