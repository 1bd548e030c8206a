"""The tables of the paper, one small file each: results in, a printed table out."""
