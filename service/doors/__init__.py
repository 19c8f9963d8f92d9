"""Ways in that nobody has to open: a watched folder and an e-mail box.

Each looks again and again, takes in what is new, and only then clears it away.
"""
