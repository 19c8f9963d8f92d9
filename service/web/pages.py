"""The blueprint that all pages belong to, and what they share."""

from flask import Blueprint

blueprint = Blueprint("web", __name__)
PAGE_LENGTH = 50
