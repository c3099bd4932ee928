# The front door. `make` builds build/sonae and installs nothing; run and check install what is
# missing (packages.txt) first.
BUILD ?= build

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

$(BUILD)/build.ninja:
	@meson setup $(BUILD) -Dtests=$(if $(TESTS),true,false) >/dev/null

packages:
	@tools/packages.sh

# The sample hospital on http://127.0.0.1:8080, made in ./var/sample on the first run.
run: packages
	@$(MAKE) --no-print-directory all
	@tools/run.sh $(BUILD)/sonae

# Everything a change must pass; ends with "N passed, M failed".
check: packages
	@/usr/bin/python3 tests/check.py

# And what takes long: 10,000 kills, every fault point, all sizes and fonts.
check-all: packages
	@/usr/bin/python3 tests/check.py --all

# The quick loop: unit tests of a plain build.
unit: packages
	@test -f build-unit/build.ninja || meson setup build-unit >/dev/null
	@ninja -C build-unit
	@build-unit/tests/lib/with_pg meson test -C build-unit --no-rebuild --print-errorlogs

lint:
	@/usr/bin/python3 tests/lint/lint.py

# One line a figure, each beside its reference measured in the same run.
bench: packages
	@$(MAKE) --no-print-directory build-bench/build.ninja BUILD=build-bench TESTS=1
	@ninja -C build-bench sonae tests/bench/bare tests/bench/pcap_loop
	@/usr/bin/python3 tests/bench/bench.py build-bench

# Open end: libFuzzer on every parser of outside bytes, 60 seconds each.
fuzz: packages
	@test -f build-fuzz/build.ninja || CC=clang meson setup build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false >/dev/null
	@ninja -C build-fuzz
	@/usr/bin/python3 tests/fuzz/run.py build-fuzz

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

.PHONY: all packages run check check-all unit lint bench fuzz format
