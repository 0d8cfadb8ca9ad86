"""The routes: each asks the engine and hands on its answer."""
