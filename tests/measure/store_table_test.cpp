// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/store_table.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "lazyrisk/measure/store_text.hpp"
#include "lazyrisk/words/csv.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

const std::string relu = R"({"activation":"relu","dim":30})", tanh_problem = R"({"activation":"tanh","dim":30})",
                  trained = R"({"verb":"train","width":8})";

std::string exported(const Store& store, Format format) {
    std::string text;
    export_units(store, {}, {format, {}, false}, [&](std::string_view piece) { text += piece; });
    return text;
}

}  // namespace

TEST_SUITE("measure/store_table") {
    TEST_CASE("[identity] a list has the fields of all problems, and shows those that differ") {
        const StoreTable table({{relu, 1, 4, "2026-01-01", "2026-01-02", 2.5},
                                {tanh_problem, std::uint64_t(1) << 60, 2, "2026-01-01", "2026-01-01", 1}});
        CHECK(table.columns == std::vector<std::string>{"activation", "dim", "seed", "units", "from", "to", "seconds"});
        CHECK(table.wanted == std::vector<std::string>{"seed", "units", "from", "to", "seconds", "activation"});
        REQUIRE(table.rows.size() == 2);
        CHECK(table.rows[0] == Row{"relu", 30.0, 1.0, 4.0, "2026-01-01", "2026-01-02", 2.5});
        CHECK(table.rows[1][2] == Cell("1152921504606846976"));  // no double holds it for sure
        const StoreTable none({});
        CHECK(none.rows.empty());
        CHECK(none.columns == none.wanted);
    }

    TEST_CASE("[identity] an export has a row a unit; numbers of trained networks stand in one cell") {
        const TemporaryFolder folder;
        Store store(folder.file("store.sqlite"));
        const std::vector<NewUnit> measured{{relu, 1, 0, {0.1, 0.2, 0.3, 0.4, 0.5}, 1}, {relu, 1, 1, {1, 2}, 1}};
        store.add(measured);
        const auto columns_and_rows = [&] {
            std::ofstream(folder.file("units.csv")) << exported(store, Format::csv);
            return read_csv(folder.file("units.csv"));
        };
        const CsvTable alone = columns_and_rows();
        CHECK(alone.columns == std::vector<std::string>{"activation", "dim", "seed", "trial", "test_error",
                                                        "train_error", "bias", "variance", "weight_norm", "seconds",
                                                        "finished", "version"});
        REQUIRE(alone.rows.size() == 2);
        CHECK(alone.rows[0].cells[8] == "0.5");
        CHECK(alone.rows[1].cells[5] == "2");
        CHECK(alone.rows[1].cells[6].empty());

        const std::vector<NewUnit> networks{{trained, 1, 0, {1, 2, 3, 4, 5, 6, 0.1}, 1}};
        store.add(networks);
        const CsvTable all = columns_and_rows();
        REQUIRE(all.rows.size() == 3);
        CHECK(all.columns[11] == "numbers");
        CHECK(all.rows[0].cells[11].empty());
        CHECK(all.rows[2].cells[6].empty());
        CHECK(all.rows[2].cells[11] == "1 2 3 4 5 6 0.10000000000000001");
        CHECK(exported(Store(folder.file("none.sqlite")), Format::json) == "[\n\n]\n");
    }

    TEST_CASE("[error] units of more numbers than have names are not exported") {
        const TemporaryFolder folder;
        Store store(folder.file("store.sqlite"));
        const std::vector<NewUnit> later{{relu, 1, 7, {1, 2, 3, 4, 5, 6}, 1}};
        store.add(later);
        CHECK_THROWS_WITH_AS(exported(store, Format::csv), doctest::Contains("has 6 values, of which only 5"),
                             StoreError);
    }

    TEST_CASE("[golden] sentences on damage, repairs and merges") {
        CHECK(soundness_in_words({8, 2, {}}) == "8 units of 2 problems, all sound\n");
        CHECK(soundness_in_words({8, 1, {"a", "b"}}) == "a\nb\n");
        const std::string many = soundness_in_words({30, 1, std::vector<std::string>(23, "x")});
        CHECK(many.ends_with("x\nand 3 more\n"));
        CHECK(repair_in_words(1, {7, 1, {}}) == "1 unit removed; 7 units of 1 problem, all sound\n");
        CHECK(repair_in_words(0, {7, 1, {"x"}}) == "0 units removed; 7 units of 1 problem, still damaged\n");
        Merged all;
        all += {.added = 2, .present = 1};
        CHECK(merged_in_words(all, "f") == "2 units added to f, 1 there already\n");
        CHECK(left_out_in_words(all, "f").empty());
        all += {.conflicts = 1, .first_conflict = "u"};
        all += {.conflicts = 1, .damaged = 1, .first_conflict = "later", .first_damage = "v"};
        CHECK(left_out_in_words(all, "f") ==
              "2 conflicts, where the units of f stay; the first: u; 1 damaged piece left out; the first: v");
    }
}
