"""Pictures of the process, drawn from the table: one for the eleven steps, one for each machine."""

from collections.abc import Iterator
from html import escape

from workflow.process.table import Row, Step, Table

PER_LINE, WIDTH, HEIGHT, GAP = 4, 250, 116, 34


def mermaid(known: Table, kind: str) -> str:
    """A Mermaid state diagram of one machine."""
    lines = ["stateDiagram-v2"]
    for row in known.rows:
        if row.machine == kind:
            for source in row.sources:
                lines.append(f"    {_name(source)} --> {_name(row.dest)}: {row.zh}")
    lines += [f"    {_name(state.id)} --> [*]" for state in known.machines[kind] if state.ends]
    return "\n".join(dict.fromkeys(lines)) + "\n"


def _name(state: str) -> str:
    return state.replace("-", "_") if state else "[*]"


def picture(known: Table) -> str:
    """The eleven steps as one SVG: number, name, who takes it, what it is recorded as."""
    last = len(known.steps)
    rows_of = {step.number: [r for r in known.rows if r.step == step.number] for step in known.steps}
    height = (last + PER_LINE - 1) // PER_LINE * (HEIGHT + GAP) + GAP
    width = PER_LINE * (WIDTH + GAP) + GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="sans-serif">',
            '<defs><marker id="a" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
            '<path d="M0,0 L8,4 L0,8 z" fill="#888"/></marker></defs>',
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *(line for step in known.steps for line in _box(step, rows_of[step.number])),
            *(_arrow(n) for n in range(1, last)),
            _again(last),
            "</svg>\n",
        ]
    )


def _place(n: int) -> tuple[int, int]:
    line, column = divmod(n - 1, PER_LINE)
    return GAP + column * (WIDTH + GAP), GAP + line * (HEIGHT + GAP)


def _box(step: Step, rows: list[Row]) -> Iterator[str]:
    n = step.number
    x, y = _place(n)
    roles = list(dict.fromkeys(role for row in rows for role in row.roles if row.guards))
    events = list(dict.fromkeys(row.events[-1] for row in rows))
    repeats = 3 <= n <= 8
    yield (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="10" '
        f'fill="{"#fdf3e3" if repeats else "#eef3fb"}" stroke="{"#c8883a" if repeats else "#4a6fa5"}"/>'
    )
    yield f'<text x="{x + 14}" y="{y + 30}" font-size="18" font-weight="bold">{n} {escape(step.zh)}</text>'
    yield f'<text x="{x + 14}" y="{y + 50}" font-size="13" fill="#444">{escape(step.en)}</text>'
    for offset, words, colour in ((74, roles, "#333"), (96, events, "#777")):
        yield f'<text x="{x + 14}" y="{y + offset}" font-size="11" fill="{colour}">{escape(_short(words))}</text>'


def _short(words: list[str]) -> str:
    kept: list[str] = []
    for word in words:
        if len(", ".join([*kept, word])) > 36:
            return ", ".join(kept) + " …"
        kept.append(word)
    return ", ".join(kept)


def _arrow(n: int) -> str:
    x, y = _place(n)
    following = _place(n + 1)
    if following[1] == y:
        return _line(x + WIDTH, y + HEIGHT // 2, following[0], y + HEIGHT // 2)
    middle = y + HEIGHT + GAP // 2
    return (
        f'<path d="M{x + WIDTH // 2},{y + HEIGHT} V{middle} H{following[0] + WIDTH // 2} V{following[1]}" '
        'fill="none" stroke="#888" marker-end="url(#a)"/>'
    )


def _line(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#888" marker-end="url(#a)"/>'


def _again(last: int) -> str:
    """Steps 3 to 8 repeat for every round."""
    x, y = _place(last)
    return (
        f'<text x="{x + WIDTH + GAP}" y="{y + HEIGHT // 2}" font-size="13" fill="#c8883a">'
        "3–8: 每个考评期重复</text>"
        f'<text x="{x + WIDTH + GAP}" y="{y + HEIGHT // 2 + 18}" font-size="13" fill="#c8883a">again every round</text>'
    )
