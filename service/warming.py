"""Does once, before a process answers, what else the first people on each page would wait for."""

import gc

from flask import Flask


def warm_up(app: Flask) -> None:
    """Make the templates of all pages, and leave what stays for good out of collecting garbage.

    To look through all that a loaded service holds takes a quarter of a second, and whoever's
    request makes the collector begin would wait for it.
    """
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    gc.collect()
    gc.freeze()
