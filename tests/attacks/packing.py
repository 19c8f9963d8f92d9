"""Attacks by what is in a file: packed to harm, endless when opened, asking for other files."""

import io
import zipfile

from lxml import etree
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from forms.docx import story
from forms.errors import FileError
from ocr.digital import file_problems
from ocr.sheet import Sheet
from ocr.sheets import sheets
from service.containers.kinds import ContainerKind
from service.containers.opening import MAX_DEPTH, members
from tests.attacks.attack import Attack, idle, replaced
from tests.attacks.target import Target

_HIDDEN = "the words of a file on the server"


def _zip(*files: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files:
            package.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _opens(data: bytes, depth: int = 0) -> bool:
    try:
        return bool(list(members(ContainerKind.ZIP, data, depth)))
    except FileError:
        return False


def _climb_out(target: Target) -> bool:
    del target
    return _opens(_zip(("../../../etc/cron.d/form.tif", b"II*\x00")))


def _link(target: Target) -> bool:
    del target
    entry = zipfile.ZipInfo("scan.tif")
    entry.external_attr = 0o120777 << 16
    return _opens(_zip((entry, b"/etc/passwd")))


def _pack_too_many(target: Target) -> bool:
    del target
    return _opens(_zip(*((f"{number}.tif", b"") for number in range(1_001))))


def _pack_too_tightly(target: Target) -> bool:
    del target
    return _opens(_zip(("scan.tif", bytes(33 << 20))))


def _pack_too_deep(target: Target) -> bool:
    del target
    return _opens(_zip(("scan.tif", b"II*\x00")), MAX_DEPTH)


def _flood_with_pixels(target: Target) -> bool:
    del target
    out = io.BytesIO()
    Image.new("1", (8_000, 7_600), 1).save(out, "PNG")
    return any(isinstance(page, Sheet) for page in sheets(out.getvalue()))


def _text_of(xml: str) -> str:
    try:
        roots = story.story_roots(_zip(("word/document.xml", xml.encode())))
    except FileError:
        return ""
    return "".join(str(text) for root in roots for text in root.itertext())


def _read_a_file_of_the_server(target: Target) -> bool:
    hidden = target.folder / "hidden"
    hidden.write_text(_HIDDEN, encoding="ascii")
    xml = f'<!DOCTYPE w [<!ENTITY f SYSTEM "{hidden.as_uri()}">]><w>&f;</w>'
    return _HIDDEN in _text_of(xml)


def _grow(target: Target) -> bool:
    del target
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 4))
    return len(_text_of(f'<!DOCTYPE w [<!ENTITY l0 "ha">{entities}]><w>&l3;</w>')) >= 2_000


def _act_unseen(target: Target) -> bool:
    del target
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    writer.write(out)
    return not file_problems(out.getvalue())


def _careless(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=True, load_dtd=True, no_network=False)
    return etree.fromstring(content, parser)


def _expanding(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities="internal")  # type: ignore[arg-type]
    return etree.fromstring(content, parser)


ATTACKS = (
    Attack(
        number="V5.3.3",
        title="put a file outside its folder (zip slip)",
        defence="names in a ZIP that climb are refused",
        succeeds=_climb_out,
        remove=idle("service.containers.zip_check._check_name"),
    ),
    Attack(
        number="V5.2.5",
        title="send a link to a file of the server",
        defence="links in a ZIP are refused",
        succeeds=_link,
        remove=replaced("service.containers.zip_check._LINK", -1),
    ),
    Attack(
        number="V5.2.3",
        title="send more files in a ZIP than anybody can check",
        defence="how many files a container may hold",
        succeeds=_pack_too_many,
        remove=idle("service.containers.member.Allowance.take"),
    ),
    Attack(
        number="FU",
        title="send a small ZIP that unpacks to a large file (ZIP bomb)",
        defence="how tightly a large file may be packed",
        succeeds=_pack_too_tightly,
        remove=idle("service.containers.zip_check._check_ratio"),
    ),
    Attack(
        number="FU",
        title="send a ZIP in a ZIP in a ZIP in a ZIP",
        defence="how deep containers may lie in one another",
        succeeds=_pack_too_deep,
        remove=replaced("service.containers.opening.MAX_DEPTH", 10),
    ),
    Attack(
        number="V5.2.6",
        title="send a picture of more pixels than memory takes (pixel bomb)",
        defence="how many pixels a page may have",
        succeeds=_flood_with_pixels,
        remove=replaced("ocr.pictures.MAX_PIXELS", 10**9),
    ),
    Attack(
        number="FU",
        title="send a PDF that runs a script in whichever viewer opens it, and have nobody told",
        defence="what a PDF would run is looked for, and told to whoever checks it",
        succeeds=_act_unseen,
        remove=idle("forms.pdf.hazards._acts", result=False),
    ),
    Attack(
        number="V1.5.1",
        title="have a DOCX show a file of the server (XML external entity)",
        defence="no entities, and no document type, in a document",
        succeeds=_read_a_file_of_the_server,
        remove=replaced("forms.docx.story.parse_xml", _careless),
    ),
    Attack(
        number="V1.5.1",
        title="send a DOCX whose text grows as it is read (a billion laughs)",
        defence="entities of a document are not put in",
        succeeds=_grow,
        remove=replaced("forms.docx.story.parse_xml", _expanding),
    ),
)
