"""PDF artefacts: the fillable form, pre-filled copies, flat print, and the zones read back from them."""
