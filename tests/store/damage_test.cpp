// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a store does where the disk, the file or its owner's rights are not as they should be.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "lazyrisk/store/checksum.hpp"
#include "lazyrisk/store/inside.hpp"
#include "lazyrisk/store/store.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;
namespace fs = std::filesystem;

namespace {

const std::string problem = R"({"activation":"relu","dim":30})", other = R"({"activation":"tanh","dim":30})";
constexpr double marker = 1.2345678901234567e-200;

std::vector<NewUnit> units(std::uint64_t from, std::uint64_t to, const std::string& of = problem) {
    std::vector<NewUnit> out;
    for (std::uint64_t t = from; t < to; ++t)
        out.push_back({of, 1, t, {double(t), t == 5 ? marker : 2.0, 3, 4, 5}, 0.25});
    return out;
}

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
void write(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

/// Runs `work` in a process of its own, as a user without rights of root; true: it returned true.
bool in_child(const std::function<bool()>& work, bool as_nobody = false) {
    const pid_t child = fork();
    if (child == 0) {
        if (as_nobody && geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(3);
        try {
            _exit(work() ? 0 : 1);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
            _exit(2);
        }
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// The sentence that `work` throws.
std::string sentence(const std::function<void()>& work) {
    try {
        work();
    } catch (const StoreError& error) {
        return error.what();
    }
    return "";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("store/damage") {
    TEST_CASE("[error] a flipped bit is found, not used, and removed by repair alone") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite");
        {
            Store store(path);
            store.add(units(0, 20));
            store.add(units(0, 3, other));
        }
        std::string bytes = content(path);
        const auto pattern = bytes_of(std::vector<double>{marker});
        const auto at = std::search(bytes.begin(), bytes.end(), pattern.begin(), pattern.end(),
                                    [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
        REQUIRE(at != bytes.end());
        *at = char(*at ^ 1);
        write(path, bytes);

        Store store(path);
        const Soundness seen = store.verify();
        CHECK(seen.units == 23);
        CHECK(seen.problems == 2);
        REQUIRE(seen.damage.size() == 1);
        CHECK(has(seen.damage[0], "trial 5 of seed 1"));
        CHECK(has(sentence([&] { static_cast<void>(store.find(problem, 1)); }), "--repair"));
        CHECK(store.find(other, 1).size() == 3);
        Store copy(folder.file("copy.sqlite"));
        const Merged merged = copy.merge(store);
        CHECK(merged.added == 22);
        CHECK(merged.damaged == 1);
        CHECK(has(merged.first_damage, "trial 5"));
        CHECK(store.repair() == 1);
        CHECK(store.verify().damage.empty());
        CHECK(store.find(problem, 1).size() == 19);
        CHECK(store.add(units(0, 20)) == 1);
    }

    TEST_CASE("[error] a problem's changed text is found") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite");
        {
            Store store(path);
            store.add(units(0, 20));
            store.add(units(0, 3, other));
        }
        std::string bytes = content(path);
        for (std::size_t at; (at = bytes.find("\"tanh\"")) != std::string::npos;)
            bytes.replace(at, 6, "\"sinh\"");  // the index too
        write(path, bytes);
        Store store(path);
        CHECK(store.verify().damage.size() == 1);
        for (const auto& use : std::vector<std::function<void()>>{
                 [&] { static_cast<void>(store.list()); }, [&] { static_cast<void>(store.problems()); },
                 [&] { store.for_each({}, [](const UnitRecord&) {}); }, [&] { store.prune({.before = "9000-01-01"}); }})
            CHECK(has(sentence(use), "--repair"));
        Store copy(folder.file("copy.sqlite"));
        CHECK(copy.merge(store).damaged == 1);
        CHECK(copy.problems() == std::vector<std::string>{problem});
        CHECK(store.repair() == 3);
        CHECK(store.verify().damage.empty());
        CHECK(store.problems() == std::vector<std::string>{problem});
    }

    TEST_CASE("[error] a problem's changed name is one damage, however many units have it; none of them is merged") {
        for (const char* first :
             {"'x'", "CASE substr(key, 1, 1) WHEN '0' THEN '1' ELSE '0' END"}) {  // no UUID, another one
            const TemporaryFolder folder;
            const std::string path = folder.file("a.sqlite");
            {
                Store store(path);
                store.add(units(0, 20));
                store.add(units(0, 3, other));
            }
            const std::string change =
                std::string("UPDATE problem SET key = ") + first + " || substr(key, 2) WHERE text LIKE '%relu%'";
            sqlite::Database(path, sqlite::Database::Mode::existing).run(change.c_str());
            CAPTURE(change);
            Store store(path), copy(folder.file("copy.sqlite"));
            const Soundness seen = store.verify();
            CHECK(seen.units == 23);
            REQUIRE(seen.damage.size() == 1);
            CHECK(has(seen.damage[0], "its text is not the one of this name"));
            const Merged merged = copy.merge(store);
            CHECK(merged.damaged == 1);
            CHECK(merged.added == 3);
            CHECK(store.repair() == 20);
            CHECK(store.verify().damage.empty());
            CHECK(store.problems() == std::vector<std::string>{other});
        }
    }

    TEST_CASE(
        "[error] units without their problem, damaged ones and all of a problem: repair removes and counts each, no "
        "others") {
        const std::string third = R"({"activation":"erf","dim":30})";
        for (const bool lost : {false, true})
            for (const bool damaged : {false, true}) {
                const TemporaryFolder folder;
                const std::string path = folder.file("a.sqlite");
                {
                    Store store(path);
                    store.add(units(0, 20));
                    store.add(units(0, 3, other));
                    store.add(units(0, 7, third));
                }
                {
                    const sqlite::Database database(path, sqlite::Database::Mode::existing);
                    if (lost) database.run("DELETE FROM problem WHERE text LIKE '%tanh%'");
                    if (damaged)
                        database.run(
                            "UPDATE unit SET seconds = 9 WHERE trial IN (1, 4) AND problem <> (SELECT max(id) FROM "
                            "problem)");
                    database.run(
                        "UPDATE unit SET checksum = zeroblob(16) WHERE problem = (SELECT max(id) FROM problem)");
                }
                CAPTURE(lost);
                CAPTURE(damaged);
                Store store(path), copy(folder.file("copy.sqlite"));
                const std::size_t of_first = damaged ? 2 : 0, of_second = lost ? 3 : damaged ? 1 : 0;
                const Soundness seen = store.verify();
                CHECK(seen.damage.size() == of_first + (lost ? 1 : of_second) + 7);
                CHECK(seen.units == 20 + (lost ? 0 : 3) + 7);
                if (lost) CHECK(has(seen.damage[0], "3 units belong to no problem"));
                const Merged merged = copy.merge(store);
                CHECK(merged.added == 23 - of_first - of_second);
                CHECK(merged.damaged == of_first + (lost ? 0 : of_second) + 7);
                // a problem none of whose units is sound does not come along
                CHECK(copy.problems() ==
                      (lost ? std::vector<std::string>{problem} : std::vector<std::string>{problem, other}));
                CHECK(store.repair() == of_first + of_second + 7);
                CHECK(store.verify().damage.empty());
                CHECK(store.repair() == 0);
                CHECK(store.count({}) == 23 - of_first - of_second);
                CHECK(store.add(units(0, 20)) == of_first);
            }
    }

    TEST_CASE("[error] an index that is not its table's: repair rebuilds it and removes nothing") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite");
        {
            Store store(path);
            store.add(units(0, 20));
            store.add(units(0, 3, other));
        }
        const std::string whole = content(path);
        int of_index = 0;
        for (std::size_t at = 0; (at = whole.find("\"tanh\"", at)) != std::string::npos; ++at) {
            std::string bytes = whole;
            bytes.replace(at, 6, "\"sinh\"");
            write(path, bytes);
            Store store(path);
            const Soundness seen = store.verify();
            REQUIRE_FALSE(seen.damage.empty());
            const bool named = std::none_of(seen.damage.begin(), seen.damage.end(),
                                            [](const std::string& line) { return has(line, "its text"); });
            of_index += named;
            CHECK(has(seen.damage[0], "structure"));
            CHECK(store.repair() == (named ? 0 : 3));
            CHECK(store.verify().damage.empty());
            CHECK(store.find(other, 1).size() == (named ? 3 : 0));
        }
        CHECK(of_index == 1);
    }

    TEST_CASE("[identity] units of other versions are known as such") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite"), own(version), earlier(own.size(), '0');
        { Store(path).add(units(0, 20)); }
        std::string bytes = content(path);
        for (std::size_t at; (at = bytes.find("Z" + own)) != std::string::npos;)
            bytes.replace(at + 1, own.size(), earlier);
        write(path, bytes);
        Store store(path);
        store.add(units(20, 25));
        CHECK(store.count({.other_versions = true}) == 20);
        CHECK(store.count({.where = {{"version", earlier}}}) == 20);
        CHECK(store.count({.where = {{"version", own}}}) == 5);
        CHECK(store.prune({.other_versions = true}) == 20);
        CHECK(store.find(problem, 1).size() == 5);
    }

    TEST_CASE("[error] a page of zeros: the damage is named, what is sound can be saved") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite");
        {
            Store store(path);
            store.add(units(0, 2000));
            store.add(units(0, 5, other));
        }
        const std::string whole = content(path);
        int named = 0;
        for (const std::size_t page : {1u, 2u, 4u, 6u, 10u, 20u}) {  // page 0 says that it is a store
            std::string bytes = whole;
            std::fill_n(bytes.begin() + std::ptrdiff_t(4096 * page), 4096, '\0');
            write(path, bytes);
            CAPTURE(page);
            Store store(path), saved(folder.file("saved" + std::to_string(page) + ".sqlite"));
            const Soundness seen = store.verify();
            CHECK_FALSE(seen.damage.empty());
            const std::string failure = sentence([&] { static_cast<void>(store.find(problem, 1)); });
            named += has(failure, "damaged");
            sentence([&] { static_cast<void>(saved.merge(store)); });
            CHECK(saved.verify().damage.empty());
        }
        CHECK(named >= 3);  // pages of units, not those of an index
    }

    TEST_CASE("[error] damage of the store that is merged into is not taken for one of the other's") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite"), sound = folder.file("b.sqlite");
        for (const std::string& file : {path, sound}) Store(file).add(units(0, 2000));
        const std::string whole = content(path);
        const Store from(sound);
        int refused = 0;
        for (const std::size_t page : {4u, 6u, 10u, 20u}) {
            std::string bytes = whole;
            std::fill_n(bytes.begin() + std::ptrdiff_t(4096 * page), 4096, '\0');
            write(path, bytes);
            CAPTURE(page);
            Store store(path);
            Merged merged;
            const std::string said = sentence([&] { merged = store.merge(from); });
            refused += has(said, path + " is damaged");
            CHECK(merged.damaged == 0);
            CHECK_FALSE(has(said, sound));
        }
        CHECK(refused >= 3);
    }

    TEST_CASE("[identity] an empty file, as an end before the first table leaves it, is an empty store to every verb") {
        const TemporaryFolder folder;
        for (const auto access : {Store::Access::create, Store::Access::existing}) {
            const std::string path = folder.file(access == Store::Access::create ? "a.sqlite" : "b.sqlite");
            write(path, "");
            Store store(path, access);
            CHECK(store.verify().damage.empty());
            CHECK(store.list().empty());
            CHECK(store.find(problem, 1).empty());
        }
    }

    TEST_CASE("[golden] a rollback journal waits for the disk at every commit, a WAL does not") {
        const TemporaryFolder folder;
        for (const bool shared_memory : {false, true}) {
            const sqlite::Database database(folder.file(shared_memory ? "wal" : "delete"),
                                            sqlite::Database::Mode::create);
            choose_journal(database, shared_memory);
            CHECK(database.text("PRAGMA journal_mode") == (shared_memory ? "wal" : "delete"));
            CHECK(database.number("PRAGMA synchronous") == (shared_memory ? 1 : 2));  // NORMAL, FULL
        }
        Store store(folder.file("a.sqlite"));  // as a store does: the folder of temporary files is a local one
        CHECK(sqlite::Database(folder.file("a.sqlite"), sqlite::Database::Mode::existing).text("PRAGMA journal_mode") ==
              "wal");
    }

    TEST_CASE("[error] a file that is not a store, or of a newer schema, is refused and not touched") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite"), text = folder.file("text");
        const auto refused = [](const std::string& file, const std::string& words) {
            const std::string before = content(file);
            for (const auto access : {Store::Access::create, Store::Access::existing}) {
                const std::string said = sentence([&] { Store(file, access); });
                CAPTURE(said);
                CHECK(has(said, file));
                CHECK(has(said, words));
            }
            CHECK(content(file) == before);
        };
        write(text, std::string(5000, 'x'));
        refused(text, "not a store");
        { Store store(path); }
        std::string bytes = content(path);
        bytes[63] = 2;  // user_version, big-endian at byte 60 of SQLite's header
        write(path, bytes);
        refused(path, "schema 2, here 1");
        bytes[63] = 1;
        bytes[71] = char(bytes[71] ^ 1);  // application_id at byte 68
        write(path, bytes);
        refused(path, "not a store");
        CHECK(has(sentence([&] { Store(folder.path.string()); }), "is a folder"));
        CHECK(has(sentence([&] { Store(""); }), "empty"));
        CHECK(has(sentence([&] { Store(text + "/a.sqlite"); }), "cannot be made"));
        CHECK(has(sentence([&] { Store(folder.file("no.sqlite"), Store::Access::existing); }), "does not exist"));
        CHECK_FALSE(fs::exists(folder.file("no.sqlite")));
    }

    TEST_CASE("[identity] folders are made, names with every character are files") {
        const TemporaryFolder folder;
        const std::string path = folder.file("new/deep folder/a?b#c%20d'e.sqlite");
        { Store(path).add(units(0, 3)); }
        CHECK(fs::exists(path));
        CHECK(Store(path, Store::Access::existing).find(problem, 1).size() == 3);
    }

    TEST_CASE("[error] a full disk: nothing half written, the store still reads, and writes when there is room again") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite");
        { Store(path).add(units(0, 100)); }
        CHECK(in_child([&] {
            Store store(path);
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit small{fs::file_size(path) + 20000, RLIM_INFINITY};  // no file may grow beyond
            setrlimit(RLIMIT_FSIZE, &small);
            const std::string said = sentence([&] { store.add(units(1000, 6000)); });
            const bool reads = store.find(problem, 1).size() == 100 && store.verify().damage.empty();
            const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
            setrlimit(RLIMIT_FSIZE, &unlimited);
            return has(said, path) && has(said, "with `store`") && reads && store.add(units(100, 200)) == 100;
        }));
        const Store store(path);
        CHECK(store.verify().damage.empty());
        CHECK(store.find(problem, 1).size() == 200);
    }

