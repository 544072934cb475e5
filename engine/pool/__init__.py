"""Work shared out: one function over many tasks, by threads, processes or machines of a cluster."""
