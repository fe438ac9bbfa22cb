"""The demo campus: a seeded world told through the real commands. No rule of a service is repeated here."""
