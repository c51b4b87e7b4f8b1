"""The sheets of the template, one module for each tab and named as it is: data without words or addresses."""
