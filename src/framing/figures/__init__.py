"""The figures of the paper, one small file each: results in, a finished drawing out."""
