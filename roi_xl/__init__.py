"""Training ROI in Excel: worksheet functions, a template for finance, lossless batch recalculation."""
