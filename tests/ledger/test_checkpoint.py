"""Notes and checkpoints are those of C2SP: upstream's examples hold here, and ours are as strict."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from ledger.errors import InvalidError, TamperedError
from ledger.head import Head
from ledger.merkle import Edge, leaf_hash
from ledger.note import COSIGNATURE, Verifier, cosign_note, open_note, sign_note, verifier_key

# From golang.org/x/mod, sumdb/note/note_test.go (BSD 3-clause): keys, text and signatures.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)

# From C2SP, tlog-checkpoint.md and tlog-cosignature.md (CC BY 4.0). The keys behind these two signatures
# are not published there, so the form is checked, not the signatures.
SOFA = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 \
jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
HEAD = Head.of(Edge().append(leaf_hash(b"a")).append(leaf_hash(b"b")))


def test_upstreams_key_signs_upstreams_note():
    key = Ed25519PrivateKey.from_private_bytes(PETER_SECRET)
    assert verifier_key("PeterNeumann", key) == PETER
    assert sign_note(TEXT, "PeterNeumann", key) == TEXT + "\n" + PETER_LINE


def test_upstreams_note_opens_with_the_keys_that_one_knows():
    note = TEXT + "\n" + PETER_LINE + ENOCH_LINE
    one = open_note(note, [PETER])
    assert (one.text, [found.name for found in one.verified], [found.name for found in one.unknown]) == (
        TEXT,
        ["PeterNeumann"],
        ["EnochRoot"],
    )
    assert len(open_note(note, [PETER, ENOCH, ENOCH]).verified) == 2
    assert len(open_note(TEXT + "\n" + PETER_LINE * 3 + ENOCH_LINE * 2, [PETER]).unknown) == 1
    with pytest.raises(InvalidError, match="no key that is trusted"):
        open_note(note, [])


@pytest.mark.parametrize("at", range(len(PETER)))
def test_a_mangled_verifier_key_is_refused(at):
    for wrong in (PETER[:at], PETER[at + 1 :], PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :]):
        with pytest.raises(InvalidError):
            Verifier.from_text(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
    ids=["too long a key, its own hash", "unknown type, its own hash"],
)
def test_upstreams_bad_verifier_keys_are_refused(wrong):
    with pytest.raises(InvalidError):
        Verifier.from_text(wrong)


def test_a_signature_that_does_not_hold_spoils_the_note():
    with pytest.raises(TamperedError):
        open_note(TEXT + "\n" + PETER_LINE[:60] + "ABCD" + PETER_LINE[60:], [PETER])
    with pytest.raises(TamperedError):
        open_note(TEXT.replace("answer", "Answer") + "\n" + PETER_LINE, [PETER])
    with pytest.raises(TamperedError):
        open_note(TEXT + "\n" + PETER_LINE + ENOCH_LINE.replace("+QQ=", "+QA="), [PETER, ENOCH])


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        TEXT + "\n",
        TEXT + "\n" + PETER_LINE[:-1],
        "\x01" + TEXT + "\n" + PETER_LINE,
        "a\r\n\n" + PETER_LINE,
        "\ud800" + TEXT + "\n" + PETER_LINE,
        TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad Name"),
        TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad+Name"),
        TEXT + "\n" + PETER_LINE.replace("—", "-"),
        TEXT + "\n" + PETER_LINE + "Unexpected line.\n",
        TEXT + "\n" + PETER_LINE + "— EnochRoot AAAA\n",
        TEXT + "\n" + PETER_LINE + "— EnochRoot ????????\n",
        TEXT + "\n" + PETER_LINE * 101,
        "x" * 1_000_000 + TEXT + "\n" + PETER_LINE,
    ],
)
def test_a_malformed_note_is_refused(note):
    with pytest.raises(InvalidError):
        open_note(note, [PETER])


def test_a_note_may_hold_empty_lines():
    note = sign_note("a\n\nb\n\n", "k", KEY)
    assert open_note(note, [verifier_key("k", KEY)]).text == "a\n\nb\n\n"


@pytest.mark.parametrize(("text", "name"), [("no line break", "k"), ("a\tb\n", "k"), ("a\n", ""), ("a\n", "a b")])
def test_what_can_not_be_a_note_is_not_signed(text, name):
    with pytest.raises(InvalidError):
        sign_note(text, name, KEY)


def test_upstreams_checkpoint_is_read_and_written_alike():
    text = SOFA.partition("\n\n")[0] + "\n"
    found = Checkpoint.from_text(text)
    assert (found.origin, found.size, found.root[:2].hex()) == ("example.com/behind-the-sofa", 20852163, "0ac5")
    assert found.to_text() == text
    with pytest.raises(InvalidError, match="no key that is trusted"):
        open_note(SOFA, [PETER])


def test_a_signed_checkpoint_opens_with_its_logs_key():
    note = sign_checkpoint(HEAD, "example.org/支部-1", KEY)
    checkpoint, opened = open_checkpoint(note, [verifier_key("example.org/支部-1", KEY)])
    assert checkpoint == Checkpoint("example.org/支部-1", 2, HEAD.root)
    assert opened.verified[0].at is None
    with pytest.raises(InvalidError):
        open_checkpoint(note, [verifier_key("example.org/支部-2", KEY)])
    with pytest.raises(TamperedError):
        open_checkpoint(note.replace("\n2\n", "\n3\n"), [verifier_key("example.org/支部-1", KEY)])


def test_a_witness_says_when_it_saw_a_checkpoint():
    at = datetime(2026, 3, 29, 8, 0, 1, 999, tzinfo=UTC)
    note = cosign_note(sign_checkpoint(HEAD, "log", KEY), "upper", OTHER, at)
    witness = verifier_key("upper", OTHER, COSIGNATURE)
    opened = open_note(note, [verifier_key("log", KEY), witness])
    assert [(found.name, found.at) for found in opened.verified] == [
        ("log", None),
        ("upper", datetime(2026, 3, 29, 8, 0, 1, tzinfo=UTC)),
    ]
    line = note.splitlines()[-1]
    body = bytearray(b64decode(line.split(" ")[2]))
    body[11] ^= 1  # another second
    moved = note.replace(line, f"— upper {b64encode(bytes(body)).decode()}")
    with pytest.raises(TamperedError):
        open_note(moved, [witness])


def test_a_cosignature_is_laid_out_as_specified():
    """tlog-cosignature.md: key id, 8 bytes of time, signature over header, time and the note's text."""
    note = cosign_note("log\n0\nx\n\n" + PETER_LINE, "w", KEY, datetime.fromtimestamp(1679315147, UTC))
    body = b64decode(note.splitlines()[-1].split(" ")[2])
    assert body[:4] == Verifier.from_text(verifier_key("w", KEY, COSIGNATURE)).key_id
    assert int.from_bytes(body[4:12], "big") == 1679315147
    KEY.public_key().verify(body[12:], b"cosignature/v1\ntime 1679315147\nlog\n0\nx\n")


ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n1\n",
        f"\n1\n{ROOT}\n",
        f"a\n01\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n١\n{ROOT}\n",
        f"a\n1\n{ROOT}",
        f"a\n1\n{ROOT[:-4]}\n",
        f"a\n1\n{ROOT}\n\n",
        f"a\n1\n{ROOT}\n\nb\n",
        "a\n1\n????\n",
        f"a\n{'9' * 19}\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(InvalidError):
        Checkpoint.from_text(text)


def test_extension_lines_are_kept():
    assert Checkpoint.from_text(f"a\n0\n{ROOT}\nb\nc\n").more == ("b", "c")
