"""Layer 2: what a participant or a plan can do under the law."""
