"""One claim (积分事项): applied for, signed, registered, returned, withdrawn, observed."""
