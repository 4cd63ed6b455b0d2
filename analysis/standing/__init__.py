"""Where one unit or group of units stands: what its page tells, from public numbers alone.

`gathered.facts_of` gathers once an edition what each page tells; from `page.standing_of` a page is
written.
"""
