"""Other people's question banks, read into our items. Pure: files come in as text, and files go out as text."""
