"""How fast and how good the knowledge base is, each figure beside a yardstick of the same run. See README.md."""
