"""What citizens write to the centre, whatever brought it: kept before it is understood, and made a matter once."""
