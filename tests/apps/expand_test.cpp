// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The verb expand from outside.
#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "../command.hpp"
#include "../nearly.hpp"
#include "paths.hpp"

namespace {

using Result = CommandResult;

/// Standard output and standard error together.
Result lazyrisk(const std::string& arguments) {
    return run_command(std::string("'") + paths::program + "' " + arguments + " 2>&1");
}

void refused(const std::string& arguments, const std::string& words) {
    const Result r = lazyrisk(arguments);
    CAPTURE(arguments);
    CAPTURE(r.out);
    CHECK(r.status == 2);
    CHECK(r.out.find(words) != std::string::npos);
}

/// What an expansion cannot be asked without.
std::string needed(const std::string& name) {
    if (name == "hermite") return " --activation gelu --degrees 0:3";
    if (name == "mass" || name == "second-moment") return " --activation relu";
    if (name == "regime") return " --alpha 1:2 --beta inf";
    if (name == "ridge-to-zero") return " --activation relu --psi1 2 --psi2 2";
    return "";
}

}  // namespace

TEST_SUITE("apps/expand") {
    TEST_CASE("[error] a wrong question is answered by one sentence and status 2") {
        refused("expand", "--of is missing");
        refused("expand --of hermit", "did you mean hermite?");
        refused("expand --of hermite", "--activation is missing");
        refused("expand --of hermite --activation relu --psi1 2", "it takes --activation, --degrees");
        refused("expand --of multiplicity --order -1", "order");
        refused("expand --of multiplicity --order 99", "from 0 to 24");
        refused("expand --of multiplicity --order 20", "from 0 to 12");
        refused("expand --of small-ridge --psi1 2 --psi2 2", "threshold-ridge");
        refused("expand --of regime --alpha inf --beta inf", "both inf");
        refused("expand --of regime --alpha 1.5", "--beta is missing");
        refused("expand --of multiplicity --degrees 5:2", "FIRST:LAST");
        refused("expand --of multiplicity --format csv", "text, latex, markdown or json");
        refused("risk --psi1 1 --psi2 2 --explain --format csv", "text or json");
        refused("expand --of large-ridge --set psi=2", "it has F*^2, F1^2, a, c, psi1, psi2");
        refused("expand --of large-ridge --set a", "NAME=NUMBER");
        refused("expand --of ridge-to-zero", "--psi1, --psi2");
        refused("expand --of regime --alpha alpha --beta inf", "an interval is needed");
        refused("expand --of regime --alpha 2:1 --beta inf", "FROM < TO");
        refused("expand --of regime --alpha 1:2 --beta inf --ridge d^-eps", "the letter gamma");
        refused("expand --of regime --alpha 1:2 --beta inf --ridge d^0.5", "does not grow");
        refused("expand --of regime --alpha x --beta inf", "the letter alpha");
        refused("expand --of critical-finite --level 0", "1 to 30");
        refused("expand --of linear-ridge --psi1 0.5", "small-ridge");
        refused("expand --of threshold-ridge --activation relu --mass 1=1", "both given");
        refused("expand --of descents --ridge 1", "--activation is missing");
    }

    TEST_CASE("[error] outside its region an expansion is refused with the condition that is broken") {
        refused("expand --of linear-ridge --psi1 3 --psi2 2 --activation relu --energy 1=1 --noise 0",
                "it needs c = 0, and here c = 0.0908");
        refused("expand --of linear-ridge --psi1 1 --psi2 0.5 --mass 1=1", "small-ridge");
        refused("expand --of linear-threshold --psi1 2 --psi2 3", "it needs psi1 = 1, and here psi1 = 2");
        refused("expand --of ridgeless-peak --psi2 2 --mass 1=1,rest=0", "it needs c > 0 or psi2 < 1");
        refused("expand --of ridgeless --psi1 3 --psi2 2 --mass 1=1", "it needs c > 0 or psi2 < 1");
        refused("expand --of ridgeless --smaller width --psi1 2 --psi2 2",
                "it needs psi1 < psi2, and here psi1 = 2, psi2 = 2");
        refused("expand --of small-ridge --smaller width --psi1 3 --psi2 2", "it needs psi1 < psi2");
        refused("expand --of threshold-ridge --activation abs --psi2 2", "it needs a > 0");
        refused("expand --of optimal-ridge --activation relu --psi2 2 --noise 0.1 --energy 1=1",
                "the best ridge of wide networks is 0");
        refused("expand --of optimal-ridge --activation relu --psi2 2 --noise 0 --energy 1=1",
                "the best ridge of wide networks is 0");
        refused("expand --of optimal-ridge --noise 0 --energy 1=1", "the best ridge of wide networks is 0");
        refused("expand --of optimal-ridge --activation relu --energy rest=1 --noise 1", "it needs F1^2 > 0");
        refused("expand --of optimal-ridge-onset --psi1 1 --psi2 2", "it needs psi1 > psi2");
        refused("expand --of infinite-width --psi2 2 --ridge 0 --activation relu", "--of ridgeless-infinite-width");
        refused("expand --of infinite-samples --psi1 2 --ridge 0 --activation relu", "--of ridgeless-infinite-samples");
        refused("expand --of power --power 1 --degrees 3", "mu_k is not 0");
        refused("expand --of descents --set G=0", "it needs G > 0");
        refused("expand --of critical --set zeta=0", "it needs zeta > 0");
        refused("expand --of critical-finite --order 1 --set zeta=0.1,m_1=0.2,m_2=0.1", "it needs zeta >= m_1 + m_2");
        refused("expand --of plateau-kernel --delta 1.5", "it needs 0 < delta < 1");
        refused("expand --of plateau-width --gamma 0", "it needs gamma > 0");
        refused("expand --of large-ridge --set c=-1", "at least 0");
    }

    TEST_CASE("[limit] a formula outside its region is left out beside one that holds, and said to be") {
        const Result r = lazyrisk(
            "expand --of optimal-ridge-onset --mass 1=0.25,rest=0.09 --energy 1=1 --psi1 4 --psi2 2 --order 0");
        CHECK(r.status == 0);
        CHECK(r.out.find("it needs sigma_c^2 > 0; there the best ridge is positive at every noise") !=
              std::string::npos);
        CHECK(r.out.find("sigma_c^2 = -0.0874758329275734") != std::string::npos);
        CHECK(r.out.find("optimal_ridge =") == std::string::npos);
        // the parent of the sign: the ridge found by the search at noise 0 is positive there, and 0 where sigma_c^2 is
        // above the noise
        const auto best = [](const std::string& sizes) {
            const Result found =
                run_command(std::string("'") + paths::program +
                            "' risk --mass 1=0.25,rest=0.09 --energy 1=1 --noise 0 --ridge opt --format json " + sizes +
                            " 2> /dev/null");
            return nlohmann::json::parse(found.out)["ridge"].get<double>();
        };
        CHECK(best("--psi1 4 --psi2 2") > 1e-4);
        CHECK(best("--psi1 20 --psi2 2") < 1e-8);
    }

    TEST_CASE("[error] an option that changes nothing is refused") {
        refused("expand --of infinite-width --psi1 3", "a series in it");
        refused("expand --of ridgeless-peak --psi1 3", "does not depend on it");
        refused("expand --of small-ridge --quantity effective_ridge --noise 1", "does not depend on it");
        refused("expand --of large-ridge --quantity variance --energy 1=1", "does not depend on it");
        refused("expand --of optimal-ridge --quantity bias", "it takes");
        refused("expand --of plateau-approximation --ridge 1", "it takes");
        refused("expand --of plateau-kernel --quantity h --noise 1", "does not depend on it");
        refused("expand --of plateau-kernel --set delta=0.3", "the option --delta");
        refused("expand --of regime --alpha 1 --beta inf --activation relu", "for which --set has numbers");
        refused("expand --of regime --alpha inf --beta 1.5 --ridge 1", "the ridge is gone");
        refused("expand --of regime --alpha 1.5 --beta inf --level 1", "say the level");
        refused("expand --of threshold-ridge --psi2 2 --set psi=3", "a number already");
        refused("expand --of ridgeless --energy 0=1", "depends on mu_0");
        refused("expand --of infinite-width --order 20", "from 0 to");
    }

    TEST_CASE("[limit] series that vanish at first have their order, and check and formula count the same degrees") {
        for (const char* question :
             {"plateau-kernel --level 0 --delta 0.4 --ridge 0.1 --activation exp --quantity risk --order 0",
              "plateau-approximation --activation relu", "plateau-approximation --activation tanh --order 1",
              "plateau-approximation --order 0 --activation gelu --energy 0=1",
              "regime --alpha 2.6 --beta 1.4 --quantity variance --order 0", "critical-finite --zeta 0.05 --order 1",
              "descents --set G=0.01", "plateau-kernel --ridge-exponent 0.2 --energy 1=1 --level 0",
              "plateau-approximation --order 0 --energy 1=1,rest=0.2 --level 2",
              "gegenbauer --activation 'x^14-91*x^12+3003*x^10-45045*x^8+315315*x^6-945945*x^4+945945*x^2-135135' "
              "--degrees 0 --order 0"}) {
            const Result r = lazyrisk(std::string("expand --check --of ") + question);
            CAPTURE(question);
            CAPTURE(r.out);
            CHECK(r.status == 0);
            CHECK(r.out.find("risk = 0\n") == std::string::npos);
        }
    }

    TEST_CASE(
        "[agreement] a constant is learned where the kernel has one: expand counts the energies that risk counts") {
        for (const char* kernel :
             {"--activation relu", "--activation erf", "--mass 0=1,1=1,rest=0.5", "--mass 1=1,rest=0.5"}) {
            const std::string problem =
                std::string(kernel) + " --psi1 3 --psi2 2 --energy 0=5,1=1,rest=0.2 --noise 0.1";
            CAPTURE(problem);
            const auto risk =
                nlohmann::json::parse(run_command(std::string("'") + paths::program +
                                                  "' risk --ridge 0 --format json " + problem + " 2> /dev/null")
                                          .out);
            const auto series = nlohmann::json::parse(lazyrisk("expand --of ridgeless --format json " + problem).out);
            CHECK(std::stod(series["expansions"][0]["terms"][0]["value"].get<std::string>()) ==
                  nearly(risk["test_error"].get<double>(), 1e-10));
        }
    }

    TEST_CASE("[limit] risk --explain quotes a series only where it comes near") {
        const auto explained = [](const std::string& question) {
            return run_command(std::string("'") + paths::program + "' risk --explain --format json " + question +
                               " 2> /dev/null");
        };
        int quoted = 0, none = 0;
        for (const char* kernel : {"--psi1 2 --psi2 3", "--psi1 3 --psi2 2", "--psi1 2 --psi2 2",
                                   "--psi1 3 --psi2 2 --activation abs", "--mass 1=1,rest=0 --psi1 3 --psi2 2"})
            for (const char* ridge : {"0", "1e-6", "1e-2", "1", "100", "1e6"}) {
                const Result r = explained(std::string(kernel) + " --noise 0.1 --ridge " + ridge);
                CAPTURE(kernel);
                CAPTURE(ridge);
                CAPTURE(r.out);
                REQUIRE(r.status == 0);
                const std::string json = r.out.substr(r.out.find('{'));
                const auto j = nlohmann::json::parse(json);
                if (!j["explanation"].contains("value")) {
                    ++none;
                    CHECK(json.find("no expansion: ") != std::string::npos);
                    CHECK_FALSE(j["explanation"].contains("expansion"));
                } else if (j["explanation"]["value"].is_number()) {
                    ++quoted;
                    CHECK(j["explanation"]["value"].get<double>() == nearly(j["test_error"].get<double>(), 0.25));
                }
            }
        CHECK(quoted >= 12);
        const Result large = lazyrisk("risk --explain --psi1 2 --psi2 3 --ridge 1e6");
        CHECK(large.out.find("large ridge; lambda -> infinity") != std::string::npos);
    }

    TEST_CASE("[limit] the first Ctrl-C ends a verb that keeps nothing") {
        for (const char* question :
             {"expand --of infinite-samples --order 8 --check",
              "risk --activation x^50 --alpha 29 --beta 1 --energy rest=1 --noise 0.5 --explain"}) {
            // a program deaf to the signal would go on to its end, and to another status
            const Result r = run_command(std::string("timeout --preserve-status -s INT 0.3 '") + paths::program + "' " +
                                         question + " 2>&1");
            CAPTURE(question);
            CAPTURE(r.out);
            CHECK((r.status == 130 || r.status == 0));
            if (r.status == 130) CHECK(r.out.find("interrupted") != std::string::npos);
        }
    }

    TEST_CASE("[reference] closed forms, the same text in every run") {
        const Result first = lazyrisk("expand --of hermite --activation relu --degrees 0:6 --check");
        CHECK(first.status == 0);
        CHECK(first.out.find("mu_6 = 3/sqrt(2*pi)\n") != std::string::npos);
        for (const char* question :
             {"expand --of threshold-ridge --order 1",
              "expand --of regime --alpha 1.3 --beta inf --order 2 --format latex", "expand --of gegenbauer --order 2"})
            for (int i = 0; i < 3; ++i) CHECK(lazyrisk(question).out == lazyrisk(question).out);
    }

    TEST_CASE("[limit] --check holds for every expansion there is") {
        const auto list = nlohmann::json::parse(lazyrisk("expand --list --format json").out);
        CHECK(list.size() >= 36);
        for (const auto& entry : list) {
            const std::string name = entry["name"];
            const Result r = lazyrisk("expand --of " + name + needed(name) + " --order 1 --check");
            CAPTURE(name);
            CAPTURE(r.out);
            CHECK(r.status == 0);
            CHECK(r.out.find("check: has none") == std::string::npos);
        }
    }

    TEST_CASE("[identity] letters and numbers by --set, masses instead of an activation") {
        const auto value = [](const std::string& question, std::size_t term) {
            return nlohmann::json::parse(
                       lazyrisk("expand --format json " + question).out)["expansions"][0]["terms"][term]["value"]
                .get<std::string>();
        };
        const std::string by_mass = " --mass 1=2,rest=1/2", by_set = " --set a=2,c=1/2";
        for (const char* question : {"--of small-ridge --psi1 3/2 --psi2 4 --quantity linear_factor --order 2",
                                     "--of large-ridge --psi1 3/2 --psi2 4 --quantity noise_factor --order 3"})
            for (std::size_t term : {0U, 1U, 2U})
                CHECK(value(question + by_mass, term) == value(question + by_set, term));
        // the rows of the table for a=2, c=1/2 and for critical scaling, from the command line
        CHECK(value("--of ridgeless --quantity q --psi1 3/2 --psi2 4" + by_set, 0).substr(0, 20) ==
              value("--of ridgeless --quantity q --psi1 3/2 --psi2 4" + by_mass, 0).substr(0, 20));
        CHECK(lazyrisk("expand --of critical-few-samples --set 'zeta=0.3,Fl^2=.7,G=.45' --order 5 --check").status ==
              0);
        CHECK(lazyrisk("expand --of multiplicity --set k=5 --order 3 --check").status == 0);
    }

    TEST_CASE("[identity] regimes with letters: a table by quantity, series by part of the interval") {
        const auto j = nlohmann::json::parse(
            lazyrisk("expand --of regime --alpha 1:2 --beta inf --order 1 --quantity risk --format json").out);
        CHECK(j["expansions"].size() == 2);  // x below 3/2, y above
        const Result r = lazyrisk("expand --of regime --alpha 1:2 --beta 2:3 --ridge d^-gamma --order 0");
        CAPTURE(r.out);
        CHECK(r.status == 0);
        for (const char* word :
             {"1 < alpha < 2", "bias.0", "bias.3", "gamma", "beta > ", "sample-limited plateau between levels 1 and 2"})
            CHECK(r.out.find(word) != std::string::npos);
        const Result across = lazyrisk("expand --of regime --alpha 0.5:2.5 --beta 1.5 --order 0 --quantity risk");
        CHECK(across.out.find("at alpha = 3/2 it is another") != std::string::npos);
        CHECK(lazyrisk("expand --of regime --alpha 2 --beta 2 --check").status == 0);
    }

    TEST_CASE("[agreement] risk --explain: a number beside every model, or one sentence why not") {
        const auto explained = [](const std::string& question) { return lazyrisk("risk --explain " + question); };
        for (const char* question :
             {"--mass 1=0.25,rest=0.09 --psi1 3 --psi2 2 --ridge 1e-4",
              "--mass 1=0.25,2=0.1,rest=0.09 --dim 10000 --samples 1e6 --width inf --ridge 1e-3",
              "--model kernel --kernel 'exp(t-1)' --dim 1e4 --samples 1e6 --ridge 1e-3",
              "--model kernel --kernel ntk --depth 2 --dim 1e4 --samples 1e6 --ridge 1e-3",
              "--model kernel --kernel nngp --depth 3 --psi2 2 --ridge 1e-4",
              "--model neural-tangent --width inf --psi2 2 --ridge 1e-4", "--scale 2 --psi1 3 --psi2 2 --ridge 1e-4"}) {
            const Result r = explained(question);
            CAPTURE(question);
            CAPTURE(r.out);
            CHECK(r.status == 0);
            CHECK(r.out.find("its value") != std::string::npos);
        }
        for (const auto& [question, why] :
             {std::pair{"--model neural-tangent --dim 20 --samples 100 --width 5", "coupled fixed points"},
              {"--psi1 3 --psi2 2 --time 3", "stops early"},
              {"--psi1 3 --psi2 2 --target 'neuron(tanh(x))'", "the target is a function of its own"}}) {
            const Result r = explained(question);
            CAPTURE(r.out);
            CHECK(r.status == 0);
            CHECK(r.out.find("no expansion: ") != std::string::npos);
            CHECK(r.out.find(why) != std::string::npos);
        }
    }

    TEST_CASE("[limit] an exact zero is printed") {
        CHECK(lazyrisk("expand --of plateau-approximation --quantity variance").out.starts_with("variance = 0\n"));
    }

    TEST_CASE("[identity] JSON has exponents, coefficients and forty digits") {
        const auto j = nlohmann::json::parse(
            lazyrisk("expand --of amplitude --activation relu --degrees 2 --order 1 --format json").out);
        const auto& terms = j["expansions"][0]["terms"];
        REQUIRE(terms.size() == 2);
        CHECK(terms[0]["exponent"] == "0");
        CHECK(terms[0]["coefficient"] == "1/(2*sqrt(pi))");
        CHECK(terms[0]["value"] == "0.2820947917738781434740397257803862929220");
        const auto risk =
            nlohmann::json::parse(lazyrisk("risk --psi1 3 --psi2 2 --ridge 0 --explain --format json").out);
        CHECK(risk["explanation"]["value"].get<double>() == nearly(risk["test_error"].get<double>()));
    }

    TEST_CASE("[agreement] LaTeX compiles") {
        if (std::system("command -v pdflatex > /dev/null 2>&1") != 0) {
            MESSAGE("no pdflatex: the LaTeX is not compiled");
            return;
        }
        const auto folder = std::filesystem::temp_directory_path() / ("lazyrisk_expand_" + std::to_string(getpid()));
        std::filesystem::create_directories(folder);
        {
            std::ofstream tex(folder / "all.tex");
            tex << "\\documentclass{article}\\usepackage{amsmath}\\allowdisplaybreaks\\begin{document}\n";
            for (const auto& entry : nlohmann::json::parse(lazyrisk("expand --list --format json").out)) {
                const std::string name = entry["name"];
                tex << lazyrisk("expand --format latex --order 1 --of " + name + needed(name)).out << "\n";
            }
            for (const char* question :
                 {"power", "power --degrees 4", "hermite-weight", "gegenbauer", "multiplicity", "critical-few-samples",
                  "descents", "plateau-kernel", "large-ridge", "infinite-width"})
                tex << lazyrisk(std::string("expand --format latex --order 2 --of ") + question).out << "\n";
            for (const char* question :
                 {"hermite --activation 'max(x-1,0)'", "regime --alpha 2.5 --beta 1.3",
                  "regime --alpha 1:2 --beta 2:3 --ridge d^-gamma", "threshold-ridge --activation relu --psi2 2"})
                tex << lazyrisk(std::string("expand --format latex --order 1 --of ") + question).out;
            tex << "\\end{document}\n";
        }
        CHECK(std::system(("cd '" + folder.string() +
                           "' && pdflatex -interaction=nonstopmode -halt-on-error all.tex > /dev/null")
                              .c_str()) == 0);
        std::ifstream log(folder / "all.log");
        for (std::string line; std::getline(log, line);)
            CHECK_MESSAGE(line.find("Overfull") == std::string::npos, line);
        std::filesystem::remove_all(folder);
    }
}
