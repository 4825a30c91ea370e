"""The acts of the knowledge base, a file each."""
