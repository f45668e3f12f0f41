"""一票否决: from proposal to force, or to its revocation."""
