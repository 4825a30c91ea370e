"""Letters by electronic mail: read from a mailbox by IMAP, answered by SMTP."""
