"""What the oracle says of a command: the guards that must say no, and those on which the document is silent."""

from dataclasses import dataclass, field


@dataclass
class Verdict:
    """Accepted where no guard must say no.

    `must`: the document leaves no doubt. `may`: it leaves open whether this guard speaks as well (a rule
    that can't be asked before another one holds), so it is allowed beside a refusal, never by itself.
    `whole`: everything that could refuse the command is in here; otherwise only the guards in `asked`
    are compared, present or absent, and the rest is left to the rooms' own tests.
    `unsettled`: the document can be read both ways, in these words; either answer passes and is counted apart.
    """

    must: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)
    one_of: list[frozenset[str]] = field(default_factory=list)
    whole: bool = True
    asked: frozenset[str] = frozenset({"who-may", "delegated"})
    unsettled: str = ""

    def no(self, guard: str, when: bool = True) -> None:
        if when:
            self.must.add(guard)

    def open(self, *guards: str) -> None:
        self.may.update(guards)

    def either(self, *guards: str, when: bool = True) -> None:
        if when:
            self.one_of.append(frozenset(guards))

    @property
    def accepted(self) -> bool:
        return not self.must and not self.one_of

    def fault(self, said: frozenset[str] | None) -> str | None:
        """Where the program's answer (None: accepted; else the guards that said no) differs, in one line."""
        got = said or frozenset()
        allowed = self.must.union(self.may, *self.one_of)
        if not self.whole and got & {"not-found", "invalid"}:
            return f"could not be asked: {sorted(got)}"
        if not self.whole:
            return self._differ(got & self.asked, self.must & self.asked)
        if self.unsettled:
            return None if got <= allowed else self._differ(got, self.must)
        if self.accepted:
            return None if said is None else f"wrong refusal: {sorted(got)}"
        if said is None:
            return f"illegal acceptance: {sorted(allowed - self.may)}"
        if self.must <= got <= allowed and all(got & each for each in self.one_of):
            return None
        return f"other guards: {self}, program {sorted(got)}"

    def _differ(self, got: frozenset[str], must: frozenset[str] | set[str]) -> str | None:
        if got == must:
            return None
        return (
            f"{'wrong refusal' if got - must else 'illegal acceptance'}: oracle {sorted(must)}, program {sorted(got)}"
        )

    def __str__(self) -> str:
        return f"oracle {sorted(self.must)}, one of {[sorted(e) for e in self.one_of]}, perhaps {sorted(self.may)}"
