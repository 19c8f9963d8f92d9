"""Another agency's print as it is kept: pages as they show, without fields and scripts."""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject

from forms.errors import DamagedFileError

_KEPT = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Parent")
_PYPDF_ERRORS = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


def kept_print(data: bytes) -> bytes:
    """Keep of a PDF what is printed, and nothing that acts.

    Raises:
        DamagedFileError: it cannot be read.
    """
    try:
        reader, writer = PdfReader(io.BytesIO(data)), PdfWriter()
        for page in reader.pages:
            # Values that a page inherits from its parents are written onto the page itself.
            for key in ("/MediaBox", "/CropBox", "/Rotate", "/Resources"):
                if key in page:
                    page[NameObject(key)] = page[key]
            for key in [key for key in page if key not in _KEPT]:
                del page[key]
            writer.add_page(page)
        out = io.BytesIO()
        writer.write(out)
    except _PYPDF_ERRORS as error:
        raise DamagedFileError("the PDF is damaged or cut short") from error
    return out.getvalue()
