"""Attacks on the service, each with the one defence that stands against it.

Each is carried out twice: with all defences in place it fails; without its own it succeeds. So no
check passes for another reason than the defence that it names. Numbers are those of OWASP ASVS
5.0.0, levels 1 to 3, and FU for points of OWASP's File Upload Cheat Sheet that it does not have.
"""
