# reportgen: official Vietnamese reports from an INI, a period and a dataset.
#
#   make          builds build/reportgen
#   make deps     installs the Debian packages that building and testing need
#   make samples  the main job: every sample, into out/SAMPLE/
#   make test     everything CI runs
#   make quick    unit tests and stage cases, in less than a minute
#   make unit T=markup   the unit tests with that in their names
#   make soak     rounds by the thousand, and fuzzing
#   make check-trixie    builds and runs the samples in a bare Debian 13;
#                        with FULL=1 all tests too
#   make check-arm64     the same, cross-compiled, under qemu
#   make check    include direction, format, cppcheck, message codes
#   make fuzz     every reader against made-up bytes, FUZZ_SECONDS=10 each
#   make bench    CPU time beside plain libharu and libxlsxwriter programs
#   make install  into $(DESTDIR)$(PREFIX)
#   make deb      Debian packages, into build/deb
#   make bundle   an archive of them and all they need, for servers without
#                 internet
#   make check-deb       builds, installs and purges them in bare Debians
#   make clean    removes what was built, not the reports in out/
#
# Variables: B (build folder), CC, CFLAGS, CPPFLAGS, LDFLAGS, PREFIX, DESTDIR,
# V=1 (show commands), WERROR=-Werror, SANITIZE=1, and STATIC=1: one file that
# holds every library of which Debian has an archive, and starts sooner.

B ?= build
PREFIX ?= /usr/local
INSTALL = install
VERSION = 1.0.0

# ---- compiler ----------------------------------------------------------

# Values of the environment are taken; make's own default for CC is not.
ifeq ($(origin CC),default)
CC = gcc
endif
OPTIMIZE ?= -O2 -g
CFLAGS ?= $(OPTIMIZE)
# What a newer library calls deprecated still works.
WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wno-deprecated-declarations

# Hardening as Debian's dpkg-buildflags has it.  What only some compilers or
# processors know is asked for first.  The user's flags come last and win.
known_flags := $(shell for flag in -fstack-clash-protection -fcf-protection \
	-mbranch-protection=standard; do $(CC) -Werror $$flag -c -x c \
	-o /dev/null /dev/null 2>/dev/null && echo "$$flag"; done)
HARDENING_CFLAGS = -fstack-protector-strong -Werror=format-security \
	$(known_flags)
HARDENING_LDFLAGS = -Wl,-z,relro -Wl,-z,now
# It needs an optimizing compiler, and the sanitizers check more than it does.
FORTIFY = $(if $(filter -O1 -O2 -O3 -Os,$(CFLAGS)),$(if $(findstring \
	_FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),,-D_FORTIFY_SOURCE=2))
ifdef STATIC
POSITION = -fno-pie
POSITION_LDFLAGS = -no-pie
else
POSITION = -fPIE
POSITION_LDFLAGS = -pie
endif
ifdef SANITIZE
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
SANITIZERS_CPPFLAGS = -DSANITIZE
FORTIFY =
endif

ALL_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -Ireportgen \
	-DDATA_FOLDER='"$(PREFIX)/share/reportgen"' \
	-DLOCALE_FOLDER='"$(PREFIX)/share/locale"' -DVERSION='"$(VERSION)"' \
	$(SANITIZERS_CPPFLAGS) $(FORTIFY) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 $(WARNINGS) $(WERROR) $(HARDENING_CFLAGS) $(POSITION) \
	$(CFLAGS) $(SANITIZERS)
ALL_LDFLAGS = $(HARDENING_LDFLAGS) $(POSITION_LDFLAGS) -Wl,--as-needed \
	$(CFLAGS) $(SANITIZERS) $(LDFLAGS)

# ---- sources, a list a stage; a stage may use only those above it -----

STAGES = base config reader schema expression intake dataset tally tree form \
	template markup figures document typeset output entry marked explain

