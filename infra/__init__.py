"""Everything that runs the services: launcher, command line, demo campus, servers."""
