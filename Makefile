# The front door. `make` builds build/sonae and installs nothing.
BUILD ?= build

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

$(BUILD)/build.ninja:
	@meson setup $(BUILD) >/dev/null

# The quick loop: unit tests of the plain build.
unit: all
	@meson test -C $(BUILD) --no-rebuild --print-errorlogs

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

.PHONY: all unit format
