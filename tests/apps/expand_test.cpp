// The verb expand from outside.
#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "../command.hpp"

namespace {

using Result = CommandResult;

/// Standard output and standard error together.
Result lazyrisk(const std::string& arguments) {
    return run_command(std::string("'") + LAZYRISK_PROGRAM + "' " + arguments + " 2>&1");
}

void refused(const std::string& arguments, const std::string& words) {
    const Result r = lazyrisk(arguments);
    CAPTURE(arguments); CAPTURE(r.out);
    CHECK(r.status == 2);
    CHECK(r.out.find(words) != std::string::npos);
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
}

TEST_CASE("[reference] closed forms, the same text in every run") {
    const Result first = lazyrisk("expand --of hermite --activation relu --degrees 0:6 --check");
    CHECK(first.status == 0);
    CHECK(first.out.find("mu_6 = 3/sqrt(2*pi)\n") != std::string::npos);
    for (const char* question : {"expand --of threshold-ridge --order 1", "expand --of regime --alpha 1.3 --beta inf --order 2 --format latex",
                                 "expand --of gegenbauer --order 2"})
        for (int i = 0; i < 3; ++i) CHECK(lazyrisk(question).out == lazyrisk(question).out);
}

TEST_CASE("[limit] --check finds the claimed order of every expansion that has an independent solve") {
    const auto list = nlohmann::json::parse(lazyrisk("expand --list --format json").out);
    CHECK(list.size() >= 18);
    for (const auto& entry : list) {
        const std::string name = entry["name"];
        std::string options = name == "hermite" ? " --activation gelu --degrees 0:3" : name == "regime" ? " --alpha 1.5 --beta inf" : "";
        const Result r = lazyrisk("expand --of " + name + options + " --order 1 --check");
        CAPTURE(name); CAPTURE(r.out);
        CHECK(r.status == 0);
    }
}

TEST_CASE("[identity] JSON has exponents, coefficients and forty digits") {
    const auto j = nlohmann::json::parse(lazyrisk("expand --of amplitude --activation relu --degrees 2 --order 1 --format json").out);
    const auto& terms = j["expansions"][0]["terms"];
    REQUIRE(terms.size() == 2);
    CHECK(terms[0]["exponent"] == "0");
    CHECK(terms[0]["coefficient"] == "1/(2*sqrt(pi))");
    CHECK(terms[0]["value"] == "0.2820947917738781434740397257803862929220");
    const auto risk = nlohmann::json::parse(lazyrisk("risk --psi1 3 --psi2 2 --ridge 0 --explain --format json").out);
    CHECK(risk["explanation"]["value"].get<double>() == doctest::Approx(risk["test_error"].get<double>()));
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
        tex << "\\documentclass{article}\\usepackage{amsmath}\\begin{document}\n";
        for (const char* question : {"hermite --activation 'max(x-1,0)'", "gegenbauer", "power", "multiplicity", "threshold-ridge", "plateau-kernel", "regime --alpha 2.5 --beta 1.3"})
            tex << lazyrisk(std::string("expand --format latex --order 1 --of ") + question).out;
        tex << "\\end{document}\n";
    }
    CHECK(std::system(("cd '" + folder.string() + "' && pdflatex -interaction=nonstopmode -halt-on-error all.tex > /dev/null").c_str()) == 0);
    std::filesystem::remove_all(folder);
}

}
