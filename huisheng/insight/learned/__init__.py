"""Models kept, put to use and put out of use; lessons; what the screens ask of them."""
