"""Weights of evidence (Fellegi and Sunter 1969): the model file, and scoring by it in process."""
