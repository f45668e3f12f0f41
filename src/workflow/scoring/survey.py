"""Where things stand in a scheme document, and whether it is small and flat enough to be read at all.

The TOML reader of the standard library says nothing about lines, and follows any nesting it is given. This looks at
the text once, in time proportional to its length, before anything else does.
"""

from dataclasses import dataclass

from ledger.errors import Fault

BYTES_MOST = 256 * 1024
LINE_MOST = 4000
DEPTH_MOST = 6
KEYS_MOST = 4

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """The line of every table and key, and what keeps the document from being read."""

    lines: dict[Path, int]
    faults: tuple[Fault, ...]

    def place(self, path: Path) -> str:
        """`line 12, item[3].points`; the nearest line known, where the key itself has none."""
        said = ""
        for part in path:
            said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else part
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return f"line {self.lines[path[:length]]}, {said}"
        return said


def survey(text: str) -> Survey:
    """Look the text over; `faults` is empty when it may be parsed."""
    if len(text) > BYTES_MOST or len(text.encode(errors="surrogatepass")) > BYTES_MOST:
        facts = {"most": BYTES_MOST}
        return Survey({}, (Fault("the document is larger than {most} bytes", "", facts),))
    walker = _Walker()
    for number, line in enumerate(text.split("\n"), 1):
        walker.line(number, line)
    return Survey(walker.lines, tuple(walker.faults))


class _Walker:
    """One pass over the lines: inside a string or not, how deep in brackets, below which table."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []
        self._table: Path = ()
        self._counts: dict[Path, int] = {}
        self._depth = 0
        self._quote = ""

    def line(self, number: int, line: str) -> None:
        if len(line) > LINE_MOST:
            self._fault(number, "the line is longer than {most} characters", LINE_MOST)
            return
        if not self._quote and not self._depth:
            stripped = line.strip()
            if stripped.startswith("["):
                self._header(number, stripped)
                return
            key = stripped.partition("=")[0].strip()
            if key and not key.startswith("#"):
                self._key(number, key)
        self._scan(number, line)

    def _header(self, number: int, line: str) -> None:
        array = line.startswith("[[")
        parts = [part.strip() for part in line.strip("[] \t").split("]")[0].split(".")]
        if len(parts) > KEYS_MOST:
            self._fault(number, "a key has more than {most} parts", KEYS_MOST)
            return
        path: Path = ()
        for part in parts[:-1]:
            path += (part,)
            if path in self._counts:
                path += (self._counts[path],)
        path += (parts[-1],)
        if array:
            self._counts[path] = self._counts.get(path, -1) + 1
            path += (self._counts[path],)
        self._table = path
        self.lines.setdefault(path, number)

    def _key(self, number: int, key: str) -> None:
        parts = key.split(".")
        if len(parts) > KEYS_MOST:
            self._fault(number, "a key has more than {most} parts", KEYS_MOST)
        path = self._table + tuple(part.strip().strip("\"'") for part in parts)
        self.lines.setdefault(path, number)

    def _scan(self, number: int, line: str) -> None:
        """Follow strings and brackets through the line; a one-line string ends with it."""
        at = 0
        while at < len(line):
            if self._quote:
                at = self._inside(line, at)
                continue
            char = line[at]
            if char == "#":
                break
            if char in "\"'":
                triple = line[at : at + 3] == char * 3
                self._quote = char * 3 if triple else char
                at += len(self._quote)
                continue
            if char in "[{":
                self._depth += 1
                if self._depth == DEPTH_MOST + 1:
                    self._fault(number, "brackets are nested more than {most} deep", DEPTH_MOST)
            elif char in "]}":
                self._depth = max(0, self._depth - 1)
            at += 1
        if len(self._quote) == 1:
            self._quote = ""

    def _inside(self, line: str, at: int) -> int:
        if line.startswith(self._quote, at):
            at += len(self._quote)
            self._quote = ""
            return at
        return at + (2 if line[at] == "\\" and self._quote[0] == '"' else 1)

    def _fault(self, number: int, message: str, most: int) -> None:
        if len(self.faults) < 20:
            self.faults.append(Fault(message, f"line {number}", {"most": most}))
