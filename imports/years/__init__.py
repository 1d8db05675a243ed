"""A workbook of a year's plan or of past years: received, corrected in its preview, committed, taken back."""
