"""What an accepted form changes about its client: said, weighed against the register. Pure."""
