"""Who may do what: powers, the roles that have them, and the check before each use case."""
