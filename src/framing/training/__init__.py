"""Training: how the shipped model of loaded language comes about, from public labelled sentences, stage by stage."""
