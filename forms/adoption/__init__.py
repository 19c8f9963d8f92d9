"""Another agency's fillable PDF becomes a form of ours: its questions, its print, its places."""
