"""The letter to organisations: what it says, and its layout."""
