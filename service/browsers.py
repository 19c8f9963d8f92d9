"""What to call a browser in a list of sign-ins: its make and its system, no more."""

_MAKES = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
"""In order: what a later one says of itself, an earlier one says too."""


def browser_words(program: str) -> str:
    """Name a browser by its `User-Agent`."""
    make = next((name for mark, name in _MAKES if mark in program), "Another program")
    system = next((name for mark, name in _SYSTEMS if mark in program), "")
    return f"{make} on {system}" if system else make
