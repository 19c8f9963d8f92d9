"""The chain from a stored value back to the paper, and the package that carries it away."""
