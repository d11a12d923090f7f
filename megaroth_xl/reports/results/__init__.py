"""Columns become results: each employee's outcomes, the plan's pre-test, sentences and tables."""
