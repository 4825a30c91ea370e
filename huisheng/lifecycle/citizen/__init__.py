"""What a citizen does himself with a matter of his, by any channel: adds to it, calls it off, asks again."""
