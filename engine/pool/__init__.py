"""Work shared out: one function over many tasks, in processes of this machine or on machines of a cluster."""
