"""来件、发件: what citizens wrote and couldn't be placed by itself, and what couldn't be sent to them."""
