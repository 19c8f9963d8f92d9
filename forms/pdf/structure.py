"""The structure tree that makes a PDF readable by a screen reader (ISO 32000-1, 14.7)."""

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NumberObject,
    TextStringObject,
)

from forms.layout import Role, Space, Words
from forms.layout.items import Nest
from forms.pdf.content import Leaf
from forms.pdf.objects import Rect, add, dictionary, floats, items, name

_TAGS = {
    Role.TITLE: "H1",
    Role.HEADING: "H2",
    Role.PARAGRAPH: "P",
    Role.BULLET: "Lbl",
    Role.POINT: "LBody",
    Role.COLUMN_HEAD: "TH",
    Role.ROW_HEAD: "TH",
    Role.LABEL: "P",
}
_SCOPES = {Role.COLUMN_HEAD: "Column", Role.ROW_HEAD: "Row"}
SYMBOL_ALT = "Code of this copy, for reading by machine; it is printed in words at the foot."


class StructureTree:
    """Grows with the pages, in reading order; `finish` puts it into the document."""

    def __init__(self, writer: PdfWriter, pages: int) -> None:
        self._writer = writer
        self._root = dictionary(Type=name("StructTreeRoot"))
        self._root_ref = add(writer, self._root)
        self._elements: dict[Nest, DictionaryObject] = {}
        self._document = self._element("Document", self._root_ref)
        self._by_key: dict[int, IndirectObject | ArrayObject] = {}
        self._next_key = pages
        """Pages have the keys from 0, widgets those after them."""

    def _element(self, tag: str, parent: IndirectObject) -> DictionaryObject:
        element = dictionary(Type=name("StructElem"), S=name(tag), P=parent, K=ArrayObject())
        add(self._writer, element)
        return element

    def _parent(self, nest: Nest) -> DictionaryObject:
        """Find or make the element that a nest path names."""
        if not nest:
            return self._document
        if nest not in self._elements:
            self._elements[nest] = self._child(self._parent(nest[:-1]), nest[-1].split(":")[0])
        return self._elements[nest]

    def _child(self, parent: DictionaryObject, tag: str) -> DictionaryObject:
        element = self._element(tag, _reference(parent))
        items(parent, "/K").append(_reference(element))
        return element

    def add_text(self, leaf: Leaf, page: DictionaryObject, symbol: Rect) -> IndirectObject:
        """Add one piece of marked content; the symbol is a figure with words in its place."""
        if isinstance(leaf.item, Words):
            element = self._child(self._parent(leaf.item.nest), _TAGS[leaf.item.role])
            if scope := _SCOPES.get(leaf.item.role):
                element.update(dictionary(A=dictionary(O=name("Table"), Scope=name(scope))))
        else:
            element = self._child(self._document, "Figure")
            layout = dictionary(O=name("Layout"), BBox=floats(symbol))
            element.update(dictionary(Alt=TextStringObject(SYMBOL_ALT), A=layout))
        element.update(dictionary(Pg=_reference(page), K=NumberObject(leaf.mcid or 0)))
        return _reference(element)

    def add_widget(self, space: Space, widget: DictionaryObject, page: DictionaryObject) -> None:
        """Add a widget at its place in the reading order."""
        element = self._child(self._parent(space.nest), "Form")
        target = dictionary(Type=name("OBJR"), Obj=_reference(widget), Pg=_reference(page))
        element.update(dictionary(Pg=_reference(page), K=target))
        widget.update(dictionary(StructParent=NumberObject(self._next_key)))
        self._by_key[self._next_key] = _reference(element)
        self._next_key += 1

    def add_page(self, key: int, page: DictionaryObject, texts: list[IndirectObject]) -> None:
        """Say which element each piece of a page's marked content belongs to."""
        page.update(dictionary(StructParents=NumberObject(key), Tabs=name("S")))
        self._by_key[key] = ArrayObject(texts)

    def finish(self) -> IndirectObject:
        """Complete the tree and give its root."""
        numbered = ArrayObject()
        for key in sorted(self._by_key):
            numbered += [NumberObject(key), self._by_key[key]]
        self._root.update(
            dictionary(
                K=_reference(self._document),
                ParentTree=add(self._writer, dictionary(Nums=numbered)),
                ParentTreeNextKey=NumberObject(self._next_key),
            )
        )
        return self._root_ref


def _reference(made: DictionaryObject) -> IndirectObject:
    reference = made.indirect_reference
    if reference is None:
        raise TypeError("only objects of the document can be referred to")
    return reference
