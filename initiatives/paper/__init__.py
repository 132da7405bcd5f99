"""The committee's paper: its content as data, how it is gathered, compared, frozen and shown."""
