"""A policy file -> the policy in force: its layers found, merged and held to what is closed and locked."""

from engine.resolve.policy import resolve, resolve_document

__all__ = ["resolve", "resolve_document"]
