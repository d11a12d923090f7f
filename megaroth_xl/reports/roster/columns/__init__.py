"""A file's headings and columns: what each means, and which roster column it becomes."""
