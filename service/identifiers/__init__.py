"""The numbers and postcodes of a client: read strictly, without a database.

What is written is never lost: a number that cannot be right keeps its text and says what is wrong.
"""
