"""Lines, registers and results in SQL: one module per question, no rule of scoring in here.

What evaluation itself was told (editions, incidents, figures) is written with the fact and shares
`inline`; what the worker folds has its own tables.
"""

from sqlalchemy import MetaData

inline = MetaData()
