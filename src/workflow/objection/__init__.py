"""异议 and 申诉: objections, their answers, and appeals to the upper unit."""
