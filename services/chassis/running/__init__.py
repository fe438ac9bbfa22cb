"""What an installation is put together from: configuration, keys, parts, logs, health, contracts."""
