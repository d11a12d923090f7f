"""Layer 3: from a roster to reports."""
