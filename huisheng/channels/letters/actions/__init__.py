"""What seats do with lists and letters, a file each."""
