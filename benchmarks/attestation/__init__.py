"""Whether what is shown attests: the sentence set off, the confidence, the short answer."""
