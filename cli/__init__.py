"""The door: words in, words out."""
