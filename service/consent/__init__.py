"""Consent as a fail-safe fact: may this agency be given this client's information? No database."""
