"""Measure retrieval on data sets of questions and relevant documents."""
