"""One year of the pipeline scheme, told once: every turn that the main path knows."""

from tests.support import House, opened, quarter

SHEET = (("daily.study", "30"), ("daily.service", "7"), ("daily.discipline", "8"), ("daily.integrity", "6"))
ALL = ["M01", "M02", "M03"]
RECORD = [{"kind": "record"}]


def applied_and_observed(house: House, number: int, *, members: int = 9) -> House:
    """The round is open; everybody applied and was signed and registered; the recorder's sheet is entered."""
    fields = quarter(number)
    house.on(fields["starts"], 12).do("round.open", "M01", **fields)
    house.on(fields["closes"], 9)
    for member in (f"M{n:02}" for n in range(1, members + 1)):
        recorder = "M03" if member == "M02" else "M02"
        signer = "M01" if member == "M04" else "M04"
        applied = house.do(
            "claim.apply", member, item="daily.achievement", on=fields["closes"], points="18", evidence=RECORD
        )
        claim = applied[0].stream.removeprefix("claim/")
        house.do("claim.sign", signer, claim=claim, note="done, well")
        house.do("claim.register", recorder, claim=claim)
        for item, points in SHEET:
            house.do("claim.observe", recorder, member=member, item=item, on=fields["closes"], points=points)
    return house


def published(house: House, number: int, **review: object) -> House:
    """The session reviewed the round, and it stands in publicity."""
    fields = quarter(number)
    house.on(fields["ends"], 15)
    house.do("session.review", "M02", round=fields["round"], present=ALL, favour=ALL, **review)
    house.do("publicity.open", "M01", subject=f"round/{fields['round']}", place="notice board", contact="M01")
    return house


def after_publicity(house: House, number: int) -> str:
    """The day on which the round's window is over."""
    month = 3 * number + 1
    return f"{2026 + month // 13}-{(month - 1) % 12 + 1:02}-09"


def filed(house: House, subject: str) -> House:
    """Filed by the secretary, countersigned, acknowledged and verified above."""
    made = house.do("filing.file", "M01", subject=subject)
    filing = made[0].stream.removeprefix("filing/")
    request = house.do("filing.countersign", "M02", filing=filing)[0].position
    house.upper("filing.acknowledge", "U1", request)
    house.upper("check.record", "U2", request)
    return house


def round_done(house: House, number: int) -> House:
    applied_and_observed(house, number)
    published(house, number)
    house.on(after_publicity(house, number)).do("clock.tick", "timer")
    return filed(house, f"round/2026Q{number}")


def rounds_done(house: House | None = None) -> House:
    house = house or opened()
    for number in (1, 2, 3, 4):
        round_done(house, number)
    return house
