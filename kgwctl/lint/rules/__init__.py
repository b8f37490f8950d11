"""The rules, a module a family: each looks at objects and says what it finds."""
