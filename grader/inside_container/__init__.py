"""Programs that run inside a sandbox; nothing outside imports them."""
