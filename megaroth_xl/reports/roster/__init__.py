"""A file becomes columns that are certain: what HR hands over, and how it was read."""
