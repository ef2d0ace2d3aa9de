// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/store/store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <limits>
#include <random>
#include <vector>

#include "lazyrisk/store/checksum.hpp"
#include "lazyrisk/store/problem_text.hpp"
#include "lazyrisk/store/sqlite.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

const std::string relu = R"({"model":"random-features","activation":"relu","dim":30,"ridge":0.001})";
const std::string tanh_problem =
    R"({"model":"random-features","activation":"tanh","dim":30,"ridge":0.001,"energy":{"1":1,"rest":0.5}})";

std::vector<NewUnit> units(const std::string& problem, std::uint64_t seed, std::uint64_t from, std::uint64_t to) {
    std::vector<NewUnit> out;
    for (std::uint64_t t = from; t < to; ++t) out.push_back({problem, seed, t, {double(t), 1.0 / double(t + 1)}, 0.25});
    return out;
}

std::vector<std::uint64_t> bits(const std::vector<double>& values) {
    std::vector<std::uint64_t> out;
    for (const double value : values) out.push_back(std::bit_cast<std::uint64_t>(value));
    return out;
}

}  // namespace

TEST_SUITE("store/store") {
    TEST_CASE("[identity] doubles come back bit by bit, and in the order of their trials") {
        const TemporaryFolder folder;
        using Limits = std::numeric_limits<double>;
        std::vector<double> values{0.0,
                                   -0.0,
                                   Limits::infinity(),
                                   -Limits::infinity(),
                                   Limits::denorm_min(),
                                   -Limits::denorm_min(),
                                   Limits::min(),
                                   Limits::max(),
                                   Limits::epsilon(),
                                   0.1};
        std::mt19937_64 random(1);
        while (values.size() < 1000)
            if (const double value = std::bit_cast<double>(random()); !std::isnan(value)) values.push_back(value);
        const std::uint64_t large = std::numeric_limits<std::uint64_t>::max();
        {
            Store store(folder.file("a.sqlite"));
            CHECK(store.add(std::vector<NewUnit>{
                      {relu, large, large, values, 1.5}, {relu, large, 7, {}, 0}, {relu, large, 3, {2}, -0.0}}) == 3);
        }
        const Store store(folder.file("a.sqlite"), Store::Access::existing);
        const auto seen = store.find(relu, large);
        REQUIRE(seen.size() == 3);
        CHECK(seen[0].trial == 3);
        CHECK(seen[1].trial == 7);
        CHECK(seen[1].values.empty());
        CHECK(seen[2].trial == large);
        CHECK(seen[2].seed == large);
        CHECK(seen[2].seconds == 1.5);
        CHECK(bits(seen[2].values) == bits(values));
        CHECK(store.find(relu, 1).empty());
        CHECK(store.find(tanh_problem, large).empty());
        CHECK(store.verify().damage.empty());
    }

    TEST_CASE("[identity] a unit that is there stays, and the others of the call are added") {
        const TemporaryFolder folder;
        Store store(folder.file("a.sqlite"));
        CHECK(store.add(units(relu, 1, 0, 10)) == 10);
        auto again = units(relu, 1, 5, 15);
        for (NewUnit& unit : again) unit.values = {-1};
        CHECK(store.add(again) == 5);
        const auto seen = store.find(relu, 1);
        REQUIRE(seen.size() == 15);
        CHECK(seen[5].values == std::vector<double>{5, 1.0 / 6});
        CHECK(seen[10].values == std::vector<double>{-1});
        CHECK(store.add({}) == 0);
    }

    TEST_CASE("[error] a call adds all of its units or none") {
        const TemporaryFolder folder;
        Store store(folder.file("a.sqlite"));
        store.add(units(relu, 1, 0, 3));
        auto more = units(tanh_problem, 1, 0, 100);
        more.back().problem = "not a problem";
        CHECK_THROWS_WITH_AS(store.add(more), doctest::Contains("JSON object in one line"), DomainError);
        more.back().problem = "{\"a\":1,\n\"b\":2}";
        CHECK_THROWS_AS(store.add(more), DomainError);
        more.back().problem = relu;
        more.back().values = {std::nan("")};
        CHECK_THROWS_WITH_AS(store.add(more), doctest::Contains("not a number"), DomainError);
        more.back().values = {};
        more.back().seconds = -1;
        CHECK_THROWS_WITH_AS(store.add(more), doctest::Contains("seconds = -1"), DomainError);
        more.back().seconds = std::numeric_limits<double>::infinity();
        CHECK_THROWS_AS(store.add(more), DomainError);
        more.back().seconds = std::nan("");
        CHECK_THROWS_AS(store.add(more), DomainError);
        CHECK(store.count({}) == 3);
        CHECK(store.problems() == std::vector<std::string>{relu});
        more.back().seconds = 1;
        CHECK(store.add(more) == 100);
    }

    TEST_CASE("[reference] names are UUIDs of version 5") {
        // RFC 9562, appendix A.4: "www.example.com" in the namespace of domain names
        const Uuid domain_names{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
        const Uuid expected{0x2e, 0xd6, 0x65, 0x7d, 0xe9, 0x27, 0x56, 0x8b,
                            0x95, 0xe1, 0x26, 0x65, 0xa8, 0xae, 0xa6, 0xa2};
        const std::string name = "www.example.com";
        CHECK(uuid5(domain_names, {reinterpret_cast<const unsigned char*>(name.data()), name.size()}) == expected);
        // Python: uuid.uuid5(uuid.NAMESPACE_OID, '{"dim":30}')
        CHECK(key_of(R"({"dim":30})") == "14a0752d-d77b-5a4f-9648-92f65b4a06a2");
    }

    TEST_CASE("[identity] every single flipped bit of a unit changes its checksum") {
        const std::string key = key_of(relu);
        auto results = bytes_of(std::vector<double>{1.5, -0.0, 3e300});
        const Uuid right = checksum(key, 1, 2, results, 0.5, "2026-01-31T00:00:00Z", "0.1.0");
        for (std::size_t bit = 0; bit < 8 * results.size(); ++bit) {
            results[bit / 8] ^= static_cast<unsigned char>(1 << (bit % 8));
            CHECK(checksum(key, 1, 2, results, 0.5, "2026-01-31T00:00:00Z", "0.1.0") != right);
            results[bit / 8] ^= static_cast<unsigned char>(1 << (bit % 8));
        }
        CHECK(checksum(key, 2, 1, results, 0.5, "2026-01-31T00:00:00Z", "0.1.0") != right);
        CHECK(checksum(key, 1, 2, results, 0.25, "2026-01-31T00:00:00Z", "0.1.0") != right);
        CHECK(checksum(key, 1, 2, results, 0.5, "2026-01-31T00:00:00Z0", ".1.0") != right);
        // the same bytes in a row, cut elsewhere: eight of the results given to the date, eight of the date to the
        // version
        const std::vector<unsigned char> text{'2', '0', '2', '6', '-', '0', '1', '-'};
        auto longer = results;
        longer.insert(longer.end(), text.begin(), text.end());
        CHECK(checksum(key, 1, 2, longer, 0.5, "31T00:00:00Z0.1.0...", "x") !=
              checksum(key, 1, 2, results, 0.5, "2026-01-31T00:00:00Z", "0.1.0...x"));
        CHECK(checksum(key_of(tanh_problem), 1, 2, results, 0.5, "2026-01-31T00:00:00Z", "0.1.0") != right);
        CHECK(checksum(key, 1, 2, results, 0.5, "2026-01-31T00:00:00Z", "0.1.0") == right);
    }

    TEST_CASE("[identity] a list counts what is there; a selection means what it says") {
        const TemporaryFolder folder;
        Store store(folder.file("a.sqlite"));
        store.add(units(relu, 1, 0, 4));
        store.add(units(relu, 2, 0, 6));
        store.add(units(tanh_problem, 1, 0, 8));
        const auto list = store.list();
        REQUIRE(list.size() == 3);
        CHECK(list[0].problem == relu);
        CHECK(list[0].units == 4);
        CHECK(list[1].seed == 2);
        CHECK(list[1].units == 6);
        CHECK(list[1].seconds == 1.5);
        CHECK(list[2].problem == tanh_problem);
        CHECK(list[2].from.size() == 10);
        CHECK(list[2].from <= list[2].to);

        const auto count = [&](std::vector<std::pair<std::string, std::string>> where) {
            return store.count({.where = std::move(where)});
        };
        CHECK(count({}) == 18);
        CHECK(count({{"activation", "tanh"}}) == 8);
        CHECK(count({{"ridge", "1e-3"}}) == 18);
        CHECK(count({{"ridge", "1e-3"}, {"activation", "relu"}, {"seed", "2"}}) == 6);
        CHECK(count({{"energy.rest", "0.5"}}) == 8);
        CHECK(count({{"dim", "31"}}) == 0);
        CHECK(count({{"version", "0' OR ''='"}}) == 0);
        CHECK_THROWS_WITH_AS(count({{"rigde", "1"}}), doctest::Contains("did you mean ridge?"), DomainError);
        CHECK_THROWS_WITH_AS(count({{"seed", "x"}}), doctest::Contains("whole number"), DomainError);
        CHECK_THROWS_WITH_AS(static_cast<void>(store.count({.before = "yesterday"})), doctest::Contains("2026-01-31"),
                             DomainError);
        CHECK(store.count({.before = "2000-01-01"}) == 0);
        CHECK(store.count({.before = "9999-01-01"}) == 18);
        // before a moment is not at it: the units of the first second that finished any
        std::string first = "9";
        store.for_each({}, [&](const UnitRecord& r) { first = std::min(first, r.finished); });
        std::size_t at_first = 0;
        store.for_each({}, [&](const UnitRecord& r) { at_first += r.finished == first; });
        CHECK(store.count({.before = first}) == 0);
        std::string next = first;
        std::tm utc{};
        strptime(first.c_str(), "%Y-%m-%dT%H:%M:%SZ", &utc);
        const std::time_t later = timegm(&utc) + 1;
        gmtime_r(&later, &utc);
        std::strftime(next.data(), next.size() + 1, "%Y-%m-%dT%H:%M:%SZ", &utc);
        CHECK(store.count({.before = next}) == at_first);
        CHECK(store.count({.other_versions = true}) == 0);

        std::size_t seen = 0;
        store.for_each({.where = {{"seed", "1"}}}, [&](const UnitRecord& record) {
            ++seen;
            CHECK(record.unit.seed == 1);
            CHECK(record.key == key_of(record.problem));
            CHECK(record.finished.size() == 20);
        });
        CHECK(seen == 12);

        CHECK(store.prune({.where = {{"activation", "relu"}, {"seed", "1"}}}) == 4);
        CHECK(store.problems().size() == 2);
        CHECK(store.prune({.where = {{"activation", "relu"}}}) == 6);
        CHECK(store.problems() == std::vector<std::string>{tanh_problem});
        CHECK(store.find(tanh_problem, 1).size() == 8);
        CHECK(store.verify().units == 8);
    }

    TEST_CASE(
        "[identity] what prune removes is counted over all problems, wherever among them it lies, and its room is "
        "given back") {
        const TemporaryFolder folder;
        const std::string file = folder.file("a.sqlite");
        {
            Store store(file);
            std::vector<NewUnit> large = units(relu, 2, 0, 40);
            for (NewUnit& unit : large) unit.values.assign(2000, 0.5);
            store.add(units(relu, 1, 0, 3));
            store.add(large);
            store.add(units(tanh_problem, 1, 0, 5));
            store.add(units(tanh_problem, 3, 0, 2));
        }
        CHECK(std::filesystem::file_size(file) > 600000);
        Store store(file);
        CHECK(store.prune({.where = {{"seed", "7"}}}) == 0);
        CHECK(store.prune({.where = {{"seed", "2"}}}) == 40);  // of the first problem alone
        CHECK(std::filesystem::file_size(file) < 100000);
        CHECK(store.prune({.where = {{"seed", "3"}}}) == 2);  // of the last alone
        CHECK(store.prune({.where = {{"seed", "1"}}}) == 8);  // of both
        CHECK(store.problems().empty());
        CHECK(store.count({}) == 0);
    }

    TEST_CASE("[identity] a list goes by seeds as they are, those from 2^63 on last") {
        const TemporaryFolder folder;
        Store store(folder.file("a.sqlite"));
        const std::uint64_t half = std::uint64_t(1) << 63;
        for (const std::uint64_t seed : {half, std::uint64_t(7), half - 1, ~std::uint64_t(0), std::uint64_t(0)})
            store.add(units(relu, seed, 0, 2));
        std::vector<std::uint64_t> seeds, units_of;
        for (const StoredSeries& series : store.list()) seeds.push_back(series.seed);
        store.for_each({}, [&](const UnitRecord& record) { units_of.push_back(record.unit.seed); });
        CHECK(seeds == std::vector<std::uint64_t>{0, 7, half - 1, half, ~std::uint64_t(0)});
        CHECK(units_of == std::vector<std::uint64_t>{0, 0, 7, 7, half - 1, half - 1, half, half, ~std::uint64_t(0),
                                                     ~std::uint64_t(0)});
    }

    TEST_CASE("[identity] fields of a problem's text") {
        const auto fields = fields_of(R"({"a":1,"b":"inf","c":{"1":0.5,"rest":null},"d":[2,3],"e":true})");
        REQUIRE(fields.size() == 7);
        CHECK(fields[2].first == "c.1");
        CHECK(fields[3].second == FieldValue{});
        CHECK(fields[5].first == "d.1");
        CHECK(has_value(fields[0].second, "1.0"));
        CHECK_FALSE(has_value(fields[0].second, "1.0x"));
        CHECK_FALSE(has_value(fields[0].second, ""));
        CHECK(has_value(fields[1].second, "inf"));
        CHECK(has_value(fields[3].second, ""));
        CHECK(has_value(fields[6].second, "true"));
        CHECK_THROWS_AS(fields_of("[1]"), DomainError);
    }

    TEST_CASE("[identity] merging adds what is new with its dates, keeps what is there, and counts what differs") {
        const TemporaryFolder folder;
        Store a(folder.file("a.sqlite")), b(folder.file("b.sqlite")), out(folder.file("out.sqlite"));
        a.add(units(relu, 1, 0, 10));
        b.add(units(tanh_problem, 1, 0, 3));
        b.add(units(relu, 1, 5, 15));
        Merged merged = out.merge(a);
        CHECK(merged.added == 10);
        merged = out.merge(b);
        CHECK(merged.added == 8);
        CHECK(merged.present == 5);
        CHECK(merged.conflicts == 0);
        CHECK(merged.first_conflict.empty());
        CHECK(out.find(relu, 1).size() == 15);
        CHECK(out.find(tanh_problem, 1).size() == 3);
        CHECK(out.verify().damage.empty());
        const auto dates = [](const Store& store) {
            std::vector<std::string> seen;
            store.for_each({.where = {{"activation", "tanh"}}},
                           [&](const UnitRecord& record) { seen.push_back(record.finished); });
            return seen;
        };
        CHECK(dates(out) == dates(b));

        auto other = units(relu, 1, 13, 17);
        for (NewUnit& unit : other)
            unit.values = {unit.trial == 14 ? -0.0 : double(unit.trial), 1.0 / double(unit.trial + 1)};
        Store c(folder.file("c.sqlite"));
        c.add(other);
        merged = out.merge(c);
        CHECK(merged.added == 2);
        CHECK(merged.present == 2);
        CHECK(merged.conflicts == 1);
        CHECK(merged.first_conflict.find("trial 14 of seed 1") != std::string::npos);
        CHECK(out.find(relu, 1)[14].values[0] == 14);
        CHECK_THROWS_WITH_AS(out.merge(Store(folder.file("out.sqlite"))), doctest::Contains("into itself"),
                             DomainError);
    }

    TEST_CASE(
        "[identity] units of several days and versions: a list's first and last of those selected, all conditions at "
        "once, merged as they are") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite");
        const std::string days[] = {"2020-01-05", "2021-07-01", "2019-12-31", "2022-02-02"};
        {
            const Store made(path);  // units with dates of their own: their checksums hold
            const sqlite::Database database(path, sqlite::Database::Mode::existing);
            sqlite::Statement problem(database, "INSERT INTO problem(key, text) VALUES(?, ?)");
            for (const std::string& text : {relu, tanh_problem}) problem.with(key_of(text), text).run();
            sqlite::Statement unit(database, "INSERT INTO unit VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
            for (std::uint64_t t = 0; t < 4; ++t)
                for (const std::int64_t id : {1, 2}) {
                    const auto results = bytes_of(std::vector<double>{double(t)});
                    const std::string finished = days[t] + "T12:00:00Z", by = t == 3 ? "0.0.2" : "0.0.1";
                    const Uuid sum = checksum(key_of(id == 1 ? relu : tanh_problem), 1, t, results, 0.5, finished, by);
                    unit.with(id, std::uint64_t(1), t, results, 0.5, finished, by, sum).run();
                }
        }
        const Store store(path);
        CHECK(store.verify().damage.empty());
        const auto list = [&](const Selection& selection) {
            std::string text;
            for (const StoredSeries& s : store.list(selection))
                text +=
                    (s.problem == relu ? "relu " : "tanh ") + std::to_string(s.units) + " " + s.from + " " + s.to + ";";
            return text;
        };
        CHECK(list({}) == "relu 4 2019-12-31 2022-02-02;tanh 4 2019-12-31 2022-02-02;");
        CHECK(list({.before = "2021-01-01"}) == "relu 2 2019-12-31 2020-01-05;tanh 2 2019-12-31 2020-01-05;");
        CHECK(list({.where = {{"version", "0.0.2"}, {"activation", "tanh"}}}) == "tanh 1 2022-02-02 2022-02-02;");
        CHECK(list({.before = "2022-01-01", .where = {{"activation", "tanh"}, {"dim", "30"}, {"version", "0.0.1"}}}) ==
              "tanh 3 2019-12-31 2021-07-01;");
        CHECK(list({.where = {{"activation", "tanh"}, {"dim", "31"}}}).empty());
        Store other(folder.file("b.sqlite"));
        other.add(units(relu, 1, 1, 2));
        const Merged merged = other.merge(store);
        CHECK(merged.added == 7);
        CHECK(merged.conflicts == 1);
        std::string versions;
        other.for_each({}, [&](const UnitRecord& r) {
            versions += r.finished.substr(0, 4) == "2020" || r.version == std::string(version)
                            ? r.version + " "
                            : r.version.substr(4) + " ";
        });
        CHECK(versions == "0.0.1 " + std::string(version) + " 1 2 0.0.1 1 1 2 ");
        CHECK(other.verify().damage.empty());
    }

    TEST_CASE("[identity] of several conflicts and damages the first is named, all are counted") {
        const TemporaryFolder folder;
        Store a(folder.file("a.sqlite")), b(folder.file("b.sqlite"));
        a.add(units(relu, 1, 0, 10));
        auto changed = units(relu, 1, 0, 10);
        for (NewUnit& unit : changed)
            if (unit.trial >= 3) unit.values[1] = -1;
        b.add(changed);
        sqlite::Database(folder.file("b.sqlite"), sqlite::Database::Mode::existing)
            .run("UPDATE unit SET seconds = 9 WHERE trial IN (1, 6, 8)");
        const Merged merged = a.merge(b);
        CHECK(merged.added == 0);
        CHECK(merged.present == 7);
        CHECK(merged.conflicts == 5);
        CHECK(merged.damaged == 3);
        CHECK(merged.first_conflict.find("trial 3 of seed 1") != std::string::npos);
        CHECK(merged.first_damage.find("trial 1 of seed 1") != std::string::npos);
        CHECK(a.find(relu, 1)[4].values == std::vector<double>{4, 0.2});
        // and no unit with damage is handed out
        std::size_t seen = 0;
        CHECK_THROWS_WITH_AS(b.for_each({}, [&](const UnitRecord&) { ++seen; }), doctest::Contains("trial 1 of seed 1"),
                             StoreError);
        CHECK(seen == 1);
        CHECK_THROWS_WITH_AS(static_cast<void>(b.find(relu, 1)), doctest::Contains("trial 1 of seed 1"), StoreError);
    }

    TEST_CASE("[identity] the default is the first of three places that has a name") {
        const auto set = [](const char* name, const char* value) { value ? setenv(name, value, 1) : unsetenv(name); };
        std::vector<std::pair<const char*, std::optional<std::string>>> before;
        for (const char* name : {"LAZYRISK_STORE", "XDG_DATA_HOME", "HOME"})
            before.emplace_back(name, std::getenv(name) ? std::optional<std::string>(std::getenv(name)) : std::nullopt);
        set("LAZYRISK_STORE", "/a/b.sqlite"), set("XDG_DATA_HOME", "/data"), set("HOME", "/home/u");
        CHECK(default_store() == "/a/b.sqlite");
        set("LAZYRISK_STORE", "");
        CHECK(default_store() == "/data/lazyrisk/results.sqlite");
        set("XDG_DATA_HOME", "relative");
        CHECK(default_store() == "/home/u/.local/share/lazyrisk/results.sqlite");
        set("HOME", nullptr);
        CHECK_THROWS_WITH_AS(default_store(), doctest::Contains("`store`"), StoreError);
        for (const auto& [name, value] : before) set(name, value ? value->c_str() : nullptr);
    }
}
