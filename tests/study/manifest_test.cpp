// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/manifest.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "study/written.hpp"

using namespace lazyrisk;

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// SHA-1 of "abc", and of "", FIPS 180.
const std::string of_abc = "a9993e364706816aba3e25717850c26c9cd0d89d",
                  of_nothing = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

const std::string good = R"({"experiment": "e.toml", "version": "1.2", "seed": 18446744073709551615, "quick": true,
    "simulation": {"plan": "pointwise", "estimator": "exact", "precision": "mixed", "blas_threads": 3}})";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

template <class F>
std::string wrong(const TemporaryFolder& folder, F f) try {
    f();
    return "";
} catch (const DomainError& error) {
    const std::string what = error.what(), head = folder.path.string() + "/manifest.json: ";
    CHECK(what.starts_with(head));
    return what.substr(head.size());
}

}  // namespace

TEST_SUITE("study/manifest") {
    TEST_CASE("[identity] verify: what is changed, missing, and not named; each once, by name") {
        const TemporaryFolder folder;
        const auto file = [&](const char* name, const std::string& text) { write_file(folder.file(name), text); };
        file("a", "abc"), file("b", ""), file("c", "abc");
        file("manifest.json",
             R"({"sha1": {"a": ")" + of_abc + R"(", "b": ")" + of_nothing + R"(", "c": ")" + of_abc + R"("}})");
        const Verification sound = verify_folder(folder.path);
        CHECK(sound.files == 3);
        CHECK(sound.sound());
        CHECK(sound.others.empty());
        file("z", ""), file("d", "");
        CHECK_FALSE(verify_folder(folder.path).sound());  // they do not belong there
        file("report.html", ""), file("results.sqlite", "");
        CHECK(verify_folder(folder.path).others == Names{"d", "z"});
        file("b", "\n");
        CHECK(verify_folder(folder.path).changed == Names{"b"});
        CHECK_FALSE(verify_folder(folder.path).sound());
        file("b", ""), file("c", "abd");  // as long as before
        CHECK(verify_folder(folder.path).changed == Names{"c"});
        fs::remove(folder.file("a"));
        const Verification both = verify_folder(folder.path);
        CHECK(both.missing == Names{"a"});
        CHECK(both.changed == Names{"c"});
        CHECK(both.files == 3);
        file("c", "abc");
        CHECK_FALSE(verify_folder(folder.path).sound());
        fs::create_directory(folder.file("a"));  // a folder is no file
        CHECK(verify_folder(folder.path).missing == Names{"a"});
    }

    TEST_CASE("[identity] differences: other hashes, and names that only one of the two has") {
        const TemporaryFolder before, now;
        const auto keep = [](const TemporaryFolder& folder, const std::string& hashes) {
            write_file(folder.file("manifest.json"), "{\"sha1\": {" + hashes + "}}");
        };
        keep(before, R"("a": "1", "b": "2", "c": "3")"), keep(now, R"("a": "1", "b": "2", "c": "3")");
        CHECK(differences(before.path, now.path).empty());
        keep(now, R"("a": "1", "b": "4", "d": "3")");
        CHECK(differences(before.path, now.path) == Names{"b", "c", "d"});
        CHECK(differences(now.path, before.path) == Names{"b", "d", "c"});
    }

    TEST_CASE("[identity] a recipe is what the manifest says") {
        const TemporaryFolder folder;
        write_file(folder.file("manifest.json"), good);
        const Recipe r = recipe_of(folder.path);
        CHECK(r.experiment == "e.toml");
        CHECK(r.version == "1.2");
        CHECK(r.seed == 18446744073709551615U);
        CHECK(r.quick);
        CHECK(r.plan == Plan::pointwise);
        CHECK(r.estimator == Estimator::exact);
        CHECK(r.precision == Precision::mixed);
        CHECK(r.blas_threads == 3);
        write_file(folder.file("manifest.json"), replaced(good, "true", "false"));
        CHECK_FALSE(recipe_of(folder.path).quick);
    }

    TEST_CASE("[error] what is no manifest, or leads out of its folder, is refused") {
        const TemporaryFolder folder;
        const auto verify = [&] { return wrong(folder, [&] { static_cast<void>(verify_folder(folder.path)); }); };
        const auto recipe = [&] { return wrong(folder, [&] { static_cast<void>(recipe_of(folder.path)); }); };
        const auto manifest = [&](const std::string& text) { write_file(folder.file("manifest.json"), text); };
        CHECK(verify() == "no manifest there; expected a folder written by `lazyrisk run`");
        manifest("{");
        CHECK(verify().starts_with("not a manifest (parse error"));
        CHECK(recipe().starts_with("not a manifest (parse error"));
        for (const char* none : {"{}", "[]", R"({"sha1": 3})", R"({"sha1": {"a": 3}})"}) {
            manifest(none);
            CHECK(verify() == "no hashes in it; it was written by another version, or an interrupted run");
        }
        for (const std::string name : {"../a", "/a", "b/c", "..", ".", "", "b/"}) {
            CAPTURE(name);
            manifest("{\"sha1\": {\"" + name + "\": \"1\"}}");
            CHECK(verify() ==
                  "names the file \"" + name + "\", which is not in this folder; expected what `lazyrisk run` wrote");
            manifest(replaced(good, "e.toml", name));
            CHECK(recipe().starts_with("names the file \"" + name + "\""));
        }
        manifest("{}");
        CHECK(recipe() == "does not say how to run it again (key 'simulation' not found)");
        for (const char* key :
             {"experiment", "version", "seed", "quick", "plan", "estimator", "precision", "blas_threads"}) {
            manifest(replaced(good, "\"" + std::string(key) + "\"", "\"x\""));
            CHECK(recipe() == "does not say how to run it again (key '" + std::string(key) + "' not found)");
        }
        manifest(replaced(good, "\"mixed\"", "\"single\""));
        CHECK_THROWS_AS(recipe_of(folder.path), DomainError);
        CHECK_NOTHROW(require_own_name(folder.path, "..a"));
        CHECK_NOTHROW(require_own_name(folder.path, "a b.svg"));
    }

    TEST_CASE("[identity] a reason is the parser's sentence without its own number") {
        try {
            static_cast<void>(nlohmann::json::parse("{}").at("a"));
            CHECK(false);
        } catch (const nlohmann::json::exception& error) {
            CHECK(reason(error) == "key 'a' not found");
        }
    }
}
