"""What the controllers would refuse, ignore or soon drop, and what is risky: rules by family."""
