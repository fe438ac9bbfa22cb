"""What carries a service and knows no union word. No service may be imported from here."""
