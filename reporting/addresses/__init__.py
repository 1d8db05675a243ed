"""To whom reports of a kind go, and on which legal bases they are made, from a day on."""