    TEST_CASE("[error] a read-only file or folder is read; to add is refused") {
        const TemporaryFolder folder;
        const std::string inside = folder.file("locked"), path = inside + "/a?.sqlite";
        { Store(path).add(units(0, 100)); }
        const auto reads_only = [&] {
            Store store(path);
            const std::string said = sentence([&] { store.add(units(100, 101)); });
            return store.find(problem, 1).size() == 100 && store.list().size() == 1 && store.verify().damage.empty() &&
                   has(said, "may not be written") && store.find(problem, 1).size() == 100;
        };
        chmod(folder.path.c_str(), 0755);
        chmod(path.c_str(), 0444);
        chmod(inside.c_str(), 0555);
        CHECK(in_child(reads_only, true));
        CHECK(
            in_child([&] { return has(sentence([&] { Store(inside + "/new.sqlite"); }), "cannot be opened"); }, true));
        CHECK(in_child([&] { return has(sentence([&] { Store(inside + "/new/new.sqlite"); }), "cannot be made"); },
                       true));
        chmod(inside.c_str(), 0777);
        CHECK(in_child(reads_only, true));
        chmod(path.c_str(), 0000);
        CHECK(in_child([&] { return has(sentence([&] { Store store(path); }), "cannot be opened"); }, true));
        chmod(path.c_str(), 0644);
        CHECK(Store(path).add(units(0, 101)) == 1);
    }
}
