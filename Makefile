# Every target is a line of make.py, which also works without make: python make.py report
PYTHON ?= python3
TARGETS = report units verify check preview test quick browser lint picture bench bench-units profile setup clean

.PHONY: help $(TARGETS)
help $(TARGETS):
	@$(PYTHON) make.py $@
