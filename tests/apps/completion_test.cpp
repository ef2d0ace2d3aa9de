// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Completion in a real bash; the syntax of the other shells' scripts, and manual pages through groff, where those
// programs are.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "paths.hpp"
#include "program.hpp"

namespace {

bool there_is(const std::string& program) { return run_command("command -v " + program).status == 0; }

std::set<std::string> words_of(const std::string& text) {
    std::stringstream stream(text);
    std::set<std::string> words;
    for (std::string word; stream >> word;) words.insert(word);
    return words;
}

/// Bash with the completion of the program, in a folder with two files and a folder.
class Bash {
public:
    Bash() {
        folder_.file("points.csv", "");
        folder_.file("problem.toml", "");
        std::filesystem::create_directories(folder_.path / "pictures");
        script_ = folder_.file("completion", lazyrisk("completion bash").out);
    }
    /// What bash offers for the last word; a word that is = stands for itself, as bash splits --option=value.
    std::set<std::string> offers(const std::vector<std::string>& words) const {
        std::string list;
        for (const std::string& word : words) list += " '" + word + "'";
        const std::string commands = "cd '" + folder_.path.string() + "'\nsource '" + script_ + "'\nCOMP_WORDS=('" +
                                     paths::program + "'" + list + ")\nCOMP_CWORD=" + std::to_string(words.size()) +
                                     "\n_lazyrisk\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
        const CommandResult ran = run_command("bash -u '" + folder_.file("commands", commands) + "' 2>&1");
        CHECK(ran.status == 0);
        return words_of(ran.out);
    }

private:
    ScratchFolder folder_;
    std::string script_;
};

using Words = std::set<std::string>;

}  // namespace

