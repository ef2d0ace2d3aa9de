// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk store from outside.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <tuple>

#include "../command.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/store/checksum.hpp"
#include "lazyrisk/store/store.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/csv.hpp"
#include "paths.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

const std::string relu = R"({"activation":"relu","dim":30,"ridge":0.001})";
const std::string tanh_problem = R"({"activation":"tanh","dim":30,"width":"inf","energy":{"1":1,"rest":0.5}})";

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Result {
    int status;
    std::string out, error;
};

/// `lazyrisk store ARGUMENTS`, where the default store is `folder`/default.sqlite.
Result store_verb(const TemporaryFolder& folder, const std::string& arguments) {
    const std::string command = "LAZYRISK_STORE='" + folder.file("default.sqlite") + "' '" + paths::program +
                                "' store " + arguments + " 2>'" + folder.file("stderr") + "'";
    const CommandResult ran = run_command(command);
    return {ran.status, ran.out, content(folder.file("stderr"))};
}

void fill(const std::string& path) {
    Store store(path);
    std::vector<NewUnit> units;
    for (std::uint64_t t = 0; t < 4; ++t) {
        units.push_back({relu, 1, t, {0.1 + double(t), 1.0 / 3, infinite<>, 1e-300, 5}, 0.25});
        units.push_back({tanh_problem, 2, t, {double(t), 2, 3, 4, 5}, 1});
    }
    store.add(units);
}

/// One sentence on standard error, nothing on standard output.
void refused(const TemporaryFolder& folder, const std::string& arguments, int status, const std::string& words) {
    const Result r = store_verb(folder, arguments);
    CAPTURE(arguments);
    CAPTURE(r.error);
    CHECK(r.status == status);
    CHECK(r.out.empty());
    CHECK(r.error.starts_with("lazyrisk: "));
    CHECK(r.error.find(words) != std::string::npos);
    CHECK(std::count(r.error.begin(), r.error.end(), '\n') == 1);
}

}  // namespace

