"""Pages that were not printed by this service: which form it is, and where each answer stands.

Nothing is known of such a page but its words. Its printed words are read once; the form is told by
its labels, every field is anchored on its label, and its answer is looked for where rules, boxes
and free paper leave room for one.
"""
