"""A plan's ACP and ADP pre-test: who counts, the outcomes, refunds, ways out, and what-if."""
