"""领导: today, sessions, the wall."""
