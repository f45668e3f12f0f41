"""What one may ask: one module for each kind of matter."""
