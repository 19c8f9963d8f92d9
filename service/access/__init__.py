"""Subject access: all that is held on one person, to be read by that person."""
