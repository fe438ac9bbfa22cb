"""How a log travels over a message bus: topics, the relay that fills them, the feed that reads them."""
