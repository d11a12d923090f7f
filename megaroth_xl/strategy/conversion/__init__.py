"""From after-tax money to Roth: the route, the tax, the record of basis, forms and steps."""
