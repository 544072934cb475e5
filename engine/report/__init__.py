"""A policy's school over a register, period by period and group by group, beside what is published."""
