"""Sources to a plan: the files of a run, the steps that migrations ask for, and the texts they lead to."""
