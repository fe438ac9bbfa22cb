"""Members, branches, groups and branch activities. No other service's code may be imported here."""