base_SRC = \
	arena.c \
	date.c \
	diag.c \
	diag_text.c \
	digits.c \
	figure_source.c \
	folder_io.c \
	infile.c \
	key_map.c \
	legacy.c \
	limits.c \
	lines.c \
	memory_file.c \
	near_name.c \
	nearest.c \
	number.c \
	number_words.c \
	oom.c \
	outfile.c \
	outlock.c \
	qualified.c \
	query_words.c \
	ratio.c \
	root.c \
	sha256.c \
	spill.c \
	staging.c \
	strbuf.c \
	syllable.c \
	unicode.c \
	value.c \
	wildcard.c \
	xmlscan.c \
	zipfile.c
config_SRC = \
	config.c \
	format.c \
	ini.c \
	ini_extend.c \
	ini_feed.c \
	ini_index.c \
	ini_lint.c \
	output_name.c \
	period.c \
	period_name.c \
	period_parse.c \
	search_path.c
reader_SRC = \
	cell_text.c \
	csv_delimiter.c \
	csv_lines.c \
	csv_text.c \
	number_format.c \
	postgres_link.c \
	reader.c \
	reader_csv.c \
	reader_postgres.c \
	reader_sqlite.c \
	reader_xlsx.c \
	row_cells.c \
	stored_number.c \
	xlsx_book.c \
	xlsx_merges.c \
	xlsx_package.c \
	xlsx_range.c \
	xlsx_sheet.c \
	xlsx_strings.c \
	xlsx_styles.c \
	xlsx_text.c
schema_SRC = \
	field_text.c \
	field_words.c \
	field_type.c \
	money_unit.c \
	place_map.c \
	schema.c \
	schema_cap.c \
	schema_find.c \
	schema_values.c \
	sql_words.c
expression_SRC = \
	check.c \
	common_type.c \
	expression.c \
	function.c \
	missing.c \
	names.c \
	once.c \
	parse.c \
	scan.c \
	type.c \
	write_postgres.c \
	write_sqlite.c
intake_SRC = \
	account.c \
	alike.c \
	bind.c \
	control.c \
	control_count.c \
	control_match.c \
	damage.c \
	ditto.c \
	fallback.c \
	faults.c \
	fill.c \
	heading.c \
	heading_rows.c \
	hint.c \
	intake.c \
	notation.c \
	old_letters.c \
	place_lookup.c \
	plausible.c \
	row_kind.c \
	row_unit.c \
	titles.c \
	typing.c
dataset_SRC = \
	dataset.c \
	copied_rows.c \
	each.c \
	forms.c \
	identity.c \
	id_scope.c \
	letter_places.c \
	near_ids.c \
	part_rows.c \
	proven.c \
	pushdown.c \
	pushdown_check.c \
	pushdown_fetch.c \
	pushdown_relation.c \
	repeats.c \
	roll_up.c \
	store.c \
	store_functions.c \
	store_order.c \
	store_query.c \
	store_rows.c \
	store_scratch.c \
	store_sources.c \
	store_sql.c \
	stored_text.c \
	table_load.c \
	validate.c
tally_SRC = \
	tally_attach.c \
	tally_build.c \
	tally_compute.c \
	tally_define.c \
	tally_differ.c \
	tally_dump.c \
	tally_evidence.c \
	tally_figure.c \
	tally_group.c \
	tally_groups.c \
	tally_items.c \
	tally_list.c \
	tally_missing.c \
	tally_origin.c \
	tally_push.c \
	tally_reach.c \
	tally_reconcile.c \
	tally_rows.c \
	tally_share.c \
	tally_sql.c
tree_SRC = \
	block.c \
	table_rows.c \
	tree_dump.c
form_SRC = \
	form.c \
	form_chart.c \
	form_parts.c \
	nobreak.c
template_SRC = \
	condition.c \
	data.c \
	expand.c \
	expand_tally.c \
	filter.c \
	filter_number.c \
	filter_text.c \
	render.c \
	source_map.c \
	template.c \
	template_escape.c \
	template_parse.c
markup_SRC = \
	footnotes.c \
	footnotes_check.c \
	markup.c \
	markup_runs.c \
	markup_source.c
figures_SRC = \
	chart_build.c \
	chart_define.c \
	image.c \
	image_jpeg.c \
	image_png.c \
	layout_figures.c \
	layout_tables.c \
	table_build.c \
	table_carry.c \
	table_cell.c \
	table_define.c \
	table_group.c \
	table_head.c \
	table_notes.c \
	table_others.c \
	table_rows.c \
	table_rows_read.c \
	table_total.c
