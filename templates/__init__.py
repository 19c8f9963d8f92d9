"""Design files only: fonts, docx masters, html pages and reference data. No logic lives here."""
