// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Simulations from outside: what is kept, shared, killed and spread over processes.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "../command.hpp"
#include "../nearly.hpp"
#include "lazyrisk/store/store.hpp"
#include "lazyrisk/words/csv.hpp"
#include "paths.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

struct Result {
    int status;
    std::string out, error;
};

/// A shell command in which $L is the program, by a name without spaces.
Result shell(const TemporaryFolder& folder, const std::string& command) {
    std::error_code there;
    std::filesystem::create_symlink(paths::program, folder.file("lazyrisk"), there);
    const std::string whole =
        "L=./lazyrisk; cd '" + folder.file("") + "' && { " + command + "; } 2>'" + folder.file("stderr") + "'";
    const CommandResult ran = run_command(whole);
    std::ifstream error(folder.file("stderr"));
    return {ran.status, ran.out, {std::istreambuf_iterator<char>(error), {}}};
}

const std::string question =
    "simulate --activation tanh --dim 12 --samples 60 --sweep width=20,60,90 --ridge 1e-2 --noise 0.1 --test-points "
    "200 --format csv ";

const std::string mpirun = "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun --oversubscribe -n ";

std::uint64_t units(const std::string& path) { return Store(path, Store::Access::existing).count({}); }

}  // namespace

TEST_SUITE("apps/campaign") {
    TEST_CASE("[identity] any number of threads, and of ranks where there is MPI: the same bytes") {
        const TemporaryFolder folder;
        const std::string one = shell(folder, "$L " + question + "--trials 7 --threads 1").out;
        REQUIRE(one.size() > 500);
        for (const char* threads : {"2", "4"})
            CHECK(shell(folder, "$L " + question + "--trials 7 --threads " + threads).out == one);
        const bool built = shell(folder, "ldd $L | grep -q libmpi").status == 0,
                   there = shell(folder, "command -v mpirun").status == 0;
        if (!built || !there) {
            MESSAGE("built without MPI, or no mpirun: ranks are not tested");
            return;
        }
        for (const char* ranks : {"1", "2", "4"})
            CHECK(shell(folder, mpirun + ranks + " $L " + question + "--trials 7").out == one);
        CHECK(shell(folder, mpirun + "3 $L " + question + "--trials 7 --threads 2 --store s.sqlite --output a.csv")
                  .out.empty());
        CHECK(shell(folder, "cat a.csv").out == one);
        CHECK(units(folder.file("s.sqlite")) == 21);
        const Result wrong = shell(folder, mpirun + "2 $L simulate --dim 1.5 --trials 2");
        CHECK(wrong.status == 2);
        const Result compared = shell(
            folder,
            mpirun +
                "2 $L compare --dim 20 --samples 40 --sweep width=20,60 --trials 6 --test-points 200 --format csv");
        CHECK(compared.out ==
              shell(folder,
                    "$L compare --dim 20 --samples 40 --sweep width=20,60 --trials 6 --test-points 200 --format csv")
                  .out);
    }

    TEST_CASE(
        "[identity] a question asked twice is answered from the store; more trials extend it; fewer are a part of it") {
        const TemporaryFolder folder;
        const std::string stored = question + "--store s.sqlite --trials ";
        const std::string five = shell(folder, "$L " + stored + "5").out;
        CHECK(units(folder.file("s.sqlite")) == 15);
        CHECK(shell(folder, "$L " + stored + "5").out == five);
        CHECK(units(folder.file("s.sqlite")) == 15);
        const std::string nine = shell(folder, "$L " + stored + "9").out;
        CHECK(units(folder.file("s.sqlite")) == 27);
        CHECK(nine == shell(folder, "$L " + question + "--no-store --trials 9").out);
        CHECK(shell(folder, "$L " + stored + "5").out == five);
        // the other plan is another question: it would be no check of the first otherwise
        CHECK(shell(folder, "$L " + stored + "5 --plan pointwise").status == 0);
        CHECK(units(folder.file("s.sqlite")) == 42);
    }

    TEST_CASE(
        "[identity] numbers are a function of the command: not of what a store holds, nor of the order of a sweep") {
        const TemporaryFolder folder;
        const std::string asked =
            "simulate --activation tanh --dim 12 --samples 60 --ridge 1e-2 --noise 0.1 --test-points 200 --trials 30 "
            "--format csv ";
        const std::string alone = shell(folder, "$L " + asked + "--sweep width=20,60,90 --no-store").out;
        REQUIRE(alone.size() > 500);
        // a part of the sweep before it, the whole of another one, and the same with more trials
        for (const char* before : {"--sweep width=20", "--sweep width=60,90", "--sweep width=20,60,90,120"})
            CHECK(shell(folder, "$L " + asked + before + " --store s.sqlite").status == 0);
        CHECK(shell(folder, "$L " + asked + "--sweep width=20,60,90 --store s.sqlite").out == alone);
        CHECK(units(folder.file("s.sqlite")) == 30 * (1 + 2 + 4 + 3));
        const auto sorted = [&](const std::string& values) {
            return shell(folder, "$L " + asked + "--no-store --sweep width=" + values + " | sort").out;
        };
        CHECK(sorted("90,20,60") == sorted("20,60,90"));
        // many ridges have one eigendecomposition, a few a Cholesky factor each: other last digits
        const std::string ridges =
            "simulate --dim 12 --samples 60 --width 30 --noise 0.1 --test-points 200 --trials 4 --format csv --sweep "
            "ridge=";
        const std::string many = shell(folder, "$L " + ridges + "1e-3:1:40:log --no-store").out;
        CHECK(shell(folder, "$L " + ridges + "1e-3,1 --store r.sqlite").status == 0);
        CHECK(shell(folder, "$L " + ridges + "1e-3:1:40:log --store r.sqlite").out == many);
        // each point for itself: a sweep may grow
        const std::string pointwise = asked + "--plan pointwise ";
        CHECK(shell(folder, "$L " + pointwise + "--sweep width=20 --store p.sqlite").status == 0);
        CHECK(shell(folder, "$L " + pointwise + "--sweep width=20,60 --store p.sqlite").out ==
              shell(folder, "$L " + pointwise + "--sweep width=20,60 --no-store").out);
        CHECK(units(folder.file("p.sqlite")) == 60);
        // with --until the points of a factor go on together
        const std::string until =
            "simulate --dim 20 --samples 60 --sweep width=15,40 --trials 4 --until 0.05 --test-points 200 --format "
            "csv ";
        const std::string whole = shell(folder, "$L " + until + "--no-store").out;
        CHECK(std::count(whole.begin(), whole.end(), '\n') == 3);
        CHECK(whole.find("unresolved") == std::string::npos);  // each of them is there
        CHECK(
            shell(folder,
                  "$L simulate --dim 20 --samples 60 --sweep width=15,40 --trials 7 --test-points 200 --store u.sqlite")
                .status == 0);
        CHECK(shell(folder, "$L " + until + "--store u.sqlite").out == whole);
        CHECK(shell(folder, "$L " + until + "--store u.sqlite").out == whole);
    }

    TEST_CASE(
        "[identity] kill -9 at twenty random moments: the store is sound, nothing finished is lost, the table is that "
        "of a quiet run") {
        const TemporaryFolder folder;
        const std::string asked =
            "simulate --dim 16 --samples 120 --width 100 --sweep ridge=1e-3,1e-2 --trials 200 --test-points 300 "
            "--threads 2 --format csv ";
        const std::string quiet = shell(folder, "$L " + asked + "--no-store").out;
        const std::string path = folder.file("killed.sqlite");
        std::mt19937 random(5);
        std::uint64_t before = 0;
        // on a busy machine it may take longer until the first trial is kept
        for (int round = 0, longest = 120; round < 20 || (before == 0 && round < 60); ++round) {
            if (round > 0 && before == 0) longest = std::min(longest * 3 / 2, 20000);
            std::fflush(nullptr);  // or the child says it again
            const pid_t child = fork();
            if (child == 0) {
                std::freopen("/dev/null", "w", stdout);
                execl("/bin/sh", "sh", "-c",
                      ("exec '" + std::string(paths::program) + "' " + asked + "--store '" + path + "'").c_str(),
                      nullptr);
                _exit(127);
            }
            std::this_thread::sleep_for(
                std::chrono::milliseconds(std::uniform_int_distribution<int>(5, longest)(random)));
            kill(child, SIGKILL);
            waitpid(child, nullptr, 0);
            if (!std::filesystem::exists(path)) continue;  // killed before it began
            const Result verified = shell(folder, "$L store verify --store killed.sqlite");
            CAPTURE(verified.error);
            CHECK((verified.status == 0 || verified.error.find("is not a") != std::string::npos));
            if (verified.status != 0) continue;
            const std::uint64_t now = units(path);
            CHECK(now >= before);
            before = now;
        }
        CHECK(before > 0);
        CHECK(shell(folder, "$L " + asked + "--store killed.sqlite").out == quiet);
        CHECK(units(path) == 400);
    }

    TEST_CASE(
        "[identity] trained networks, gaps and densities: any threads and ranks give the same bytes, trials are kept, "
        "extended and not done twice") {
        const TemporaryFolder folder;
        const bool ranks = shell(folder, "ldd $L | grep -q libmpi && command -v mpirun").status == 0;
        struct Asked {
            std::string question, trials;
            std::uint64_t few, many;
        };
        const std::vector<Asked> all{
            {"train --dim 5 --samples 12 --sweep width=16,40 --steps 30 --test-points 60 --format csv ", "--trials ", 6,
             10},
            {"gap --dim 12 --sweep width=5,20 --target 'neuron(relu)' --format csv ", "--trials ", 6, 10},
            {"density --dim 12 --samples 40 --width 60 --format json ", "--simulate ", 3, 5}};
        for (const Asked& asked : all) {
            const auto& [question, trials, few, many] = asked;
            CAPTURE(asked.question);
            const std::string five = shell(folder, "$L " + question + trials + "5 --no-store --threads 1").out;
            REQUIRE(five.size() > 200);
            CHECK(shell(folder, "$L " + question + trials + "5 --no-store --threads 3").out == five);
            std::filesystem::remove(folder.file("s.sqlite"));
            CHECK(shell(folder, "$L " + question + trials + "3 --store s.sqlite").status == 0);
            CHECK(units(folder.file("s.sqlite")) == few);
            CHECK(shell(folder, "$L " + question + trials + "5 --store s.sqlite").out == five);
            CHECK(units(folder.file("s.sqlite")) == many);
            CHECK(shell(folder, "$L " + question + trials + "5 --store s.sqlite").out == five);
            CHECK(units(folder.file("s.sqlite")) == many);
            CHECK(shell(folder, "$L store export --store s.sqlite --output e.csv && grep -c verb e.csv").out == "1\n");
            if (!ranks) continue;
            for (const char* number : {"2", "4"})
                CHECK(shell(folder, mpirun + number + " $L " + question + trials + "5 --no-store").out == five);
            std::filesystem::remove(folder.file("r.sqlite"));
            CHECK(shell(folder, mpirun + "3 $L " + question + trials + "5 --store r.sqlite").out == five);
            CHECK(units(folder.file("r.sqlite")) == many);
        }
    }

    TEST_CASE("[identity] ranks through sixty questions in a row: one that is ahead waits for one that is behind") {
        const TemporaryFolder folder;
        if (shell(folder, "ldd $L | grep -q libmpi && command -v mpirun").status != 0) return;
        const std::string asked =
            "$L gap --dim 12 --sweep width=5:100:60 --target 'neuron(relu)' --format csv --trials 1 --no-store";
        const std::string one = shell(folder, asked).out;
        REQUIRE(std::count(one.begin(), one.end(), '\n') == 61);
        CHECK(shell(folder, mpirun + "4 " + asked).out == one);
    }

    TEST_CASE(
        "[identity] kill -9 while networks are trained: what was finished is there, the table is that of a quiet run") {
        const TemporaryFolder folder;
        const std::string asked =
            "train --dim 6 --samples 30 --width 100 --steps 60 --test-points 100 --trials 40 --threads 2 --format csv ";
        const std::string quiet = shell(folder, "$L " + asked + "--no-store").out, path = folder.file("killed.sqlite");
        std::uint64_t before = 0;
        for (int round = 0; round < 5; ++round) {
            CHECK(shell(folder, "timeout -s KILL 0." + std::to_string(2 + round) + " $L " + asked +
                                    "--store killed.sqlite; true")
                      .status == 0);
            if (!std::filesystem::exists(path) || shell(folder, "$L store verify --store killed.sqlite").status != 0)
                continue;  // killed before it began
            CHECK(units(path) >= before);
            before = units(path);
        }
        CHECK(shell(folder, "$L " + asked + "--store killed.sqlite").out == quiet);
        CHECK(units(path) == 40);
    }

    TEST_CASE("[identity] shards of an array job, merged, are the whole") {
        const TemporaryFolder folder;
        const std::string whole = shell(folder, "$L " + question + "--trials 8").out;
        const Result shards =
            shell(folder, "for i in 1 2 3; do $L " + question +
                              "--trials 8 --shard $i/3 --store $i.sqlite > $i.csv || exit 1; done; "
                              "$L store merge 1.sqlite 2.sqlite 3.sqlite --store all.sqlite > merged.txt");
        CHECK(shards.status == 0);
        CHECK(units(folder.file("1.sqlite")) == 9);
        CHECK(shell(folder, "grep -c 'shard: 2 of 3' 2.csv").out == "3\n");
        CHECK(units(folder.file("all.sqlite")) == 24);
        CHECK(shell(folder, "$L " + question + "--trials 8 --store all.sqlite").out == whole);
        CHECK(units(folder.file("all.sqlite")) == 24);
    }

    TEST_CASE("[identity] two processes with one store finish the same work") {
        const TemporaryFolder folder;
        CHECK(shell(folder, "$L " + question + "--trials 30 --store s.sqlite > a.csv & $L " + question +
                                "--trials 30 --store s.sqlite > b.csv; wait; cmp a.csv b.csv")
                  .status == 0);
        CHECK(units(folder.file("s.sqlite")) == 90);
    }

    TEST_CASE("[identity] exact averages agree with test points, with far less chance in them") {
        const TemporaryFolder folder;
        const auto means = [&](const std::string& estimator) {
            std::ofstream(folder.file("out.csv"))
                << shell(folder,
                         "$L simulate --activation relu --dim 20 --samples 100 --sweep width=40,200 --energy "
                         "1=0.5,2=0.3,3=0.1 "
                         "--ridge 1e-2 --noise 0.1 --trials 40 --format csv --estimator " +
                             estimator)
                       .out;
            return read_csv(folder.file("out.csv"));
        };
        const CsvTable points = means("test-points"), exact = means("exact");
        const auto column = [](const CsvTable& t, std::size_t row, const std::string& name) {
            return std::stod(
                t.rows[row]
                    .cells[std::size_t(std::find(t.columns.begin(), t.columns.end(), name) - t.columns.begin())]);
        };
        for (std::size_t row = 0; row < 2; ++row)
            for (const std::string name : {"test_error", "bias", "variance", "train_error", "weight_norm"}) {
                const double error = column(points, row, name + ".standard_error"),
                             other = column(exact, row, name + ".standard_error");
                CAPTURE(name);
                CHECK(std::abs(column(points, row, name + ".mean") - column(exact, row, name + ".mean")) <
                      4 * std::hypot(error, other));
                CHECK(other < (name == "variance" ? 1.2 : 0.7) * error);
            }
    }

    TEST_CASE(
        "[identity] the plan is shown, and not carried out by --dry-run; what does not fit is refused with what "
        "would") {
        const TemporaryFolder folder;
        const Result dry = shell(folder, "$L simulate --model kernel --dim 20 --sweep samples=10:1000:100 --dry-run");
        CHECK(dry.status == 0);
        CHECK(dry.out.find("1 Cholesky factor for 100 fits") != std::string::npos);
        CHECK(dry.out.find("test_error") == std::string::npos);
        const Result explained =
            shell(folder, "$L simulate --dim 20 --samples 30 --width 20 --trials 2 --explain --format csv");
        CHECK(explained.error.find("S^T S of 30 samples, width 20: 1 Cholesky factor for 1 fit") != std::string::npos);
        CHECK(explained.out.starts_with("model,"));
        CHECK(shell(folder, "$L simulate --dim 20 --samples 50 --width 70 --sweep ridge=1e-3:1:40 --dry-run")
                  .out.find("1 eigendecomposition for 40 fits") != std::string::npos);
        const Result large = shell(folder, "$L simulate --model kernel --dim 20 --samples 2000000 --trials 1");
        CHECK(large.status == 1);
        CHECK(large.error.find("samples would fit") != std::string::npos);
    }

    TEST_CASE("[identity] heavy tails are named; --until stops at what was asked") {
        const TemporaryFolder folder;
        const Result heavy = shell(folder,
                                   "$L compare --dim 20 --samples 60 --sweep width=60,30 --ridge 1e-12 --noise 0.1 "
                                   "--trials 40 --test-points 100 --format csv");
        CHECK(heavy.out.find("heavy-tailed") != std::string::npos);
        const Result until =
            shell(folder, "$L simulate --dim 20 --samples 60 --width 30 --trials 4 --until 0.05 --format csv");
        CHECK(until.out.find(",ok,") != std::string::npos);
        const Result never =
            shell(folder,
                  "$L simulate --dim 20 --samples 60 --width 30 --trials 4 --until 0.001 --most-trials 6 --format csv");
        CHECK(never.out.find("unresolved") != std::string::npos);
    }

    TEST_CASE("[identity] covariance: the variances are the squared standard errors, no correlation is above 1") {
        const TemporaryFolder folder;
        std::ofstream(folder.file("out.csv"))
            << shell(folder, "$L " + question + "--trials 9 --covariance-of-means c.csv").out;
        const CsvTable table = read_csv(folder.file("out.csv")), covariance = read_csv(folder.file("c.csv"));
        REQUIRE(covariance.rows.size() == 6);
        const std::size_t error = std::size_t(
            std::find(table.columns.begin(), table.columns.end(), "test_error.standard_error") - table.columns.begin());
        for (const auto& row : covariance.rows) {
            CHECK(row.cells[2] == "9");
            CHECK(std::abs(std::stod(row.cells[4])) <= 1);
            if (row.cells[0] == row.cells[1])
                CHECK(std::stod(row.cells[3]) ==
                      nearly(std::pow(std::stod(table.rows[std::stoul(row.cells[0]) - 1].cells[error]), 2)));
        }
    }

    TEST_CASE("[error] one sentence, the option named") {
        const TemporaryFolder folder;
        for (const auto& wrong :
             std::vector<std::pair<std::string, std::string>>{{"--plan fast", "plan"},
                                                              {"--estimator best", "estimator"},
                                                              {"--until 2", "until"},
                                                              {"--shard 4/3", "shard"},
                                                              {"--shard 1", "shard"},
                                                              {"--precision half", "precision"},
                                                              {"--estimator exact --ensemble 2", "ensemble"},
                                                              {"--store a --no-store", "--no-store"},
                                                              {"--store /proc/none/x.sqlite", "/proc/none"},
                                                              {"--shard 1/2 --until 0.1", "until"}}) {
            const Result r = shell(folder, "$L simulate --dim 20 --samples 30 --width 20 --trials 2 " + wrong.first);
            CAPTURE(wrong.first);
            CAPTURE(r.error);
            CHECK(r.status != 0);
            CHECK(r.out.empty());
            CHECK(r.error.find(wrong.second) != std::string::npos);
        }
    }
}
