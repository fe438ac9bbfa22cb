"""Platform mode on one machine: PostgreSQL, Kafka, the services' processes and nginx under one supervisor."""
