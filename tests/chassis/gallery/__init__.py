"""Every piece and every picture of the look with sample data, to be looked at and tested."""
