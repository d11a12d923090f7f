"""Layer 3: how a spreadsheet is written, once: styles, page furniture, charts, the fast writer."""
