"""From a form's definition to boxes in millimetres: a pure function, the source of every page."""

from forms.layout.items import Frame, Item, LayoutPage, Role, Rule, Shape, Space, Words
from forms.layout.pages import Layout, lay_out

__all__ = [
    "Frame",
    "Item",
    "Layout",
    "LayoutPage",
    "Role",
    "Rule",
    "Shape",
    "Space",
    "Words",
    "lay_out",
]
