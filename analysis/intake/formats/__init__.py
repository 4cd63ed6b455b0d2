"""Files as people send them: CSV, XLSX and SAV as text cells, with words and numbers as meant."""
