"""Tables that leave the service: a flat one a form, and a long one of values with evidence."""
