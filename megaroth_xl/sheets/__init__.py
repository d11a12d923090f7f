"""Layer 3: how a spreadsheet is written, once, for the template and for the reports alike.

`styles` holds the palette, the fonts and the named styles; `page` fills a sheet from top to bottom;
`furniture` says how it prints; `charts` draws; `finishing` makes the file; `press` and `archive`
write many files fast; `cell_text` keeps texts from becoming formulas.
"""
