"""One saver's year: the case, and every answer to it."""
