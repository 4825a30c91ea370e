"""Open311 GeoReport v2: other people's apps list the services, file matters and follow them."""
