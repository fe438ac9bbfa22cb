"""Welfare: condolence visits and the dated standards they are held against."""