document_SRC = \
	annex.c \
	annex_build.c \
	body.c \
	contents.c \
	document.c
typeset_SRC = \
	box.c \
	canvas.c \
	chart_legend.c \
	chart_look.c \
	chart_lying.c \
	chart_pie.c \
	chart_scale.c \
	chart_set.c \
	chart_upright.c \
	contents_pages.c \
	drawing.c \
	figure.c \
	figure_places.c \
	flow.c \
	font.c \
	fontset.c \
	line_items.c \
	linebreak.c \
	measure.c \
	page_dump.c \
	page_notes.c \
	pager.c \
	paragraph.c \
	table_measure.c \
	table_row.c \
	table_set.c \
	tags.c \
	typeset.c
output_SRC = \
	deflate.c \
	library_version.c \
	manifest.c \
	pdf.c \
	pdf_attach.c \
	pdf_content.c \
	pdf_file.c \
	pdf_fonts.c \
	pdf_images.c \
	pdf_links.c \
	pdf_memo.c \
	pdf_part1.c \
	pdf_path.c \
	pdf_profile.c \
	pdf_report.c \
	pdf_syntax.c \
	pdf_tags.c \
	pdf_verify.c \
	pdf_writer.c \
	pdf_xmp.c \
	text.c \
	writer.c \
	xlsx.c \
	xlsx_breaks.c \
	xlsx_chart.c \
	xlsx_letters.c \
	xlsx_plan.c \
	xlsx_private.c \
	xlsx_rows.c \
	xlsx_scratch.c \
	xlsx_size.c \
	xlsx_verify.c
entry_SRC = \
	entry.c \
	entry_checks.c \
	entry_columns.c \
	entry_guide.c \
	entry_rows.c \
	entry_words.c
marked_SRC = \
	csv_book.c \
	mark_comments.c \
	mark_formats.c \
	mark_list.c \
	mark_package.c \
	mark_sheet.c \
	marked.c \
	xml_edit.c
explain_SRC = \
	differ.c \
	differ_show.c \
	explanation.c \
	find.c \
	numbers.c \
	show.c \
	show_json.c \
	words.c
main_SRC = \
	annotate.c \
	batch.c \
	catalog.c \
	complete.c \
	describe.c \
	diff_command.c \
	entry_command.c \
	explain_command.c \
	init_command.c \
	language.c \
	main.c \
	message.c \
	options.c \
	publish.c \
	run.c \
	run_shared.c \
	standard_error.c \
	standard_output.c \
	verify_command.c \
	workers.c

# Unit tests: tests/unit/test_NAME.c, linked with its stage and those above.
base_UNIT = \
	archive \
	arena_strbuf \
	date \
	diag \
	infile_sha256 \
	legacy \
	number \
	number_words \
	oom \
	outfile \
	ratio \
	root \
	unicode \
	wildcard
config_UNIT = \
	config \
	ini \
	output_name \
	period \
	search_path
reader_UNIT = \
	stored_number \
	reader_csv \
	workbook_seeds
schema_UNIT = \
	place_map \
	schema
expression_UNIT = \
	expression
intake_UNIT = \
	damage \
	heading
dataset_UNIT = \
	dataset \
	forms \
	store
tally_UNIT = \
	tally \
	tally_figure \
	tally_period
tree_UNIT =
form_UNIT = \
	form
template_UNIT = \
	expand \
	filter \
	mustache \
	template
markup_UNIT = \
	markup
figures_UNIT = \
	chart_build \
	image \
	table_build \
	table_rows
document_UNIT = \
	document
typeset_UNIT = \
	chart \
	chart_scale \
	contents \
	flow \
	font \
	linebreak \
	notes \
	paragraph \
	table \
	typeset_random
output_UNIT = \
	manifest \
	pdf \
	pdf_figure \
	pdf_parts \
	writer \
	xlsx \
	xlsx_size

