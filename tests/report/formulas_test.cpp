// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The formulas of a report are those of docs/theory.md.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "lazyrisk/report/formulas.hpp"
#include "paths.hpp"
#include "theory_formulas.hpp"

using namespace lazyrisk::report;

namespace {

std::string theory() {
    std::stringstream text;
    text << std::ifstream(std::filesystem::path(paths::source) / "docs" / "theory.md").rdbuf();
    return text.str();
}

std::string replaced(const std::string& text, const char* pattern, const char* by) {
    return std::regex_replace(text, std::regex(pattern), by);
}

/// docs/theory.md from each number, or head of a section, to the next; line breaks as spaces.
std::map<std::string, std::string> paragraphs() {
    const std::string text = theory();
    const std::regex number("\n## (\\d+)\\. |\\*\\*\\((\\d+\\.\\d+)\\)");
    std::map<std::string, std::string> out;
    std::string now;
    std::size_t begin = 0;
    for (std::sregex_iterator m(text.begin(), text.end(), number), end; m != end; ++m) {
        out[now] += text.substr(begin, std::size_t(m->position()) - begin);
        now = (*m)[1].matched ? (*m)[1] : (*m)[2];
        begin = std::size_t(m->position() + m->length());
    }
    out[now] += text.substr(begin);
    for (auto& [name, paragraph] : out) paragraph = replaced(paragraph, "\n", " ");
    return out;
}

/// Figures of every kind that the chapter of formulas knows.
ResultFolder everything() {
    ResultFolder out;
    const auto figure = [&](const char* name, const char* y, nlohmann::ordered_json problem) {
        ResultFigure& f = out.figures.emplace_back();
        f.name = name;
        f.y = y;
        for (const char* ending : {"-bulks.csv", "-training.csv", "-simulation.csv"})
            f.files.push_back(f.name + ending);
        f.problems.push_back({{"problem", std::move(problem)}});
    };
    figure("a", "sources.features", {{"ridge_convention", "total"}, {"activation", "relu"}, {"ensemble", 4}});
    figure("b", "test_error", {{"ridge_convention", "mean"}, {"model", "neural-tangent"}, {"time", 2}});
    figure("c", "nn", {{"ridge_convention", "mei-montanari"}});
    return out;
}

}  // namespace

TEST_SUITE("report/formulas") {
    TEST_CASE(
        "[identity] every number that a report asks for stands in docs/theory.md, with formulas that MathML is made "
        "of") {
        const std::map<std::string, std::string> stated = paragraphs();
        const std::string page = html_of_formulas(everything());
        const std::regex entry(
            "<div class=\"formula\" data-number=\"([^\"]*)\">[^\n]*\n<div class=\"display\">([^]*?)</div>");
        std::multiset<std::string> numbers;
        for (std::sregex_iterator m(page.begin(), page.end(), entry), end; m != end; ++m) {
            const std::string number = (*m)[1];
            CAPTURE(number);
            numbers.insert(number);
            CHECK(stated.count(number) == 1);
            CHECK(((*m)[2].length() > 0) == (number != "14"));  // that one is words alone
        }
        CHECK(numbers == std::multiset<std::string>{"2.1",  "2.2",   "2.2",  "2.2",  "3.1", "4",   "4.1",  "5",
                                                    "5.1",  "5.2",   "5.3",  "5.4",  "6.5", "6.6", "10.7", "10.8",
                                                    "13.1", "13.15", "14.1", "14.3", "14",  "8.5"});
        CHECK(page.find("<annotation encoding=\"application/x-tex\"></annotation>") == std::string::npos);
        for (const char* shown :
             {">\\rho=\\nu\\,w_1w_2<", ">w_2=1-T/n<", ">\\text{bias}=\\dfrac1D\\Big[b_2\\,h+\\dfrac ep\\,b_q\\Big]<",
              ">\\frac1n\\sum(\\cdot)^2+r\\lvert a\\rvert^2<", ">L_i=1-q_i<", ">|x|=\\sqrt d<", ">\\lambda/n=-s+i0<"})
            CHECK_MESSAGE(page.find(shown) != std::string::npos, shown);
        // what the words name
        const std::string words = replaced(page, "<annotation[^]*?</annotation>", "");
        const std::regex cited("\\((\\d+\\.\\d+)\\)");
        for (std::sregex_iterator m(words.begin(), words.end(), cited), end; m != end; ++m)
            CHECK_MESSAGE(stated.count((*m)[1]) == 1, (*m)[1]);
    }

    TEST_CASE("[identity] what cmake reads in docs/theory.md stands there below that number, between dollars") {
        const std::map<std::string, std::string> stated = paragraphs();
        const std::regex states("=.|\\\\leftarrow");
        int seen = 0, stating = 0;
        for (const TheoryFormula& f : theory_formulas) {
            const std::string number(f.number), name(f.name), tex(f.tex);
            CAPTURE(number);
            CAPTURE(tex);
            ++seen;
            stating += std::regex_search(tex, states);
            CHECK_FALSE(tex.empty());
            REQUIRE(stated.count(number) == 1);
            const bool joined = !name.empty() && tex.starts_with("\\text{" + name + "}");
            const std::string& text = stated.at(number);
            CHECK(tex.find('$') == std::string::npos);
            if (!joined)
                CHECK(text.find(tex) != std::string::npos);
            else
                CHECK(replaced(text, " (?=\\$)", "").find(name + "$" + tex.substr(name.size() + 7)) !=
                      std::string::npos);
        }
        CHECK(seen > 1000);
        // none is left out: a second way to them
        const std::string text = replaced(theory(), "`[^`]*`", "");
        const std::regex formula("\\$\\$?([^$]+)\\$\\$?");
        int there = 0;
        for (std::sregex_iterator m(text.begin(), text.end(), formula), end; m != end; ++m) {
            std::string parts = (*m)[1];
            parts = replaced(replaced(parts, "\n", " "), "\\\\qquad", "\n");
            std::stringstream lines(parts);
            for (std::string line; std::getline(lines, line);) there += std::regex_search(line, states);
        }
        CHECK(stating == there);
    }
}
