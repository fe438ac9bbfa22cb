"""One module per outcome: what welfare does by itself when it hears of something."""
