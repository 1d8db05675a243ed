"""A report as a Word document in the layout of NĐ 30/2020/NĐ-CP, made from a template that the office edits and that is checked first."""
