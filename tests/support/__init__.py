"""What tests of every service share: throw-away servers, builders, small assertions. No tests here."""
