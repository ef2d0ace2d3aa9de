// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/kept_figures.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>

#include "lazyrisk/words/sha1.hpp"
#include "study/written.hpp"

using namespace lazyrisk;

TEST_SUITE("study/kept_figures") {
    TEST_CASE("[identity] a key is one of everything that the files depend on") {
        const TemporaryFolder folder;
        const std::string spectrum = folder.file("s.csv"), matrix = folder.file("m.csv");
        write_file(spectrum, "1"), write_file(matrix, "1");
        ExperimentFile experiment;
        RunOptions options;
        Answers answers;
        const Host host;
        ExperimentFigure figure;
        figure.text = "text";
        figure.curves.resize(2);
        figure.curves[1].problem.spectrum = spectrum, figure.curves[1].matrix = matrix;
        ExperimentMap map;
        map.text = "text", map.problem.spectrum = spectrum;
        const auto key = [&] { return key_of(figure, {experiment, options, answers, host}); };
        const auto key_of_map = [&] { return key_of(map, {experiment, options, answers, host}); };
        const std::string first = key(), first_of_map = key_of_map();
        CHECK(first == key());
        CHECK(first.size() == 40);
        SimulationSettings& s = options.simulation;
        std::set<std::string> seen{first}, of_map{first_of_map};
        std::size_t changes = 1;
        for (const std::function<void()>& change : std::vector<std::function<void()>>{
                 [&] { figure.text = map.text = "texts"; }, [&] { options.quick = true; },
                 [&] { experiment.tolerance = 0.5; }, [&] { s.seed = 2; }, [&] { s.plan = Plan::pointwise; },
                 [&] { s.estimator = Estimator::exact; }, [&] { s.precision = Precision::mixed; },
                 [&] { s.blas_threads = 2; }, [&] { s.shards = 2; }, [&] { s.shard = 2; },
                 [&] { write_file(spectrum, "2"); }}) {
            change();
            ++changes;
            seen.insert(key());
            of_map.insert(key_of_map());
            CHECK(seen.size() == changes);
            CHECK(of_map.size() == changes);
        }
        write_file(matrix, "2");
        CHECK(seen.insert(key()).second);
        // what they do not depend on: threads, the store, what other figures say, where the files are
        const std::string now = key();
        options.threads = 7, s.store = "x", experiment.title = "T", figure.name = "g";
        CHECK(key() == now);
        const TemporaryFolder elsewhere;
        write_file(elsewhere.file("s.csv"), "2"), write_file(elsewhere.file("m.csv"), "2");
        figure.curves[1].problem.spectrum = elsewhere.file("s.csv"), figure.curves[1].matrix = elsewhere.file("m.csv");
        CHECK(key() == now);
    }

    TEST_CASE("[identity] a kept figure comes back whole under its key, and only with all of its files as they were") {
        const TemporaryFolder folder;
        const KeptFigure kept{{"f.svg", "f.csv"}, {{"curve", "agrees"}, {"", "second"}}, "## f\n", 3};
        const auto keep = [&](const std::function<void(nlohmann::ordered_json&)>& change) {
            write_file(folder.file("f.svg"), "picture"), write_file(folder.file("f.csv"), "1,2");
            nlohmann::ordered_json m;
            m["files"]["f"] = kept.files;
            m["figures"]["f"] = entry(kept, "KEY");
            for (const std::string& file : kept.files) m["sha1"][file] = hash_of_file(folder.path / file);
            change(m);
            write_file(folder.file("manifest.json"), m.dump());
        };
        const auto find = [&](const char* name = "f", const char* key = "KEY") {
            return KeptFigures(folder.path).find(name, key);
        };
        CHECK_FALSE(find());  // nothing there
        keep([](auto&) {});
        const auto found = find();
        REQUIRE(found);
        CHECK(found->files == kept.files);
        CHECK(found->verdicts == kept.verdicts);
        CHECK(found->summary == kept.summary);
        CHECK(found->disagreeing == 3);
        CHECK_FALSE(find("g"));
        CHECK_FALSE(find("f", "KEZ"));
        CHECK_FALSE(find("f", ""));
        write_file(folder.file("f.csv"), "1,3");
        CHECK_FALSE(find());
        std::filesystem::remove(folder.file("f.csv"));
        CHECK_FALSE(find());
        for (const std::function<void(nlohmann::ordered_json&)>& change :
             std::vector<std::function<void(nlohmann::ordered_json&)>>{
                 [](auto& m) { m["figures"]["f"]["key"] = ""; }, [](auto& m) { m["figures"]["f"].erase("summary"); },
                 [](auto& m) { m["figures"]["f"].erase("verdicts"); },
                 [](auto& m) { m["figures"]["f"].erase("disagreeing"); }, [](auto& m) { m["sha1"].erase("f.csv"); },
                 [](auto& m) { m.erase("files"); }, [](auto& m) { m = 3; }}) {
            keep(change);
            CHECK_FALSE(find());
            CHECK_FALSE(find("f", ""));
        }
        // a file that is not this folder's
        const TemporaryFolder other;
        write_file(other.file("x"), "picture");
        keep([&](auto& m) {
            m["files"]["f"] = {other.file("x")}, m["sha1"][other.file("x")] = hash_of_text("picture");
        });
        CHECK_FALSE(find());
        write_file(folder.file("manifest.json"), "{");
        CHECK_FALSE(find());
    }
}
