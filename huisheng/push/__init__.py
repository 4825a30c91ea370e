"""Push: what happens is shown where it is looked at. A small ASGI process that keeps nothing but who looks at what."""
