"""Cleans what is written about a person into what is compared. Knows no register, no database."""
