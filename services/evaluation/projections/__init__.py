"""Lines, registers and results in SQL: one module per question, no rule of scoring in here."""
