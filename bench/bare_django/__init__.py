"""The least that posting a comment costs in Django: a form, two look-ups, two rows in one durable transaction.

Nobody is known again; nothing is rendered, judged, counted or told. What is left is what a site made
with Django can't do without, behind the same hand-over and the same Granian as ours.
"""
