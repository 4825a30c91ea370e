"""What presses: reminders, supervision in its forms, leaders' instructions, each with its reply."""
