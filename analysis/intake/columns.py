"""Names of the columns of the cleaned data that no question gives."""

NAME, LABEL, MUNICIPALITY, REPLACES = "name", "label", "municipality", "replaces"
ALL = "all"
"""All inhabitants, whatever their age."""
STATUS = "status"
CARRIED, CARRIED_FROM = "carried_forward", "carried_from"
"""Whether a unit's FTE are those of an earlier year, and of which."""
