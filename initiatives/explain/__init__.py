"""What every number of the committee was computed from, in words and from its own inputs. Pure."""
