"""Attendance policy as configuration: from YAML policies and a register to actions with reasons."""
