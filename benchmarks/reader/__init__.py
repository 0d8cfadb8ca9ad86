"""Whether a reader of question and passage together pays: made data, training, a curve."""
