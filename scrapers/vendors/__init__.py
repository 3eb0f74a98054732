"""One file a vendor: the history of its page, its addresses and a pure reader."""
