"""How long drives really take: by time of day, and as drives that were made have taught."""
