"""The public site: what a citizen without an account can do, one question a page, with and without a script."""
