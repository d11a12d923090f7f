"""One sheet of a roster: its rows, cells, people, and the stretch of the year that it covers."""
