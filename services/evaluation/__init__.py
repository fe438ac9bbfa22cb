"""Evaluation: facts of all services folded into lines, and scores as a function of those lines."""
