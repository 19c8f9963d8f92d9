"""Where somebody may be led after signing in: to our own pages, and nowhere else."""

from urllib.parse import urlsplit

_LONGEST = 500


def is_own_path(path: str) -> bool:
    r"""Tell whether an address leads to this service whatever a browser makes of it.

    Browsers take `\` for `/` and drop tabs and line ends, so that `/\evil` and `/<tab>/evil` are
    other hosts to them.
    """
    if not path.startswith("/") or path.startswith("//") or len(path) > _LONGEST:
        return False
    if "\\" in path or not path.isprintable():
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def own_path(path: str | None, otherwise: str) -> str:
    """Give a path of ours as it was asked for, or another one."""
    return path if path and is_own_path(path) else otherwise
