"""How the shipped small embedding is trained and measured; MODEL_CARD.md says with what and how well."""