# Libraries of each stage.
base_LIBS = -lzip -licui18n -licuuc -licudata -lexpat -lnettle
config_LIBS = -liniparser
reader_LIBS = -lcsv -lsqlite3
schema_LIBS =
expression_LIBS =
intake_LIBS =
dataset_LIBS = -lsqlite3
tally_LIBS =
tree_LIBS =
form_LIBS =
template_LIBS =
markup_LIBS = -lcmark-gfm-extensions -lcmark-gfm
figures_LIBS = -lpng
document_LIBS =
typeset_LIBS = -lharfbuzz-subset -lharfbuzz
entry_LIBS =
marked_LIBS =
output_LIBS = -lhpdf -lxlsxwriter -ljansson -ldeflate -lz -lm

# Libraries that only the unit tests of a stage need.
template_UNIT_LIBS = -ljansson -lcmark-gfm

# With STATIC=1 what Debian has as an archive goes into the program: each start
# of it would relocate and look up a shared library anew, ICU and the C++
# library that it stands on for 3 ms of 19.  Unit tests share all the same.
ifdef STATIC
ARCHIVED = -licui18n -licuuc -licudata -lexpat -lnettle -liniparser -lcsv \
	-lsqlite3 -lcmark-gfm -lcmark-gfm-extensions -ljansson -ldeflate
PROGRAM_LIBS = $(foreach l,$(call libs_for,explain),$(if $(filter \
	$l,$(ARCHIVED)),$(l:-l%=-l:lib%.a),$l)) -l:libstdc++.a \
	-static-libgcc -lm -Wl,--gc-sections
else
PROGRAM_LIBS = $(call libs_for,explain)
endif

# ---- packages ----------------------------------------------------------

# "A|B" is whichever of the two there is.
BUILD_PACKAGES = gcc libc6-dev make gettext libpq-dev libhpdf-dev libxlsxwriter-dev \
	libiniparser-dev libharfbuzz-dev libicu-dev libsqlite3-dev \
	libcmark-gfm-dev libcmark-gfm-extensions-dev libcsv-dev libzip-dev \
	libexpat1-dev libjansson-dev zlib1g-dev libdeflate-dev libpng-dev \
	nettle-dev fonts-liberation2|fonts-liberation icc-profiles-free
TEST_PACKAGES = g++ git libcmocka-dev clang clang-format cppcheck devscripts \
	locales poppler-utils qpdf mupdf-tools ghostscript python3 python3-openpyxl \
	postgresql python3-pikepdf python3-lxml libreoffice-calc-nogui python3-uno \
	python3-xlsxwriter gnumeric sqlite3 strace
PACKAGE_PACKAGES = debhelper dpkg-dev lintian locales-all
FUZZ_PACKAGES = clang libclang-rt-dev

# Compiling installs nothing.  The goals below that the README names do, first
# and in a make of their own, for what the compiler knows is asked anew then.
GET_PACKAGES = scripts/install-packages.sh
GET_BUILD = @$(GET_PACKAGES) $(foreach p,$(BUILD_PACKAGES),'$p')
GET_TEST = @$(GET_PACKAGES) $(foreach p,$(BUILD_PACKAGES) \
	$(TEST_PACKAGES),'$p')
AGAIN = $(MAKE) --no-print-directory

.PHONY: deps deps-build list-packages
list-packages:
	@echo '$(BUILD_PACKAGES)'
deps:
	$(GET_TEST)
	@scripts/install-node.sh $(B)/node xlsx@0.18.5 exceljs@4.4.0
deps-build:
	$(GET_BUILD)

# ---- build -------------------------------------------------------------

.DEFAULT_GOAL = all
.DELETE_ON_ERROR:
.PHONY: all
all: $(B)/reportgen $(B)/reportgen-postgres translations

# Whoever lacks a header is told the packages before the compiler complains.
$(B)/.packages: $(GET_PACKAGES)
	@mkdir -p $(@D)
	@$(GET_PACKAGES) --missing $(foreach p,$(BUILD_PACKAGES),'$p')
	@touch $@

# Commands are shown with V=1.
ifdef V
Q =
else
Q = @echo "  $@";
endif

main_OBJ = $(main_SRC:%.c=$(B)/obj/%.o)

