"""评议 and 等次: tallies, grades as computed, proposed and confirmed."""
