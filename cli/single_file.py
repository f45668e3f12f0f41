"""The verifier as one file that runs with Python and `cryptography` alone: `jifen filing verifier --out FILE`.

The file holds the modules that the verifier imports, straight and by way of others, their data, and the time zones;
a committee keeps it beside its trust file. The same program gives the same bytes. Source: spec/ledger.md §2.
"""

import ast
import importlib.util
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from io import BytesIO
from pathlib import Path

import click

from cli.answers import show_json
from cli.house import command, option
from cli.kinds import FILE
from cli.parts import Parts
from cli.speech import N_, say
from ledger.errors import StorageError

ENTRY = "workflow.verifier.__main__"
OURS = ("ledger", "workflow")
# Packages whose files are read, not imported.
DATA = {"workflow.process": ".csv"}
# Its tables of zones are read where the system has none; 600 small files.
ZONES = "tzdata"
START = f"import sys\n\nfrom {ENTRY} import main\n\nsys.exit(main())\n"
SHEBANG = b"#!/usr/bin/env python3\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed() -> bytes:
    """The file's bytes: a zip application."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted({"__main__.py": START.encode(), **dict(_files())}.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data, zipfile.ZIP_STORED)
    return SHEBANG + out.getvalue()


def modules() -> tuple[str, ...]:
    """Every module of ours that the verifier can come to import, in order of name."""
    found: set[str] = set()
    waiting = [ENTRY]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [each for each in (*_packages(name), *_imports(name)) if each not in found]
    return tuple(sorted(found))


def _packages(name: str) -> Iterator[str]:
    while name := name.rpartition(".")[0]:
        yield name


def _imports(name: str) -> Iterator[str]:
    """The modules of ours that this one names in an import, wherever it stands in the text."""
    for node in ast.walk(ast.parse(_place(name).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module and _is_ours(node.module):
            yield node.module
            inner = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (each for each in inner if _spec(each))


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def _spec(name: str) -> str | None:
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:  # the name stands for a thing in a module, not for one
        return None
    return found.origin if found else None


def _place(name: str) -> Path:
    origin = _spec(name)
    assert origin is not None, name
    return Path(origin)


def _files() -> Iterator[tuple[str, bytes]]:
    for name in modules():
        place = _place(name)
        inside = f"{name.replace('.', '/')}{'/__init__' if place.stem == '__init__' else ''}.py"
        yield inside, place.read_bytes()
    for package, suffix in DATA.items():
        yield from _below(Path(str(resources.files(package))), package.replace(".", "/"), suffix)
    yield from _below(Path(str(resources.files(ZONES))), ZONES, "")


def _below(folder: Path, name: str, suffix: str) -> Iterator[tuple[str, bytes]]:
    for place in sorted(folder.rglob("*")):
        if place.is_file() and "__pycache__" not in place.parts and place.name.endswith(suffix):
            yield f"{name}/{place.relative_to(folder).as_posix()}", place.read_bytes()


@command(
    "verifier",
    help=N_("Write the verifier as one file that runs with Python and cryptography alone."),
    example="jifen filing verifier --out jifen-verify.pyz",
    params=[
        option(
            "--out",
            type=FILE,
            required=True,
            help=N_("The file, such as jifen-verify.pyz."),
        )
    ],
)
def write_verifier(parts: Parts, out: Path) -> None:
    """Its SHA-256 is shown, so that who receives it can compare."""
    data = packed()
    try:
        out.write_bytes(data)
        out.chmod(0o755)
    except OSError as error:
        raise StorageError("{place} can't be written: {why}", place=str(out), why=error.strerror) from error
    digest = sha256(data).hexdigest()
    if parts.json:
        show_json({"file": str(out), "bytes": len(data), "sha256": digest, "modules": len(modules())})
        return
    click.echo(say(N_("{file}: {modules} modules, SHA-256 {digest}"), file=out, modules=len(modules()), digest=digest))
    click.echo(say(N_("run it: python {file} BUNDLE --trust FILE"), file=out))