TEST_SUITE("apps/completion") {
    TEST_CASE("[identity] bash completes verbs, options, and values that are closed lists") {
        REQUIRE(there_is("bash"));
        const Bash bash;
        CHECK(bash.offers({"ris"}) == Words{"risk"});
        CHECK(bash.offers({"s"}) == Words{"simulate", "spectrum", "store"});
        CHECK(bash.offers({""}).count("compare") == 1);
        CHECK(bash.offers({"--v"}) == Words{"--version"});
        CHECK(bash.offers({"risk", "--psi"}) == Words{"--psi1", "--psi2"});
        CHECK(bash.offers({"risk", "--tri"}).empty());  // of other verbs
        CHECK(bash.offers({"compare", "--tri"}) == Words{"--trials"});
        CHECK(bash.offers({"risk", "--model", ""}) == Words{"kernel", "linear", "neural-tangent", "random-features"});
        CHECK(bash.offers({"risk", "--model", "k"}) == Words{"kernel"});
        CHECK(bash.offers({"risk", "--model", "="}) == Words{"kernel", "linear", "neural-tangent", "random-features"});
        CHECK(bash.offers({"risk", "--model", "=", "n"}) == Words{"neural-tangent"});
        CHECK(bash.offers({"risk", "--model=n"}) == Words{"--model=neural-tangent"});  // where = does not break words
        CHECK(bash.offers({"curve", "--ridge-convention", "m"}) == Words{"mean", "mei-montanari"});
        CHECK(bash.offers({"risk", "--format", "j"}) == Words{"json"});
        CHECK(bash.offers({"run", "--format", ""}) == Words{"markdown", "text"});
        CHECK(bash.offers({"risk", "--activation", "so"}) == Words{"softplus"});
        CHECK(bash.offers({"train", "--layers", ""}) == Words{"both", "first", "last"});
        CHECK(bash.offers({"risk", "--layers", ""}) == Words{"both", "first"});
        CHECK(bash.offers({"expand", "--of", "hermit"}) == Words{"hermite", "hermite-weight"});
        CHECK(bash.offers({"curve", "--quantity", "test"}) == Words{"test_error"});
        CHECK(bash.offers({"completion", ""}) == Words{"bash", "fish", "zsh"});
        CHECK(bash.offers({"man", "ga"}) == Words{"gap"});
        CHECK(bash.offers({"risk", "--dim", ""}).empty());  // a number: nothing to offer
        CHECK(bash.offers({"nonsense", ""}).empty());
    }

    TEST_CASE("[identity] bash completes fields of a sweep, the gallery, verbs within a verb, files and folders") {
        REQUIRE(there_is("bash"));
        const Bash bash;
        CHECK(bash.offers({"curve", "--sweep", "psi"}) == Words{"psi1=", "psi2="});
        CHECK(bash.offers({"curve", "--sweep", "model"}).empty());  // not a number
        CHECK(bash.offers({"curve", "--sweep", "psi1", "="}).empty());
        CHECK(bash.offers({"gap", "--sweep", ""}) == Words{"width="});
        CHECK(bash.offers({"run", "mm-double"}) == Words{"mm-double-descent"});
        CHECK(bash.offers({"run", "p"}).count("problem.toml") == 1);
        CHECK(bash.offers({"run", "--qu"}) == Words{"--quick", "--quiet"});
        CHECK(bash.offers({"store", "ve"}) == Words{"verify"});
        CHECK(bash.offers({"store", "verify", "--r"}) == Words{"--repair"});
        CHECK(bash.offers({"store", "list", "--where", "se"}) == Words{"seed="});
        CHECK(bash.offers({"risk", "--points", "p"}) == Words{"pictures", "points.csv", "problem.toml"});
        CHECK(bash.offers({"run", "--verify", "p"}) == Words{"pictures"});
        CHECK(bash.offers({"gap", "--matrix", "p"}) == Words{"pictures", "points.csv", "problem.toml"});
        CHECK(bash.offers({"gap", "--matrix", "wi"}) == Words{"wishart"});
    }

    TEST_CASE(
        "[identity] every option of every verb's help is completed, and every word offered for a value is accepted") {
        const std::string script = lazyrisk("completion bash").out;
        for (const char* verb : {"risk", "compare", "spectrum", "density", "expand", "train", "gap", "run"}) {
            std::stringstream help(lazyrisk(std::string(verb) + " --help").out);
            for (std::string line; std::getline(help, line);) {
                if (!line.starts_with("  --")) continue;
                const std::string option = line.substr(2, line.find(' ', 2) - 2);
                CAPTURE(verb);
                CAPTURE(option);
                const std::size_t branch = script.find(std::string("        '") + verb + "')\n            options='");
                REQUIRE(branch != std::string::npos);
                CHECK((script.substr(branch, script.find("\n            case", branch) - branch) + " ").find(option) !=
                      std::string::npos);
            }
        }
        const Bash bash;
        const std::string sizes = " --dim 6 --samples 20 --width 5 --quiet";
        for (const std::string option : {"--model", "--activation", "--ridge-convention", "--format"})
            for (const std::string& word : bash.offers({"risk", option, ""})) {
                const bool kernel = option == "--model" && (word == "kernel" || word == "linear");  // no width
                CHECK_MESSAGE(
                    lazyrisk("risk " + option + " " + word + (kernel ? " --dim 6 --samples 20 --quiet" : sizes))
                            .status == 0,
                    option, " ", word);
            }
        for (const std::string& word : bash.offers({"risk", "--kernel", ""}))
            CHECK_MESSAGE(lazyrisk("risk --model kernel --dim 6 --samples 20 --kernel " + word).status == 0, word);
    }

    TEST_CASE("[identity] the scripts for zsh and fish are in order, where these shells are") {
        const ScratchFolder folder;
        for (const std::string shell : {"zsh", "fish"}) {
            const std::string script = lazyrisk("completion " + shell).out;
            CHECK(script.find("mei-montanari") != std::string::npos);
            if (!there_is(shell)) continue;
            const CommandResult looked =
                run_command(shell + " -n '" + folder.file("script." + shell, script) + "' 2>&1");
            CHECK_MESSAGE(looked.status == 0, looked.out);
            CHECK(looked.out.empty());
        }
        if (there_is("fish")) {
            const auto offers = [&](const std::string& line) {
                return run_command("fish -c \"source '" + (folder.path / "script.fish").string() + "'; complete -C'" +
                                   line + "'\" 2>&1")
                    .out;
            };
            CHECK(offers("lazyrisk ris").starts_with("risk\t"));
            CHECK(offers("lazyrisk risk --model ke").starts_with("kernel\t"));
            CHECK(offers("lazyrisk store veri").starts_with("verify\t"));
        }
    }

    TEST_CASE("[identity] a manual page a verb, which groff takes without a warning") {
        const ScratchFolder folder;
        REQUIRE(lazyrisk("man --folder '" + (folder.path / "man").string() + "'").status == 0);
        CHECK(folder.read("man/lazyrisk.1") == lazyrisk("man").out);
        CHECK(folder.read("man/lazyrisk-risk.1") == lazyrisk("man risk").out);
        const bool groff = there_is("groff");
        int pages = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path / "man")) {
            ++pages;
            const std::string page = folder.read("man/" + entry.path().filename().string());
            CHECK(std::all_of(page.begin(), page.end(),
                              [](unsigned char c) { return c < 128; }));  // no encoding to guess
            if (!groff) continue;
            const CommandResult looked = run_command("groff -man -Tutf8 -ww -z '" + entry.path().string() + "' 2>&1");
            CHECK_MESSAGE(looked.out.empty(), looked.out);
        }
        CHECK(pages >= 15);
        if (!groff) return;
        const std::string shown = run_command("groff -man -Tascii -P-cbou -rLL=100n '" +
                                              (folder.path / "man/lazyrisk-risk.1").string() + "' 2>&1")
                                      .out;
        for (const char* words : {"lazyrisk-risk - ", "lazyrisk risk [OPTION]...",
                                  "--ridge-convention total|mean|mei-montanari", "--psi1 X", "SEE ALSO"})
            CHECK_MESSAGE(shown.find(words) != std::string::npos, words);
    }

    TEST_CASE("[error] another shell, another verb") {
        refused("completion", "bash, zsh or fish");
        refused("completion bsh", "did you mean bash?");
        refused("man rsik", "did you mean risk?");
        refused("man risk --folder x", "--folder out");
    }
}
