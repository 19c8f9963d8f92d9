"""All attacks, in the order in which the page lists them."""

from tests.attacks import (
    access,
    at_rest,
    browsers,
    entering,
    files,
    injection,
    packing,
    programs,
    provider,
    reading,
    sessions,
    telling,
)
from tests.attacks.attack import Attack

THEMES: dict[str, tuple[Attack, ...]] = {
    "Signing in": entering.ATTACKS,
    "Signing in through the identity provider": provider.ATTACKS,
    "Sessions": sessions.ATTACKS,
    "What the browser is told": browsers.ATTACKS,
    "Who may have what": access.ATTACKS,
    "Programs and tokens": programs.ATTACKS,
    "What is typed": injection.ATTACKS,
    "Files": files.ATTACKS,
    "What is in files": packing.ATTACKS,
    "Files that take over their reader": reading.ATTACKS,
    "What is kept": at_rest.ATTACKS,
    "Errors, logs and proxies": telling.ATTACKS,
}
ATTACKS = tuple(one for theme in THEMES.values() for one in theme)
