"""Pay of a year: its dates, its payments, and elections from them."""
