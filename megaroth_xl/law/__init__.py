"""Layer 1: what the law says, whatever the plan."""
