// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/report/formulas.hpp"
#include "lazyrisk/report/html.hpp"
#include "lazyrisk/report/known_numbers.hpp"
#include "lazyrisk/report/parameters.hpp"
#include "lazyrisk/report/report_style.hpp"
#include "lazyrisk/report/tables.hpp"

namespace lazyrisk::report {
namespace {

std::string details(const std::string& summary, const std::string& inside) {
    return inside.empty() ? "" : "<details><summary>" + summary + "</summary>\n" + inside + "</details>\n";
}

std::string description(const ResultFigure& figure) {
    if (figure.map) return fmt::format("Map of {} over {}.", axis_label(figure.y), axis_label(figure.x));
    std::string curves;
    for (const auto& entry : figure.problems) curves += (curves.empty() ? "" : "; ") + word_of(entry, "curve");
    return fmt::format("{} against {}. Curves: {}.", axis_label(figure.y), axis_label(figure.x), curves);
}

/// A chapter a figure: picture, verdicts, tables, parameters.
std::string section_of(const ResultFolder& result, const ResultFigure& figure, Verdicts& verdicts) {
    const std::string title = escaped(figure.title.empty() ? figure.name : figure.title);
    std::string out = fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n", identifier(figure.name), title);
    if (const std::string name = figure.file(".svg"); !name.empty()) {
        out += "<figure>\n<div class=\"picture\">" +
               inline_svg(text_of_file(result.path / name), figure.name,
                          figure.title.empty() ? figure.name : figure.title, description(figure)) +
               "</div>\n";
        const bool simulated = !figure.file("-simulation.csv").empty(),
                   measured = !figure.file("-measured.csv").empty();
        const bool limit = std::any_of(figure.problems.begin(), figure.problems.end(),
                                       [](const auto& entry) { return entry.contains("limit"); });
        std::string caption = figure.map ? ""
                                         : std::string("Lines: theory.") + (limit ? " Dashed: the limit d → ∞." : "") +
                                               (simulated ? " Points: simulation with standard errors." : "") +
                                               (measured ? " Measured: numbers from elsewhere." : "");
        if (!figure.note.empty()) caption = escaped(figure.note) + (caption.empty() ? "." : ". ") + caption;
        out += "<figcaption>" + caption + "</figcaption>\n</figure>\n";
    }
    const std::string simulation = html_of_simulation(result, figure, verdicts);
    if (!figure.verdicts.empty()) {
        out += "<h3>Verdicts</h3>\n<ul class=\"verdicts\">\n";
        for (const auto& [curve, sentence] : figure.verdicts)
            out += fmt::format("<li><strong>{}</strong>: {}</li>\n", escaped(curve), escaped(sentence));
        out += "</ul>\n";
    }
    out += simulation;
    for (const std::string& file : figure.files)  // what other kinds of figures leave
        if (file.ends_with(".csv") && file != figure.file("-theory.csv") && file != figure.file("-simulation.csv") &&
            file != figure.file("-figure.csv"))
            out += html_of_points(result, figure, file);
    out += "<h3>Parameters</h3>\n" + html_of_parameters(figure);
    if (const std::string theory = figure.file("-theory.csv"); !theory.empty())
        out += details("Computed points", html_of_points(result, figure, theory));
    return out + "</section>\n";
}

/// What all points and all known numbers say, in a line.
std::string overall(const ResultFolder& result, const Verdicts& verdicts) {
    std::string out;
    for (const char* verdict : {"disagrees", "finite-size", "agrees", "pole", "heavy-tailed"})
        if (const auto found = verdicts.find(verdict); found != verdicts.end())
            out += fmt::format("<span>{}&nbsp;{} point{}</span> ", html_of_verdict(verdict), found->second,
                               found->second == 1 ? "" : "s");
    const KnownNumbers numbers = count_known_numbers(result);
    if (numbers.all > 0)
        out += fmt::format(
            "<span>{}&nbsp;{} known number{}</span>", html_of_verdict(numbers.wrong > 0 ? "disagrees" : "agrees"),
            numbers.wrong > 0 ? fmt::format("{} of {}", numbers.wrong, numbers.all) : std::to_string(numbers.all),
            numbers.all == 1 ? "" : "s");
    return out.empty() ? "" : "<p class=\"overall\">" + out + "</p>\n";
}

/// What the words mean, for those that occur.
std::string glossary(const Verdicts& verdicts, double tolerance) {
    const std::vector<std::pair<const char*, std::string>> words{
        {"agrees", "no significant difference (1 %, adjusted for having looked at all points)"},
        {"finite-size",
         fmt::format("a significant difference, but not significantly above the tolerance of {:g} %", 100 * tolerance)},
        {"disagrees", fmt::format("significantly further off than the tolerance of {:g} %", 100 * tolerance)},
        {"pole", "the theory is infinite there: not judged"},
        {"heavy-tailed", "a few trials make most of the spread, so that the standard error means little: not judged"}};
    std::string out;
    for (const auto& [word, meaning] : words)
        if (verdicts.count(word)) out += "<dt>" + html_of_verdict(word) + "</dt><dd>" + meaning + "</dd>\n";
    return out.empty() ? "" : "<dl class=\"glossary\">\n" + out + "</dl>\n";
}

std::string fact(const std::string& name, const std::string& value) {
    return "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>\n";
}

std::string facts(const ResultFolder& result) {
    std::set<std::string> conventions;
    for (const ResultFigure& figure : result.figures)
        for (const auto& entry : figure.problems)
            if (entry.contains("problem") && entry.at("problem").contains("ridge_convention"))
                conventions.insert(word_of(entry.at("problem"), "ridge_convention"));
    std::string names;
    for (const std::string& name : conventions) names += (names.empty() ? "" : ", ") + escaped(name);
    std::string out = "<dl class=\"facts\">\n" + fact("experiment", escaped(result.name)) +
                      fact("version", "lazyrisk " + escaped(result.version)) +
                      fact("seed", std::to_string(result.seed)) +
                      (names.empty() ? "" : fact("ridge convention", names));
    if (result.quick) out += fact("size", "<code>quick</code>: few points, small simulations");
    return out + "</dl>\n";
}

std::string reproduction(const ResultFolder& result) {
    std::string command = "lazyrisk run experiment.toml --output again";
    if (result.quick) command += " --quick";
    command += fmt::format(" --seed {}", result.seed);
    const auto option = [&](const char* name, const char* key, const std::string& usual) {
        const std::string value = result.simulation.value(key, usual);
        if (value != usual) command += fmt::format(" --{} {}", name, value);
    };
    option("plan", "plan", "shared"), option("estimator", "estimator", "test-points"),
        option("precision", "precision", "double");
    std::string files = "<ul class=\"hashes\">\n";
    for (const auto& [name, hash] : result.hashes)
        files += fmt::format("<li><code>{}</code> <code class=\"hash\">{}</code></li>\n", escaped(name), escaped(hash));
    files += "</ul>\n";
    return "<section id=\"reproduce\">\n<h2>To reproduce</h2>\n<p>In this folder, with lazyrisk " +
           escaped(result.version) +
           ": the first command computes everything again, the second says whether it gives the same files.</p>\n<pre "
           "tabindex=\"0\"><code>" +
           escaped(command) + "\nlazyrisk run --verify . --rerun</code></pre>\n" +
           details("The experiment", "<pre tabindex=\"0\"><code>" +
                                         escaped(text_of_file(result.path / "experiment.toml")) + "</code></pre>\n") +
           details("Files and their SHA-1", files) + "</section>\n";
}

}  // namespace

std::string report_page(const ResultFolder& result) {
    Verdicts verdicts;
    std::string figures, contents;
    for (const ResultFigure& figure : result.figures) {
        figures += section_of(result, figure, verdicts);
        contents += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", identifier(figure.name),
                                escaped(figure.title.empty() ? figure.name : figure.title));
    }
    const std::string numbers = html_of_known_numbers(result);
    if (!numbers.empty()) contents += "<li><a href=\"#known-numbers\">Numbers known from elsewhere</a></li>\n";
    std::string page = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, "
        "initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"lazyrisk {}\">\n<link "
        "rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n",
        escaped(result.version), escaped(result.title));
    page += std::string("<style>\n") + report_style +
            "</style>\n</head>\n<body class=\"report\">\n<main>\n<header>\n<h1>" + escaped(result.title) + "</h1>\n";
    if (!result.source.text.empty()) page += "<p class=\"source\">" + escaped(result.source.text) + "</p>\n";
    page += facts(result) + overall(result, verdicts) + "</header>\n<nav aria-label=\"Contents\"><ul>\n" + contents +
            "<li><a href=\"#formulas\">How the numbers were computed</a></li>\n<li><a href=\"#reproduce\">To "
            "reproduce</a></li>\n</ul></nav>\n" +
            figures;
    if (!numbers.empty())
        page += "<section id=\"known-numbers\">\n<h2>Numbers known from elsewhere</h2>\n" + numbers + "</section>\n";
    page += "<section id=\"formulas\">\n<h2>How the numbers were computed</h2>\n" +
            glossary(verdicts, result.tolerance) + html_of_formulas(result) + "</section>\n";
    return page + reproduction(result) + "</main>\n<footer><p>lazyrisk " + escaped(result.version) +
           "</p></footer>\n</body>\n</html>\n";
}

}  // namespace lazyrisk::report