define stage_rules
$(1)_OBJ = $$($(1)_SRC:%.c=$(B)/obj/$(1)/%.o)
$(B)/lib$(1).a: $$($(1)_OBJ) Makefile
	@rm -f $$@
	$$(Q)$(AR) rcs $$@ $$(filter %.o,$$^)
endef
$(foreach stage,$(STAGES),$(eval $(call stage_rules,$(stage))))

# The stages up to and including $(1), rightmost first, as the linker wants.
upto = $(if $(filter $(1),$(2)),$(2),$(call upto,$(1),$(2) $(word \
	$(words _ $(2)),$(STAGES))))
reverse = $(if $(1),$(call reverse,$(wordlist 2,99,$(1))) $(firstword $(1)))
stages_for = $(call reverse,$(call upto,$(1),))
archives_for = $(foreach s,$(call stages_for,$(1)),$(B)/lib$(s).a)
libs_for = $(foreach s,$(call stages_for,$(1)),$($(s)_LIBS))

# Another compiler or other flags: all is compiled anew.
FLAGS_NOW = $(filter-out ccache,$(CC)) $(filter-out $(WERROR),$(ALL_CFLAGS)) \
	$(ALL_CPPFLAGS) $(ALL_LDFLAGS)
$(B)/.flags: always
	@mkdir -p $(@D)
	@printf '%s\n' $(call quote,$(FLAGS_NOW)) | cmp -s - $@ || \
		printf '%s\n' $(call quote,$(FLAGS_NOW)) > $@
quote = '$(subst ','\'',$(1))'
.PHONY: always
always:

$(B)/obj/%.o: reportgen/%.c $(B)/.flags | $(B)/.packages
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/reportgen: $(main_OBJ) $(call archives_for,explain)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ \
		$(main_OBJ) $(call archives_for,explain) $(PROGRAM_LIBS)

# What speaks with PostgreSQL is a program of its own, so that its libraries are
# not loaded at each start (reader/postgres_frames.h).
postgres_OBJ = $(B)/obj/postgres/postgres.o $(B)/obj/base/digits.o \
	$(B)/obj/base/query_words.o $(B)/obj/base/strbuf.o
$(B)/reportgen-postgres: $(postgres_OBJ)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(postgres_OBJ) -lpq

# ---- translations --------------------------------------------------------

LANGUAGES = vi
TRANSLATIONS = $(LANGUAGES:%=$(B)/locale/%/LC_MESSAGES/reportgen.mo)

.PHONY: translations
translations: $(TRANSLATIONS)
$(TRANSLATIONS): $(B)/locale/%/LC_MESSAGES/reportgen.mo: po/%.po \
		| $(B)/.packages
	@mkdir -p $(@D)
	$(Q)msgfmt --check -o $@ $<

# Brings po/*.po and the manual of messages up to the source.
.PHONY: update-messages
update-messages:
	scripts/update-po.sh $(LANGUAGES)
	scripts/make-messages-page.py

# ---- unit tests ----------------------------------------------------------

# Debian 12 and 13.
LIBERATION = $(firstword $(wildcard /usr/share/fonts/truetype/liberation2 \
	/usr/share/fonts/truetype/liberation))
$(B)/unit/test_font.o: UNIT_CPPFLAGS = -DLIBERATION_FOLDER='"$(LIBERATION)"'

$(B)/unit/%.o: tests/unit/%.c $(B)/.flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) -Itests/unit $(UNIT_CPPFLAGS) $(ALL_CFLAGS) \
		-MMD -MP -c -o $@ $<

define unit_rules
$(1)_UNIT_PROGRAMS = $$($(1)_UNIT:%=$(B)/unit/test_%)
$$($(1)_UNIT_PROGRAMS): $(B)/unit/test_%: $(B)/unit/test_%.o \
		$(call archives_for,$(1))
	$$(Q)$(CC) $(ALL_LDFLAGS) -o $$@ $$< $(call archives_for,$(1)) \
		-lcmocka $($(1)_UNIT_LIBS) $(call libs_for,$(1))
