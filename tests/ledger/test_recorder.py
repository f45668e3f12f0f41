"""The recorder of one ledger passes, whole, what eventsourcing asks of every recorder, on both databases."""

import sys
import threading
from uuid import uuid4

import eventsourcing.cryptography
import pytest

# The library's cases import its cipher on PyCryptodome, which nothing here uses; this is its other one.
sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)

from eventsourcing.tests.persistence import (  # noqa: E402
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from ledger.database import Database, open_database  # noqa: E402
from ledger.recorder import LedgerRecorder, StreamRecorder  # noqa: E402


class OnSQLite:
    database: Database

    @pytest.fixture(autouse=True)
    def _database(self, tmp_path):
        self.database = open_database(str(tmp_path / "ledger.db"), create=True)
        yield
        self.close()

    def close(self):
        for thread in threading.enumerate():
            if thread.name.endswith("(read_continuously)"):  # the library's case doesn't wait for its readers
                thread.join()
        self.database.close()

    def new_originator_id(self):
        return str(uuid4())  # streams are named by text

    def recorder(self, kind):
        self.database.found("unit")
        return kind(self.database, "unit")


class OnPostgreSQL(OnSQLite):
    @pytest.fixture(autouse=True)
    def _database(self, postgres_url):
        self.database = open_database(postgres_url, create=True)
        yield
        self.close()


class TestStreamsOnSQLite(OnSQLite, AggregateRecorderTestCase):
    def create_recorder(self):
        return self.recorder(StreamRecorder)


class TestLogOnSQLite(OnSQLite, ApplicationRecorderTestCase):
    def create_recorder(self):
        return self.recorder(LedgerRecorder)


class TestNoInterleavingOnSQLite(OnSQLite, NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self):
        return self.recorder(LedgerRecorder)


class TestStreamsOnPostgreSQL(OnPostgreSQL, AggregateRecorderTestCase):
    def create_recorder(self):
        return self.recorder(StreamRecorder)


class TestLogOnPostgreSQL(OnPostgreSQL, ApplicationRecorderTestCase):
    def create_recorder(self):
        return self.recorder(LedgerRecorder)


class TestNoInterleavingOnPostgreSQL(OnPostgreSQL, NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self):
        return self.recorder(LedgerRecorder)
