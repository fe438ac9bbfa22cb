"""Congresses, delegates and proposals: who asks the school for what, and what came of it."""
