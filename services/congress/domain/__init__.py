"""The congress's nouns, pure: no clock, no database, no other service. Settings arrive as facts."""
