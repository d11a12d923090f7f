"""One employer's plan: its terms, its participants, its match, and its year by pay date."""
