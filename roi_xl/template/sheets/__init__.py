"""The sheets of the template, one module for each tab and named after it: data without words or addresses."""
