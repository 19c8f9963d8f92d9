"""The audit trail as a chain: how an entry is hashed, and how a trail is checked. No database."""
