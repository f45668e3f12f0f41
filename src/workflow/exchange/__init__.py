"""What crosses ledgers: receipts of another unit's decisions, each with its proof."""
