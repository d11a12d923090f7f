"""Years ahead: projections, the other ways to save, and savers with other goals."""
