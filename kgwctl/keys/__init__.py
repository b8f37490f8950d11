"""Key material: PEM certificates and private keys, and JSON web key sets, as the controllers read them."""
