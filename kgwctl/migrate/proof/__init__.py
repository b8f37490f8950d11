"""Whether the result is as good as the input: checked and rendered before and after."""
