"""What is known of Sweden without a connection: borders and places, as files that ``derive.py`` writes."""
