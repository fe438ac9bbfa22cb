"""One read model per question. Inline ones share `inline`; what membership told has its own tables."""

from sqlalchemy import MetaData

inline = MetaData()
