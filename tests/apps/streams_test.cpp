// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the program does where its streams, its files and its signals are not as they should be.
#include <cstdlib>
#include <map>
#include <set>
#include <vector>

#include "apps/program.hpp"
#include "paths.hpp"

namespace {

namespace fs = std::filesystem;

/// In bash, with the program as $lazyrisk; what it exits with.
struct Shell {
    ScratchFolder folder;
    ProgramResult run(const std::string& script) const {
        // by a name without blanks: scripts say $lazyrisk as it is
        std::error_code there;
        fs::create_symlink(paths::program, folder.path / "program", there);
        const std::string file =
            folder.file("script", "cd '" + folder.path.string() + "'\nexport LAZYRISK_STORE=\nlazyrisk='" +
                                      (folder.path / "program").string() + "'\n" + script + "\n");
        const CommandResult ran = run_command("bash '" + file + "' 2>'" + (folder.path / "stderr").string() + "'");
        return {ran.status, ran.out, folder.read("stderr")};
    }
};

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

int lines(const std::string& text) { return int(std::count(text.begin(), text.end(), '\n')); }

const std::string warned = "curve --psi2 3 --energy 1=1,3=0.5 --sweep psi1=1,2 --format csv";

/// Waits in the shell, not for ever, until something is so.
std::string until(const std::string& so) {
    return "for ((i = 0; i < 3000; ++i)); do " + so + " && break; sleep 0.05; done\n";
}

/// A command of every verb that writes to standard output.
const std::map<std::string, std::vector<std::string>> commands{
    {"", {"", "--help", "--version"}},
    {"risk", {"risk --psi1 2 --psi2 3", "risk --psi1 2 --psi2 3 --format json", "risk --help"}},
    {"curve", {"curve --psi2 3 --sweep psi1=1,2", "curve --psi2 3 --sweep psi1=1,2 --plot -"}},
    {"simulate",
     {"simulate --dim 5 --samples 6 --width 4 --trials 2",
      "simulate --dim 5 --samples 6 --width 4 --trials 2 --dry-run"}},
    {"compare", {"compare --dim 5 --samples 6 --width 4 --trials 2"}},
    {"spectrum", {"spectrum --activation relu --degrees 0:3"}},
    {"kernel", {"kernel --at 0,1", "kernel --formula"}},
    {"density", {"density --psi1 2 --psi2 3 --points 5", "density --psi1 2 --psi2 3 --points 5 --format json"}},
    {"expand", {"expand --list", "expand --of ridgeless --smaller width --mass 1=0.5,rest=0.1"}},
    {"train", {"train --dim 4 --samples 5 --width 4 --trials 1 --steps 2"}},
    {"gap", {"gap --dim 5 --width 4 --energy 1=1"}},
    {"exponents", {"exponents --psi1 2 --psi2 3 --noise 0.1", "exponents --psi1 2 --psi2 3 --format json"}},
    {"threshold", {"threshold --psi1 2 --labels sign --flip 0.1", "threshold --psi1 2 --labels sign --format json"}},
    {"run",
     {"run --list", "run --list --format markdown", "run one.toml --check", "run one.toml", "run one.toml --dry-run",
      "run --verify kept"}},
    {"report", {"report kept"}},
    {"data", {"data points.csv"}},
    {"predict", {"predict --data points.csv --kernel linear --ridge 1 --samples 5 --quiet"}},
    {"gram", {"gram --data points.csv --kernel linear --dry-run"}},
    {"activations", {"activations"}},
    {"store",
     {"store", "store path", "store list --store s", "store export --store s", "store verify --store s",
      "store prune --store s --before 2020-01-01", "store merge s --store t"}},
    {"completion", {"completion bash", "completion zsh", "completion fish"}},
    {"man", {"man", "man risk"}}};

const char* const points = "a,1,0,2\na,2,1,1\nb,0,1,0\nb,1,2,0\na,2,0,1\na,1,1,3\nb,0,2,1\nb,1,3,0\n";

const char* const experiment = R"(title = "one"
[[figure]]
name = "f"
title = "f"
[[figure.curve]]
label = "c"
problem = {psi2 = 3, dim = 10}
theory = "psi1=1,2"
simulation = "psi1=1,2"
trials = 2
)";

}  // namespace

