"""What people say of a warning."""
