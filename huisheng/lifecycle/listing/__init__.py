"""What a seat keeps of its lists: views it comes back to, and files of what stood in them."""