TEST_SUITE("apps/streams") {
    TEST_CASE("[error] a full standard output: status 1 and one sentence, of every verb") {
        const Shell shell;
        shell.folder.file("one.toml", experiment);
        shell.folder.file("points.csv", points);
        REQUIRE(shell
                    .run("$lazyrisk run one.toml --output kept && LAZYRISK_STORE=s $lazyrisk simulate --dim 5 "
                         "--samples 6 --width 4 --trials 1")
                    .status == 0);
        // the verbs are those that have a page of the manual
        REQUIRE(shell.run("$lazyrisk man --folder pages").status == 0);
        std::set<std::string> verbs;
        for (const auto& page : fs::directory_iterator(shell.folder.path / "pages")) {
            const std::string name = page.path().stem().string(), stem = "lazyrisk-";
            verbs.insert(name.starts_with(stem) ? name.substr(stem.size()) : "");
        }
        for (const std::string& verb : verbs) {
            CAPTURE(verb);
            CHECK(commands.count(verb) == 1);
        }
        for (const auto& [verb, list] : commands)
            for (const std::string& command : list) {
                CAPTURE(command);
                const ProgramResult r = shell.run("$lazyrisk " + command + " > /dev/full");
                CAPTURE(r.error);
                CHECK(r.status == 1);
                CHECK(has(r.error, "standard output cannot be written (No space left on device)"));
                if (command.find("curve") == std::string::npos || command.find("--plot") == std::string::npos)
                    CHECK(lines(r.error) == 1);
                const ProgramResult closed = shell.run("$lazyrisk " + command + " >&-");
                CHECK(closed.status == 1);
                CHECK(has(closed.error, "standard output cannot be written (Bad file descriptor)"));
            }
    }

    TEST_CASE("[identity] with standard error closed or full, the answers and statuses are those of an open one") {
        const Shell shell;
        REQUIRE(shell.run("$lazyrisk " + warned + " --output open.csv").status == 0);
        CHECK(has(shell.folder.read("stderr"), "warning"));
        for (const char* error : {"2>&-", "2>/dev/full", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"}) {
            CAPTURE(error);
            CHECK(shell.run("$lazyrisk " + warned + " --output x.csv " + error).status == 0);
            CHECK(shell.folder.read("x.csv") == shell.folder.read("open.csv"));
            CHECK(shell.run(std::string("$lazyrisk risk --psi1 -2 --psi2 3 ") + error).status == 2);
            CHECK(shell.run(std::string("$lazyrisk risk --psi1 2 --psi2 3 --output no/such/folder ") + error).status ==
                  1);
            CHECK(
                shell
                    .run(
                        std::string(
                            "$lazyrisk compare --dim 5 --samples 6 --width 4 --trials 2 --format csv --output y.csv ") +
                        error)
                    .status == 0);
            CHECK(shell.folder.read("y.csv").starts_with("model,"));
        }
        CHECK(shell.run("$lazyrisk " + warned + " --output x.csv 2> >(exec 0<&-; true)").status ==
              0);  // a reader of the warnings that has gone
        const ProgramResult input = shell.run("$lazyrisk risk --points - <&-");
        CHECK(input.status == 2);
        CHECK(has(input.error, "standard input: cannot be read (Bad file descriptor)"));
    }

    TEST_CASE("[identity] a reader that goes ends the program as its shell expects, and a run finishes all the same") {
        const Shell shell;
        shell.folder.file("one.toml", experiment);
        CHECK(shell
                  .run("$lazyrisk curve --psi2 3 --sweep psi1=0.1:10:20000 --format csv | head -1 > /dev/null; exit "
                       "${PIPESTATUS[0]}")
                  .status == 141);
        CHECK(shell.run("$lazyrisk run one.toml --output out | true; exit ${PIPESTATUS[0]}").status % 141 ==
              0);  // 0 where `true` was slow to go
        CHECK(shell.run("$lazyrisk run --verify out").status == 0);
    }

    TEST_CASE("[error] a limit on the size of files is an error of writing: a sentence, no half-written file") {
        const Shell shell;
        const ProgramResult r =
            shell.run("ulimit -f 1; $lazyrisk curve --psi2 3 --sweep psi1=0.1:10:1000 --format csv --output x.csv");
        CHECK(r.status == 1);
        CHECK(has(r.error, "--output x.csv cannot be written (File too large)"));
        CHECK_FALSE(fs::exists(shell.folder.path / "x.csv"));
        CHECK_FALSE(fs::exists(shell.folder.path / "x.csv.partial"));
    }

    TEST_CASE(
        "[identity] one interrupt, or the signal to terminate, ends what keeps nothing, and leaves nothing "
        "half-written") {
        const Shell shell;
        for (const char* signal : {"INT", "TERM", "HUP"}) {
            CAPTURE(signal);
            // reads a pipe that nobody writes: it has begun when the pipe is open
            const ProgramResult reads = shell.run(std::string("mkfifo ") + signal + "\nenv --default-signal=" + signal +
                                                  " $lazyrisk risk --points " + signal + " & exec 3>" + signal +
                                                  "\nkill -" + signal + " $!\nwait $!");
            CHECK(reads.status == 130);
            CHECK(has(reads.error, "lazyrisk: interrupted; nothing was computed to the end"));
            // computes for minutes
            const std::string slow =
                "env --default-signal=" + std::string(signal) +
                " $lazyrisk risk --model neural-tangent --dim 4 --samples 1e8 --width 1e15 --time opt --output " +
                std::string(signal) + ".txt";
            const ProgramResult computes =
                shell.run(slow + " &\n" + until("[ -e " + std::string(signal) + ".txt.partial ]") + "kill -" + signal +
                          " $!\nwait $!");
            CHECK(computes.status == 130);
            CHECK(has(computes.error, "lazyrisk: interrupted; nothing was computed to the end"));
            CHECK_FALSE(fs::exists(shell.folder.path / (std::string(signal) + ".txt.partial")));
            CHECK_FALSE(fs::exists(shell.folder.path / (std::string(signal) + ".txt")));
        }
    }

    TEST_CASE(
        "[identity] an interrupted simulation keeps its trials and says so; an interrupted run has its manifest") {
        const Shell shell;
        for (const char* signal : {"INT", "TERM"}) {
            CAPTURE(signal);
            const ProgramResult r = shell.run(
                "export LAZYRISK_STORE=kept.sqlite\n$lazyrisk simulate --dim 10 --samples 20 --width 5 --trials 300000 "
                "--output x.txt &\n" +
                until("[ \"$($lazyrisk store list --format csv 2>/dev/null | wc -l)\" -gt 1 ]") + "kill -" + signal +
                " $!\nwait $!");
            CHECK(r.status == 130);
            CHECK(has(r.error, "kept.sqlite, the same command goes on from there"));
            CHECK(fs::exists(shell.folder.path / "x.txt"));
            CHECK_FALSE(fs::exists(shell.folder.path / "x.txt.partial"));
            fs::remove(shell.folder.path / "x.txt");
            std::string text = experiment;
            text.replace(text.find("trials = 2"), 10, "trials = 300000");
            shell.folder.file("two.toml", text);
            const ProgramResult run =
                shell.run("export LAZYRISK_STORE=run.sqlite\n$lazyrisk run two.toml --output out &\n" +
                          until("[ \"$($lazyrisk store list --format csv 2>/dev/null | wc -l)\" -gt 1 ]") + "kill -" +
                          signal + " $!\nwait $!");
            CHECK(run.status == 130);
            CHECK(has(run.error, "the same command goes on from there"));
            CHECK(shell.run("$lazyrisk run --verify out").status == 0);
            fs::remove_all(shell.folder.path / "out");
            fs::remove(shell.folder.path / "run.sqlite");
            fs::remove(shell.folder.path / "kept.sqlite");
        }
    }

    TEST_CASE("[error] what is too much is refused at once") {
        refused("risk --dim 100 --samples 10 --width 10 --degrees 1000000 --activation 'min(max(x,-1),1)'",
                "from 0 to 2000");
        refused("simulate --dim 10 --samples 20 --sweep ridge=0.1:1:10000000",
                "10000000 points are more than simulate holds");
        refused("compare --dim 10 --samples 20 --sweep ridge=0.1:1:10000000",
                "10000000 points are more than compare holds");
        refused("simulate --dim 10 --samples 20 --width 5 --no-store --trials 1000000000",
                "these are 1000000000 fits to keep track of");
        refused("train --dim 10 --width 20 --sweep samples=1:10000000:10000000",
                "10000000 points are more than train holds");
        for (const char* format : {"text", "latex", "markdown"})
            refused(std::string("curve --psi2 3 --sweep psi1=0.1:10:10000000 --format ") + format,
                    "--format csv and json are written as they are computed");
        // 8 bytes an entry of the n x n matrix; the size that is said to fit does, one a tenth larger does not
        const std::string simulate = "simulate --model kernel --dim 30 --trials 1 --no-store --dry-run --samples ";
        const ProgramResult r = lazyrisk(simulate + "2000000");
        CHECK(r.status == 1);
        CHECK(has(r.error, "a trial with 2000000 samples holds 3.2e+04 GB"));
        const std::size_t at = r.error.find("; ");
        REQUIRE(at != std::string::npos);
        const int fits = std::atoi(r.error.c_str() + at + 2);
        CHECK(lazyrisk(simulate + std::to_string(fits) + " --explain").status == 0);
        refused(simulate + std::to_string(fits + fits / 10), "would fit", 1);
    }

    TEST_CASE("[identity] a part of the trials that has none is done, one with a single trial is no comparison") {
        const std::string sizes = " --dim 3 --samples 10 --width 5 --no-store ";
        const ProgramResult none = lazyrisk("simulate --trials 1 --shard 2/2" + sizes);
        CHECK(none.status == 0);
        CHECK(none.out.empty());
        CHECK(none.error == "lazyrisk: part 2 of 2 has none of the 1 trials: there is nothing to do\n");
        refused("compare --trials 3 --shard 2/2" + sizes, "merge their stores and compare without --shard");
    }

    TEST_CASE("[error] numbers whose squares leave double precision are refused, and no NaN is an answer") {
        refused("simulate --dim 20 --samples 10 --width 5 --noise 1e308 --trials 3 --no-store",
                "noise = 1e+308: numbers up to 1e+150 are accepted");
        refused("gap --dim 6 --sweep width=2,3 --energy 1=1e308,2=1e308", "energy.1 = 1e+308");
        refused(
            "risk --model kernel --dim 100 --samples 1 --ridge 1e-3 --energy 1=1e308,2=1e308,3=1e308 --activation "
            "'exp(x^2)' --format latex",
            "energy.1");
        const ProgramResult swept =
            lazyrisk("curve --model kernel --dim 100 --samples 10 --sweep energy.1=1,1e200 --format csv");
        CHECK(swept.status == 3);
        CHECK(has(swept.error, "energy.1 = 1e+200: numbers up to 1e+150"));
        refused("risk --model kernel --dim 3 --samples 100 --activation tanh --ridge 5e-324 --noise 1",
                "at least 1e-150");
        refused("risk --psi1 2 --psi2 3 --mass 1=1e200,rest=0", "mass.1");
        for (const char* model :
             {"random-features --width 1000", "neural-tangent --layers both --width 1000", "kernel"})
            refused(std::string("risk --dim 100 --samples 10 --ridge 1 --activation '1e156*x' --model ") + model,
                    "the trace of its kernel is above 1e+150");
        // what is accepted at the ends of its range has numbers, or says that it has none
        for (const char* ends :
             {"--noise 1e150", "--energy 1=1e150,2=1e150", "--ridge 1e-150", "--ridge 1e150", "--activation '1e70*x'",
              "--noise 1e150 --ridge 1e-150", "--activation '1e-70*x' --energy 1=1e150 --noise 1e150"})
            for (const char* model : {"random-features --width 30", "kernel", "neural-tangent --width 30"}) {
                const std::string arguments =
                    std::string("risk --format csv --quiet --dim 20 --samples 10 --model ") + model + " " + ends;
                CAPTURE(arguments);
                const ProgramResult r = lazyrisk(arguments);
                CHECK((r.status == 0 || r.status == 1));
                CHECK_FALSE(has(r.out, "nan"));
                CHECK(has(r.out, r.status == 0 ? ",ok," : "not-converged"));
                const ProgramResult drawn = lazyrisk(
                    "simulate --no-store --trials 3 --test-points 20 --format csv --quiet --dim 20 --samples 10 "
                    "--model " +
                    std::string(model) + " " + ends);
                CHECK((drawn.status == 0 || drawn.status == 1));
                CHECK_FALSE(has(drawn.out, "nan"));
            }
    }

    TEST_CASE(
        "[error] files that cannot be read, or name others, and texts without end: one short sentence in our words") {
        const Shell shell;
        const auto refused_here = [&](const std::string& arguments, const std::string& words, int status = 2) {
            const ProgramResult r = shell.run("$lazyrisk " + arguments);
            CAPTURE(arguments);
            CAPTURE(r.error);
            CHECK(r.status == status);
            CHECK(has(r.error, words));
            CHECK(lines(r.error) == 1);
            CHECK(r.error.size() < 1500);
            for (const char* foreign : {"[json", "filesystem error", "std::", "basic_"})
                CHECK_FALSE(has(r.error, foreign));
        };
        refused_here("risk --points /dev/zero", "zero byte");
        refused_here("risk --points /proc/self/mem", "cannot be read (Input/output error)");
        refused_here("risk --problem .", "is a folder");
        refused_here("risk --problem /proc/self/mem", "cannot be read (Input/output error)");
        refused_here("gap --matrix /proc/self/mem --width 3", "cannot be read (Input/output error)");
        shell.folder.file("long.toml", "psi1 = 2\npsi2 = 3\nactivation = \"" + std::string(60000, 'a') + "\"\n");
        refused_here("risk --problem long.toml", "characters");
        shell.folder.file("long.csv", "psi1,activation\n1," + std::string(100000, 'b') + "\n");
        refused_here("risk --psi2 3 --points long.csv", "characters");
        refused_here(std::string(3000, 'c'), "is not a verb");

        shell.folder.file("one.toml", experiment);
        REQUIRE(shell.run("$lazyrisk run one.toml --output out").status == 0);
        const std::string whole = shell.folder.read("out/manifest.json");
        const auto with_manifest = [&](const std::string& text) { shell.folder.file("out/manifest.json", text); };
        for (const char* text : {"", "{", "[1, 2", "{}", "3", "{\"sha1\": 3}"}) {
            with_manifest(text);
            refused_here("run --verify out", "out/manifest.json: ");
            refused_here("report out", "out/manifest.json: ");
        }
        for (const char* name : {"../../../../etc/hostname", "/etc/hostname", "..", "a/b"}) {
            std::string hostile = whole;
            hostile.replace(hostile.find("\"sha1\": {") + 9, 0, "\"" + std::string(name) + "\": \"0\", ");
            with_manifest(hostile);
            refused_here("run --verify out", "which is not in this folder");
            refused_here("report out", "which is not in this folder");
        }
        with_manifest("{\"sha1\": {\"" + std::string(100000, 'n') + "/\": \"\"}}");
        refused_here("run --verify out", "which is not in this folder");
        shell.folder.file("empty.sqlite", "");
        CHECK(shell.run("$lazyrisk store verify --store empty.sqlite").out == "0 units of 0 problems, all sound\n");
        CHECK(shell.run("LAZYRISK_STORE=empty.sqlite $lazyrisk simulate --dim 5 --samples 6 --width 4 --trials 2")
                  .status == 0);
        CHECK(shell.run("$lazyrisk store verify --store empty.sqlite").out == "2 units of 1 problem, all sound\n");
    }
}
