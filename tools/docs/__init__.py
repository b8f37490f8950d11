"""The generated pages below docs/, a module each: ``render()`` returns the page."""
