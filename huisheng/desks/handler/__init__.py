"""承办单位: what a unit signs, handles and answers."""
