"""Marks on a page of which no blank print is known: tick boxes, struck words, signatures."""
