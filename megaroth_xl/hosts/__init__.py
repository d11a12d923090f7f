"""Layer 4: puts the functions into a user's Excel and LibreOffice, and says what is wrong."""
