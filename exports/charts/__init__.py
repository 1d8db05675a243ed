"""Charts: from a table of figures to shapes, pure; screens draw the shapes as SVG, workbooks as charts of their own."""
