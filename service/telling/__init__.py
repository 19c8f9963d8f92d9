"""What is due, told elsewhere: in a calendar, and in a letter each morning. No personal data."""
