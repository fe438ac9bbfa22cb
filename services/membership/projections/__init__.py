"""One read model per question, all written in the append's own transaction. Names live in `people` only."""

from sqlalchemy import MetaData

metadata = MetaData()
