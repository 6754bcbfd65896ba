"""How fast and how good the product is, each figure beside a yardstick of the same run. See README.md."""
