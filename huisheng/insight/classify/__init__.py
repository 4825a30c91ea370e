"""Which class of a category tree a matter belongs to: learned from matters that people classified."""
