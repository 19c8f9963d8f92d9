"""How the names of settings begin, and the one that readers of strangers' files look at."""

PREFIX = "THROUGHCARE_"
FORMS_DIR = f"{PREFIX}FORMS_DIR"
