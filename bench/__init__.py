"""Commands that measure the product and print the figures."""
