"""What a person must look at before a bundle is handed over: whatever is, or may be, of others.

UK GDPR, article 15(4) and Data Protection Act 2018, schedule 2, paragraph 16: what would disclose
information on somebody else is handed over with their consent, or where it is reasonable; names of
those who acted in their work usually are. Schedule 3, paragraph 5: health data may be held back
where it would do serious harm; who is competent to say so is asked.
"""

from collections.abc import Iterator

from service.access.values import Bundle, Chapter, Check
from service.store.held import AUDIT


def checks_of(
    bundle: Bundle, chapters: tuple[Chapter, ...], missing: tuple[str, ...]
) -> list[Check]:
    """List what to look at, the gravest first.

    Args:
        bundle: what is held.
        chapters: as they will be read.
        missing: files that could not be found or made.
    """
    return [
        *_shared(bundle),
        *_exceptions(bundle),
        *_merged(bundle),
        *_cells(chapters),
        *_data(bundle),
        *(Check(what="File", where=name, why="It is missing or damaged.") for name in missing),
    ]


def _shared(bundle: Bundle) -> Iterator[Check]:
    for document in sorted(bundle.files.shared):
        yield Check(
            what=f"Original of document {document}",
            where=bundle.files.originals[document],
            why="It holds other papers besides this person's: take those out, or leave it out.",
        )


def _exceptions(bundle: Bundle) -> Iterator[Check]:
    for row in bundle.held.rows["consent_exceptions"]:
        yield Check(
            what="Sharing without consent",
            where=f"index.html, consent; exception {row['id']}",
            why="It may speak of harm, or name who gave the warning: ask a clinician whether it "
            "would do serious harm to tell.",
        )


def _merged(bundle: Bundle) -> Iterator[Check]:
    if len(bundle.held.rows["clients"]) > 1:
        yield Check(
            what="Entries put together",
            where="index.html, identity",
            why="Make sure that all of them are this one person.",
        )


def _cells(chapters: tuple[Chapter, ...]) -> Iterator[Check]:
    for chapter in chapters:
        for table in chapter.grids:
            marked = [cell for row in table.rows for cell in row if cell.look]
            if marked:
                many = f"{len(marked)} marked" if len(marked) > 1 else "1 marked"
                yield Check(
                    what=table.caption,
                    where=f"index.html, {chapter.key}; {many}",
                    why="Names of workers, or free text that may name or describe other people.",
                )


def _data(bundle: Bundle) -> Iterator[Check]:
    yield Check(
        what="The same as data",
        where="data.json",
        why="It has all of the above again, row by row: hand it over with the same changes. "
        f"{len(bundle.held.rows[AUDIT])} entries of the audit trail are in it.",
    )
