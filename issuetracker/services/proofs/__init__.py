"""The proof that people were told of something: as a page, a table and a sheet to print (P-53)."""
