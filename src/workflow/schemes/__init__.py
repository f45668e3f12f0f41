"""Published scheme documents, `<scheme-id>@<edition>.toml`: data, never edited once published."""
