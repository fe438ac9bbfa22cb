"""Long texts and files, content-addressed: an entry names digest, size and media type only."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from services.chassis.stores.log_tables import attachment
from services.chassis.transactions import writing


@dataclass(frozen=True)
class Attachment:
    """A kept file; the SHA-256 of `content` is its address."""

    media_type: str
    content: bytes


class Attachments(Protocol):
    """Where attachments are kept; a folder or an object store may stand in for the database."""

    def put(self, content: bytes, media_type: str) -> str:
        """Keep the bytes; their SHA-256 in hex. The same bytes again change nothing."""

    def get(self, sha256: str) -> Attachment:
        """Raises KeyError for an unknown address."""


@dataclass(frozen=True)
class SqlAttachments:
    """`Attachments` in the service's own database."""

    engine: Engine

    def put(self, content: bytes, media_type: str) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        try:
            with writing(self.engine) as db:
                db.execute(insert(attachment).values(sha256=sha256, media_type=media_type, content=content))
        except IntegrityError:
            self.get(sha256)  # the same bytes are there already; anything else is still an error
        return sha256

    def get(self, sha256: str) -> Attachment:
        with self.engine.connect() as db:
            found = db.execute(select(attachment).where(attachment.c.sha256 == sha256)).first()
        if found is None:
            raise KeyError(sha256)
        return Attachment(found.media_type, found.content)
