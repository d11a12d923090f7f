"""Kinds of roster files: each is opened within bounds and handed over as tables of texts."""
