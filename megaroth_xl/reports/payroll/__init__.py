"""Payroll reconciled: what payroll did on each pay date, beside elections, plan and limits."""
