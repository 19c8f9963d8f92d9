"""Every must and should of the guidance: what in the product keeps it, which test proves it."""
