"""That the log was not altered: the Merkle tree, signed notes, audits. Nothing here writes an event."""
