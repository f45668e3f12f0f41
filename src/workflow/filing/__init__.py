"""上报备案 and 积分核查: two signers, the upper unit's answer, its verification."""
