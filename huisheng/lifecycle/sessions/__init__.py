"""领导接听: a leader answers the telephone in person; announced, held, its matters supervised and reviewed."""
