"""The archive as a retriever of frameworks that answer with a language model: a module for each.

A retriever asks an archive that is open here, or a service over HTTP; see ``passages``.
"""
