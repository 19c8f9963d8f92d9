"""Carries out the Dockerfile's steps in clean Debian roots, where there is no engine for images.

`python -m bench.image` (as root; `make image-proof`) needs debootstrap and util-linux.
"""
