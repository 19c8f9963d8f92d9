"""Pages of other agencies: their layouts, what people write on them, and the way they arrive.

Nothing here knows how pages are read: it takes nothing from `ocr/`.
"""
