"""The service: it watches the vendors' price pages, makes sure, and tells."""
