"""Layer 3: builds the workbooks that people fill in."""
