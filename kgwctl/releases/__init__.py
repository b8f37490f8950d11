"""What changed from one release to the next, as rows. Rules and migrations are both made from them."""
