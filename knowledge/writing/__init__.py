"""Written answers: what a language model writes from numbered evidence, and the check of each sentence."""
