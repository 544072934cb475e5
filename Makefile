# Each target is one line that also runs where there is no make: python -m tasks NAME
# Further words go after it, and here into ARGS: make bench ARGS='--pupils 420'
PYTHON ?= $(firstword $(shell command -v python3 2>/dev/null || command -v python 2>/dev/null) python)

.PHONY: demo test test-report lint-code tck bench bench-check bench-policies bench-start bench-run fuzz wheel schema approvals lock

demo test test-report lint-code tck bench bench-check bench-policies bench-start bench-run fuzz wheel schema approvals lock:
	@$(PYTHON) -m tasks $@ $(ARGS)