TEST_SUITE("apps/store") {
    TEST_CASE("[error] wrong questions, and a store that does not exist is not made") {
        const TemporaryFolder folder;
        const std::string missing = folder.file("default.sqlite");
        for (const char* arguments : {"list", "export", "verify", "prune --before 2026-01-01"})
            refused(folder, arguments, 1, missing + " does not exist");
        refused(folder, "merge " + missing, 1, missing + " does not exist");
        CHECK_FALSE(std::filesystem::exists(missing));
        refused(folder, "lst", 2, "did you mean list?");
        refused(folder, "list --stor x", 2, "did you mean --store?");
        refused(folder, "prune", 2, "--version-other");
        refused(folder, "merge", 2, "stores");
        refused(folder, "list --where dim", 2, "expected FIELD=VALUE");
        refused(folder, "export --format text", 2, "expected csv or json");
        fill(missing);
        refused(folder, "list --where dmi=30", 2, "did you mean dim?");
        refused(folder, "prune --before today", 2, "before = today");
        refused(folder, "merge " + missing, 2, "into itself");
        std::ofstream(folder.file("text")) << "no store";
        refused(folder, "list --store " + folder.file("text"), 1, "not a store");
        refused(folder, "list --store " + folder.path.string(), 1, "is a folder");
    }

    TEST_CASE("[identity] path, help and the bare verb answer") {
        const TemporaryFolder folder;
        CHECK(store_verb(folder, "path").out == folder.file("default.sqlite") + "\n");
        CHECK(store_verb(folder, "path --store x.sqlite").out == "x.sqlite\n");
        for (const char* arguments : {"", "--help", "list --help", "export --help", "verify --help", "prune --help",
                                      "merge --help", "path --help"}) {
            const Result r = store_verb(folder, arguments);
            CAPTURE(arguments);
            CHECK(r.status == 0);
            CHECK_FALSE(r.out.empty());
            CHECK(r.error.empty());
        }
    }

    TEST_CASE("[identity] list: a row a problem and seed") {
        const TemporaryFolder folder;
        fill(folder.file("default.sqlite"));
        const auto list = nlohmann::json::parse(store_verb(folder, "list --format json").out);
        REQUIRE(list.size() == 2);
        CHECK(list[0]["activation"] == "relu");
        CHECK(list[0]["seed"] == 1);
        CHECK(list[0]["units"] == 4);
        CHECK(list[0]["seconds"] == 1);
        CHECK(list[0]["width"].is_null());
        CHECK(list[1]["energy"]["rest"] == 0.5);
        CHECK(list[1]["width"] == "inf");
        const std::string text = store_verb(folder, "list").out;
        CHECK(text.find("dim = 30") != std::string::npos);
        CHECK(text.find("units") != std::string::npos);
        CHECK(nlohmann::json::parse(store_verb(folder, "list --format json --where activation=tanh --where seed=2").out)
                  .size() == 1);
        CHECK(store_verb(folder, "list --where seed=3").out.find("holds no units") != std::string::npos);
    }

    TEST_CASE("[identity] export: a row a unit, numbers that read back exactly") {
        const TemporaryFolder folder;
        fill(folder.file("default.sqlite"));
        const std::string file = folder.file("units.csv");
        CHECK(store_verb(folder, "export --output " + file).status == 0);
        const CsvTable table = read_csv(file);
        const std::vector<std::string> expected{
            "activation", "dim",         "ridge", "width",    "energy.1",    "energy.rest", "seed",     "trial",
            "test_error", "train_error", "bias",  "variance", "weight_norm", "seconds",     "finished", "version"};
        CHECK(table.columns == expected);
        REQUIRE(table.rows.size() == 8);
        const auto& row = table.rows[2].cells;
        CHECK(row[3].empty());
        CHECK(row[7] == "2");
        CHECK(std::stod(row[8]) == 2.1);
        CHECK(std::stod(row[9]) == 1.0 / 3);
        CHECK(row[10] == "inf");
        CHECK(std::stod(row[11]) == 1e-300);
        CHECK(row[15] == version);
        CHECK(table.rows[4].cells[3] == "inf");
        const auto json = nlohmann::json::parse(store_verb(folder, "export --format json --where activation=tanh").out);
        REQUIRE(json.size() == 4);
        CHECK(json[3]["trial"] == 3);
        CHECK(json[3]["energy"]["1"] == 1);
        CHECK(read_csv(file).rows.size() == 8);
    }

    TEST_CASE("[identity] prune: --dry-run removes nothing, conditions hold together") {
        const TemporaryFolder folder;
        fill(folder.file("default.sqlite"));
        CHECK(store_verb(folder, "prune --where activation=relu --dry-run").out == "4 units would be removed\n");
        CHECK(store_verb(folder, "prune --version-other").out == "0 units removed\n");
        CHECK(store_verb(folder, "prune --before 2020-01-01 --where dim=30").out == "0 units removed\n");
        CHECK(store_verb(folder, "prune --before 9000-01-01 --where activation=relu").out == "4 units removed\n");
        CHECK(store_verb(folder, "verify").out == "4 units of 1 problem, all sound\n");
    }

    TEST_CASE("[error] verify names what is damaged with status 1; --repair removes it") {
        const TemporaryFolder folder;
        const std::string path = folder.file("default.sqlite");
        fill(path);
        const Result sound = store_verb(folder, "verify");
        CHECK(sound.status == 0);
        CHECK(sound.out == "8 units of 2 problems, all sound\n");
        std::string bytes = content(path);
        const auto pattern = bytes_of(std::vector<double>{1e-300});
        const auto at = std::search(bytes.begin(), bytes.end(), pattern.begin(), pattern.end(),
                                    [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
        REQUIRE(at != bytes.end());
        *at = char(*at ^ 4);
        std::ofstream(path, std::ios::binary) << bytes;
        const Result damaged = store_verb(folder, "verify");
        CHECK(damaged.status == 1);
        CHECK(damaged.out.find("of seed 1 of problem") != std::string::npos);
        CHECK(damaged.error.find("--repair") != std::string::npos);
        refused(folder, "export --output " + folder.file("x.csv"), 1, "--repair");
        CHECK_FALSE(std::filesystem::exists(folder.file("x.csv")));
        const Result repaired = store_verb(folder, "verify --repair");
        CHECK(repaired.status == 0);
        CHECK(repaired.out.find("1 unit removed; 7 units of 2 problems, all sound") != std::string::npos);
        CHECK(store_verb(folder, "verify").status == 0);
    }

    TEST_CASE("[identity] merge: shards into one; a conflict is status 1 and changes nothing") {
        const TemporaryFolder folder;
        const std::string a = folder.file("a.sqlite"), b = folder.file("b.sqlite"), c = folder.file("c.sqlite"),
                          out = folder.file("new/out.sqlite");
        fill(a);
        for (const auto& [file, value, trial] : {std::tuple{b, 2.0, 4}, {c, 3.0, 4}}) {
            Store store(file);
            const NewUnit one{relu, 1, std::uint64_t(trial), {value, 0, 0, 0, 0}, 1};
            store.add({&one, 1});
        }
        const Result merged = store_verb(folder, "merge " + a + " " + b + " --store " + out);
        CHECK(merged.status == 0);
        CHECK(merged.out == "9 units added to " + out + ", 0 there already\n");
        CHECK(store_verb(folder, "merge " + a + " " + b + " --store " + out).out ==
              "0 units added to " + out + ", 9 there already\n");
        const Result conflict = store_verb(folder, "merge " + b + " " + c + " --store " + out);
        CHECK(conflict.status == 1);
        CHECK(conflict.error.find("1 conflict") != std::string::npos);
        CHECK(conflict.error.find("trial 4 of seed 1") != std::string::npos);
        CHECK(conflict.error.find(c) != std::string::npos);
        CHECK(Store(out).find(relu, 1)[4].values[0] == 2);
    }
}
