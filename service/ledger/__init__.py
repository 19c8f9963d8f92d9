"""The ledger of copies: what each is for, when it is expected back, how it stands. No database."""
