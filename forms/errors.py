"""The one error tree. Every class has a `code` for machines and a `hint` for the person.

ThroughcareError
├── DefinitionError        a form definition (TOML) is wrong: file, line, reason
├── UnknownFormError       no such form id or version
├── ValuesError            values do not fit the form; one message a field
│   └── FieldOverflowError a value does not fit its box, even shrunk and wrapped
├── CopyIdError            a copy id with wrong check characters or shape
├── ReferenceListError     a reference list that cannot be loaded
├── FileError              a file that cannot be read; nothing is lost, the original is kept
│   ├── EmptyFileError     no bytes at all
│   ├── UnknownTypeError   content is of no type that we read
│   ├── DamagedFileError   right type, but broken or cut short
│   ├── EncryptedFileError needs a password
│   ├── TooManyPagesError  more pages than one file may have
│   ├── PageTooLargeError  a page with more pixels, or of more paper, than is read
│   ├── XfaFormError       a PDF whose form only Adobe's own programs can draw
│   ├── PortfolioError     a PDF that is a wrapper around other files
│   └── ContainerError     a ZIP or a letter whose files cannot be taken out
│       ├── NothingInsideError   it holds no file to read
│       ├── TooMuchInsideError   it holds more files, or larger ones, than is taken
│       ├── NestedTooDeepError   it lies in too many others
│       └── UnsafeContainerError it is made to mislead whoever opens it
├── AdoptionError          another agency's PDF that cannot become a form
├── LayoutError            another agency's layout that cannot be learned or used
├── KeptLinesError         what was kept of a field's writing cannot be used
├── TableError             a CSV with wrong or missing columns
├── NotInstalledError      an outside program is missing
└── ServiceError           a rule of the service (see service/errors.py)

A message never quotes personal data: it names fields, rows, files as given, and counts.
"""

from collections.abc import Mapping


class ThroughcareError(Exception):
    """Base of all errors that a person can do something about."""

    code = "error"
    hint = "Try again; if it happens twice, tell your administrator."

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint

    @property
    def message(self) -> str:
        """The sentence that says what is wrong."""
        return str(self.args[0])

    @property
    def advice(self) -> str:
        """What is wrong and what to do next, in sentences."""
        stop = "" if self.message.endswith((".", "?")) else "."
        return f"{self.message}{stop} {self.hint}"


class DefinitionError(ThroughcareError):
    """A form definition is refused."""

    code = "bad-definition"
    hint = "Correct the file at that line; docs/form-definitions.md describes the format."

    def __init__(self, source: str, line: int | None, reason: str) -> None:
        where = source if line is None else f"{source}, line {line}"
        super().__init__(f"{where}: {reason}")
        self.source, self.line, self.reason = source, line, reason


class UnknownFormError(ThroughcareError):
    """No form has this id or version."""

    code = "unknown-form"
    hint = "`throughcare forms` lists the forms and their versions."


class ValuesError(ThroughcareError):
    """Values do not fit the form."""

    code = "bad-values"
    hint = "Correct the named fields and try again."

    def __init__(self, problems: Mapping[str, str], *, hint: str | None = None) -> None:
        super().__init__("; ".join(f"{key}: {text}" for key, text in problems.items()), hint=hint)
        self.problems = dict(problems)


class FieldOverflowError(ValuesError):
    """A value is too long for its box, even at the smallest legible size."""

    code = "value-too-long"
    hint = "Shorten the named values; nothing is ever cut silently."


class CopyIdError(ThroughcareError):
    """A copy id is not well formed."""

    code = "bad-copy-id"
    hint = "Read the id again from the foot of the page; it has 14 letters and digits."


class ReferenceListError(ThroughcareError):
    """A reference list cannot be loaded."""

    code = "bad-reference-list"
    hint = "Correct the file at that line; templates/reference/README.md names the columns."


class FileError(ThroughcareError):
    """A file cannot be read."""

    code = "bad-file"
    hint = "Ask the sender for the page again; the original is kept as it came."


class EmptyFileError(FileError):
    """The file has no bytes."""

    code = "empty-file"
    hint = "Send the file again: this one arrived with nothing in it."


class UnknownTypeError(FileError):
    """The content is of no type that is read."""

    code = "unknown-type"
    hint = (
        "Send a PDF, TIFF, JPEG, PNG, HEIC or DOCX file, or a ZIP or an e-mail (EML, MSG) with "
        "such files in it."
    )


class DamagedFileError(FileError):
    """The file is broken or cut short."""

    code = "damaged-file"
    hint = "Send or scan the page again: this file is damaged or incomplete."


class EncryptedFileError(FileError):
    """The file needs a password."""

    code = "encrypted-file"
    hint = "Ask for it without a password, or for a scan of the printed page."


class TooManyPagesError(FileError):
    """The file has more pages than one file may have."""

    code = "too-many-pages"
    hint = "Split it into several files and send them together."


class PageTooLargeError(FileError):
    """A page has more pixels, or is of more paper, than is read."""

    code = "page-too-large"
    hint = "Scan or print the page on A4 at 300 dpi and send it again."


class XfaFormError(FileError):
    """The form in the PDF is drawn by a program inside it, which is never run (XFA)."""

    code = "xfa-form"
    hint = "Ask for it printed to PDF from Adobe Reader, or for a scan of the printed page."


class PortfolioError(FileError):
    """The PDF is a wrapper around other files, which are never opened."""

    code = "pdf-portfolio"
    hint = "Take the files out of the portfolio and send each by itself."


class ContainerError(FileError):
    """The files in a ZIP or a letter cannot be taken out."""

    code = "bad-container"
    hint = "Send the files by themselves, or pack them again."


class NothingInsideError(ContainerError):
    """It holds no file to read."""

    code = "nothing-inside"
    hint = "Ask the sender to attach the form itself: a scan, a PDF or a Word document."


class TooMuchInsideError(ContainerError):
    """It holds more, or larger, than is taken."""

    code = "too-much-inside"
    hint = "Send the files in several smaller ZIPs, or by themselves."


class NestedTooDeepError(ContainerError):
    """It lies inside too many other ZIPs or letters."""

    code = "nested-too-deep"
    hint = "Take the files out and send them by themselves."


class UnsafeContainerError(ContainerError):
    """It is made to mislead whoever opens it: on purpose, or by a broken program."""

    code = "unsafe-container"
    hint = "Do not open it yourself. Ask the sender for the files by themselves."


class AdoptionError(ThroughcareError):
    """Another agency's PDF cannot become a form of ours."""

    code = "cannot-adopt"
    hint = "Make a definition by hand instead; docs/form-definitions.md describes the format."


class LayoutError(ThroughcareError):
    """A page's layout cannot be learned, or what was kept of it cannot be used."""

    code = "cannot-learn"
    hint = "Learn the layout again, from a page of a known form in another agency's print."


class KeptLinesError(ThroughcareError):
    """What was kept of the writing in a field is damaged, or of another version."""

    code = "bad-kept-lines"
    hint = "Read the document again; its original is kept."


class TableError(ThroughcareError):
    """A CSV file has the wrong columns."""

    code = "bad-table"
    hint = (
        "Correct the heading row: columns are the form's field keys, see `throughcare forms show`."
    )


class NotInstalledError(ThroughcareError):
    """An outside program is missing."""

    code = "not-installed"
    hint = "`throughcare doctor` names the command that installs it."
