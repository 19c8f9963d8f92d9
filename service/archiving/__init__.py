"""A searchable PDF/A of each original, for the archive; the original itself stays as it came."""
