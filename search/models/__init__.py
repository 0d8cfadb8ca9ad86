"""Embedding models: the bundled weights, tokenizers and the engines that run them."""
