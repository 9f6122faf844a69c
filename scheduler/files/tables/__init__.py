"""Days as tables: CSV and XLSX, in Swedish and English."""
