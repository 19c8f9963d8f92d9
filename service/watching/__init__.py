"""Figures for whoever watches the service (Prometheus), without a word about anybody."""
