"""PDF artefacts: the fillable form, pre-filled copies, flat print; zones read back from them."""
