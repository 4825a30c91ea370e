"""What the centre writes to citizens: kept until it is sent, sent once, seen where it couldn't be."""
