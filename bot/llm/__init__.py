"""The optional chat model: opened, bounded, left alone while it is down, and never believed unchecked.

Nothing here is imported unless `[llm] model` is set.
"""
