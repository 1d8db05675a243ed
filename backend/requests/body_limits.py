"""How many bytes a request may have, packed or not."""

WITHOUT_SIGN_IN = 100_000  # the longest form that is open to all, the door's, has 2,000
IN_A_FORM = 2_500_000  # what Django and DRF hold in memory; 500 scans have 300,000
WITH_A_FILE = 30_000_000  # more than the largest roster: its own form says in a sentence how large that may be
