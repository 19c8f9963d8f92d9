"""pdf.js, the viewer inside Firefox, run in Chromium: shows pages, fills and saves forms."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

_SCRIPTS = (
    "/usr/share/javascript/pdf/build/pdf.js",
    "/usr/share/javascript/pdf/build/pdf.worker.js",
)
_OPEN = """
async function open(base64) {
  const data = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return await pdfjsLib.getDocument({data, isEvalSupported: false}).promise;
}
function text(bytes) {
  let chars = "";
  for (const byte of bytes) chars += String.fromCharCode(byte);
  return btoa(chars);
}
"""
_PICTURE = (
    "async ([file, number, scale]) => {"
    + _OPEN
    + """
  const page = await (await open(file)).getPage(number);
  const viewport = page.getViewport({scale});
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  const shown = {canvasContext: canvas.getContext("2d"), viewport,
                 annotationMode: pdfjsLib.AnnotationMode.ENABLE};
  await page.render(shown).promise;
  return canvas.toDataURL("image/png").split(",")[1];
}"""
)
_SAVED = (
    "async ([file, entered]) => {"
    + _OPEN
    + """
  const pdf = await open(file);
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    for (const widget of await page.getAnnotations()) {
      const value = entered[widget.fieldName];
      if (value === undefined) continue;
      const on = widget.radioButton ? widget.buttonValue === value : value;
      pdf.annotationStorage.setValue(widget.id, {value: on});
    }
  }
  return text(await pdf.saveDocument());
}"""
)


class PdfJs:
    """A page with pdf.js in it; its worker runs in the page itself."""

    def __init__(self, page: Page) -> None:
        self._page = page
        for script in _SCRIPTS:
            page.add_script_tag(path=script)

    def _run(self, script: str, pdf: bytes, *more: object) -> bytes:
        answer: Any = self._page.evaluate(script, [base64.b64encode(pdf).decode(), *more])
        return base64.b64decode(answer)

    def picture(self, pdf: bytes, page: int, scale: float) -> bytes:
        """Give a page as PNG, with its fields."""
        return self._run(_PICTURE, pdf, page, scale)

    def filled(self, pdf: bytes, entered: Mapping[str, str | bool]) -> bytes:
        """Enter values by field name (a radio button's: the button's value), and save."""
        return self._run(_SAVED, pdf, dict(entered))


@contextmanager
def pdfjs() -> Iterator[PdfJs]:
    """Start a browser with pdf.js."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield PdfJs(browser.new_page())
        browser.close()
