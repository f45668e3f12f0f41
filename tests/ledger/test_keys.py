"""A key file is its owner's alone, and is never overwritten."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ledger.errors import InvalidError, NotFoundError, StorageError
from ledger.keys import load_key, make_key, public_bytes


@pytest.mark.parametrize("passphrase", [None, "口令 with spaces"])
def test_a_key_is_made_and_loaded_again(tmp_path, passphrase):
    path = tmp_path / "branch.pem"
    key = make_key(path, passphrase)
    assert path.stat().st_mode & 0o777 == 0o600
    assert public_bytes(load_key(path, passphrase)) == public_bytes(key)
    assert path.read_text().startswith("-----BEGIN ENCRYPTED PRIV" if passphrase else "-----BEGIN PRIV")


def test_a_key_is_never_overwritten(tmp_path):
    path = tmp_path / "branch.pem"
    make_key(path)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="never overwritten"):
        make_key(path)
    assert path.read_bytes() == before


def test_a_key_file_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "branch.pem"
    make_key(path)
    path.chmod(0o640)
    with pytest.raises(StorageError, match="others may read"):
        load_key(path)


@pytest.mark.parametrize(("made", "given"), [("a", "b"), ("a", None), (None, "a")])
def test_a_wrong_passphrase_opens_nothing(tmp_path, made, given):
    path = tmp_path / "branch.pem"
    make_key(path, made)
    with pytest.raises(InvalidError, match="passphrase"):
        load_key(path, given)


def test_a_key_file_that_is_not_there_or_none_is_named(tmp_path):
    with pytest.raises(NotFoundError):
        load_key(tmp_path / "no.pem")
    with pytest.raises(StorageError):
        load_key(tmp_path)
    with pytest.raises(StorageError):
        make_key(tmp_path / "no" / "a.pem")
    path = tmp_path / "letter.txt"
    path.write_text("Dear comrade")
    path.chmod(0o600)
    with pytest.raises(InvalidError, match="no key file"):
        load_key(path)
    path.write_bytes(X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(InvalidError, match="no Ed25519 key"):
        load_key(path)
