"""Plan and register -> what fired: a program stepped over the checks of each school day on a block of pupils."""