unit_PROGRAMS += $$($(1)_UNIT_PROGRAMS)
.PHONY: unit-$(1)
unit-$(1): $$($(1)_UNIT_PROGRAMS)
	@for t in $$^; do $$$$t || exit 1; done
endef
$(foreach stage,$(STAGES),$(eval $(call unit_rules,$(stage))))

.PHONY: unit-programs list-units
unit-programs: $(unit_PROGRAMS)
list-units:
	@echo $(unit_PROGRAMS)

# With T=markup those with "markup" in their names.
units = $(strip $(foreach p,$(unit_PROGRAMS),$(if $(findstring \
	$(or $(T),test_),$(notdir $p)),$p)))
.PHONY: unit
unit: $(units)
	@$(if $(units),,echo 'no unit test is called $(T)' >&2; exit 1;) \
		for t in $^; do $$t || exit 1; done

# ---- the main job ------------------------------------------------------

SAMPLES = \
	cao-bang-2016-2017 \
	hai-duong-2014-2018 \
	hoa-binh-2023 \
	kien-giang-2017 \
	mien-nam-2023-08 \
	trung-bo-tay-nguyen-2025

.PHONY: samples
samples:
	$(GET_BUILD)
	@$(AGAIN) all
	@for sample in $(SAMPLES); do \
		$(B)/reportgen run samples/$$sample/*.ini -o out/$$sample \
			|| exit; \
	done

# ---- tests -------------------------------------------------------------

# TAP lines, counted at the end.  The last line counts all.
.PHONY: test quick soak
test:
	$(GET_TEST)
	@tests/run.py --all $(MAKE)

# What is run while working: in less than a minute.
quick:
	$(GET_TEST)
	@$(AGAIN) -j2 all unit-programs
	@tests/run.py $(B)/reportgen unit/ regress/

# What has no end, or a late one: rounds by the thousand, and fuzzing.
soak:
	$(GET_TEST)
	@tests/run.py --soak $(MAKE)

# In a bare root of another release, made by debootstrap; one skipped test
# where that cannot be had.
.PHONY: check-trixie check-arm64
check-trixie:
	@FULL=$(FULL) scripts/check-debian.sh trixie $(B)/trixie
check-arm64:
	@scripts/check-debian.sh trixie $(B)/arm64 arm64

.PHONY: update-expected
update-expected: all
	UPDATE=1 tests/regress/run.sh $(B)/reportgen

# ---- fuzzing ---------------------------------------------------------------

# Entries tests/fuzz/fuzz_NAME.c, built by clang with libFuzzer and the
# sanitizers in a folder of their own.  Not part of `make test`: it has no end.
FUZZ = archive csv image ini markup number pdf schema template xlsx
FUZZ_SECONDS ?= 10
FUZZ_BUILD = $(B)/fuzz

.PHONY: fuzz fuzz-programs
fuzz:
	@$(GET_PACKAGES) $(FUZZ_PACKAGES)
	@$(AGAIN) B=$(FUZZ_BUILD) CC=clang SANITIZE=1 \
		OPTIMIZE='-O1 -g -fsanitize=fuzzer-no-link' fuzz-programs
	tests/fuzz/run.sh $(FUZZ_BUILD) $(FUZZ_SECONDS) $(FUZZ)

fuzz-programs: $(B)/reportgen $(FUZZ:%=$(B)/fuzz_%)

# fuzz_NAME_mutate.c, where there is one, says how inputs change.
$(B)/fuzz_%: tests/fuzz/fuzz_%.c $(wildcard tests/fuzz/fuzz*.[ch]) \
		$(call archives_for,explain)
	$(Q)$(CC) $(ALL_CPPFLAGS) -Itests/fuzz $(ALL_CFLAGS) \
		$(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $< tests/fuzz/fuzz.c \
		$(wildcard $(<:.c=_mutate.c)) \
		$(call archives_for,explain) $(call libs_for,explain)

# ---- checks on the source ------------------------------------------------

# Side by side, and what cppcheck found in files that did not change is kept in
# $(B)/cppcheck; with it cppcheck also looks over the borders of files.
CHECKS = check-cppcheck check-format check-includes check-messages

.PHONY: check $(CHECKS)
check:
	@$(AGAIN) -j2 --output-sync=target $(CHECKS)

# Versions of clang-format differ in taste; that of Debian 12 decides.
check-format:
	@if clang-format --version | grep -q 'version 14'; then \
		git ls-files -z '*.c' '*.h' | \
			xargs -0 -P 2 -n 40 clang-format --dry-run --Werror && \
		echo 'format: as clang-format has it'; \
	else \
		echo 'check-format is left out: it needs clang-format 14'; \
	fi

# What it finds across files does not count in its exit status; its
# ctuuninitvar takes one argument of a call for another.
check-cppcheck:
	@mkdir -p $(B)/cppcheck
	@found=$$(cppcheck --quiet --std=c11 --inline-suppr \
		--enable=warning,performance,portability \
		--suppress=missingIncludeSystem --suppress=readdirCalled \
		--suppress=ctuuninitvar --library=posix --cppcheck-build-dir=$(B)/cppcheck \
		-Ireportgen -DVERSION='""' -DDATA_FOLDER='""' \
		-DLOCALE_FOLDER='""' -DANY_LIBRARY -D_POSIX_C_SOURCE=200809L \
		-j 2 reportgen 2>&1) && [ -z "$$found" ] || \
		{ printf '%s\n' "$$found" >&2; exit 1; }
	@echo 'cppcheck: nothing found'

check-includes check-messages:
	@scripts/$@.sh

.PHONY: bench
bench: all
	$(GET_TEST)
	tests/bench/run.sh $(B)

# ---- installation --------------------------------------------------------

SHARE = $(DESTDIR)$(PREFIX)/share
DATA_DIR = $(SHARE)/reportgen
MAN_DIR = $(SHARE)/man
LOCALE_DIR = $(SHARE)/locale

# All may read what is installed, whatever the umask and the rights of the
# clone.
.PHONY: install
install: all
	$(INSTALL) -D -m 755 $(B)/reportgen "$(DESTDIR)$(PREFIX)/bin/reportgen"
	$(INSTALL) -D -m 755 $(B)/reportgen-postgres \
		"$(DESTDIR)$(PREFIX)/libexec/reportgen/reportgen-postgres"
	set -e; find layouts fonts/fonts.ini fonts/README.md -type f | \
		while read -r file; do \
			$(INSTALL) -D -m 644 "$$file" "$(DATA_DIR)/$$file"; \
		done
	set -e; for language in $(LANGUAGES); do \
		part=$$language/LC_MESSAGES/reportgen.mo; \
		$(INSTALL) -D -m 644 $(B)/locale/$$part "$(LOCALE_DIR)/$$part"; \
	done
	$(INSTALL) -D -m 644 completion/reportgen.bash \
		"$(SHARE)/bash-completion/completions/reportgen"
	$(INSTALL) -D -m 644 completion/_reportgen \
		"$(SHARE)/zsh/vendor-completions/_reportgen"
	set -e; for page in doc/*.[1-8]; do \
		$(INSTALL) -D -m 644 $$page \
			"$(MAN_DIR)/man$${page##*.}/$${page##*/}"; \
	done

# ---- packages of Debian ----------------------------------------------------

.PHONY: deb
deb:
	@$(GET_PACKAGES) $(foreach p,$(BUILD_PACKAGES) $(TEST_PACKAGES) \
		$(PACKAGE_PACKAGES),'$p')
	scripts/make-deb.sh $(B)/deb

# Built, installed, used, removed and purged in bare roots.
.PHONY: check-deb
check-deb:
	scripts/check-package.sh bookworm $(B)/bookworm-package
	scripts/check-package.sh trixie $(B)/trixie-package

# For servers without internet: SUITE=trixie for Debian 13.
SUITE ?= bookworm
.PHONY: bundle
bundle:
	scripts/check-package.sh $(SUITE) $(B)/$(SUITE)-package
	scripts/make-bundle.sh $(SUITE) $(B)/$(SUITE)-package

.PHONY: clean
clean:
	rm -rf $(B)

-include $(shell find $(B)/obj $(B)/unit -name '*.d' 2>/dev/null)
