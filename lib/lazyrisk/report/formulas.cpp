// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/formulas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <stdexcept>
#include <string_view>

#include "lazyrisk/report/html.hpp"
#include "lazyrisk/report/mathml.hpp"
#include "theory_formulas.hpp"

namespace lazyrisk::report {
namespace {

/// What a report may be about.
enum class Topic {
    ridge,
    total,
    mean,
    mei_montanari,
    trace,
    activation,
    sources,
    ensemble,
    tangents,
    time,
    density,
    training,
    neurons,
    simulation
};

/// The formula of docs/theory.md with that name, or that left side, below that number: the first one. The compiler asks
/// for those of the chapter, and stops where there is none.
constexpr std::string_view stated(std::string_view number, std::string_view name) {
    for (const TheoryFormula& f : theory_formulas) {
        if (f.number != number) continue;
        if (f.name == name) return f.tex;
        if (!f.tex.starts_with(name)) continue;
        const std::string_view after = f.tex.substr(name.size());
        if (after.starts_with('=') || after.starts_with("\\leftarrow")) return f.tex;
    }
    throw std::logic_error("docs/theory.md has no such formula");
}

/// One line of the chapter.
struct Formula {
    Topic topic;
    std::string_view number;  ///< "5.2", or "5": before the first number of that section
    std::string_view title;
    std::array<std::string_view, 6> formulas{};
    std::string_view words;  ///< after the formulas; $...$ is TeX, and $(5) L_i$ the formula of that number and name
    std::array<std::string_view, 2> named{};  ///< those of the words, in their order

    constexpr Formula(Topic of, std::string_view below, std::string_view head,
                      std::initializer_list<std::string_view> names, std::string_view text = "")
        : topic(of), number(below), title(head), words(text) {
        std::size_t i = 0, j = 0;
        for (const std::string_view name : names) formulas.at(i++) = stated(number, name);
        for (std::size_t at = 0; (at = words.find("$(", at)) != words.npos; at += 2) {
            const std::size_t close = words.find(") ", at);
            named.at(j++) = stated(words.substr(at + 2, close - at - 2),
                                   words.substr(close + 2, words.find('$', close) - close - 2));
        }
    }
};

/// In the order of the chapter.
constexpr Formula chapter[] = {
    {Topic::ridge,
     "2.1",
     "Estimator",
     {"\\hat a", "f(x)"},
     "Inputs $x$ uniform on the sphere $(2.1) |x|$, weights $w_j$ uniform on the unit sphere and fixed; as "
     "$p\\to\\infty$ this is kernel "
     "ridge regression."},
    {Topic::total, "2.2", "Ridge, convention total", {"total"}, "What the theory needs is $(2.2) \\rho$."},
    {Topic::mean,
     "2.2",
     "Ridge, convention mean",
     {"mean"},
     "The ridge given is $r$; the total ridge is $\\lambda=n\\,r$, and $\\rho=r$."},
    {Topic::mei_montanari,
     "2.2",
     "Ridge, convention mei-montanari",
     {"mei-montanari"},
     "The ridge given is $r$, for features without $p^{-1/2}$; the total ridge is $\\lambda=(n/d)\\,r$, and "
     "$\\rho=r/d$."},
    {Topic::trace,
     "2.2",
     "Ridge, convention trace",
     {"trace"},
     "The ridge given is $r$, relative to the mean diagonal $h(1)$ of the kernel matrix; the total ridge is "
     "$\\lambda=h(1)\\,r$."},
    {Topic::activation,
     "3.1",
     "Spectrum",
     {"\\xi_k"},
     "Degree $k$ of the activation has the amplitude $(1.4) g_k$ (1.4) and $B(d,k)$ harmonics (1.1); a level has the "
     "mass $M$ and the eigenvalue $s$."},
    {Topic::ridge, "4", "Sum over the spectrum", {"T(\\nu)"}},
    {Topic::ridge, "4.1", "Fixed point", {"\\rho", "w_1", "w_2"}, "The largest root $\\nu$ is the effective ridge."},
    {Topic::ridge,
     "5",
     "Sums over levels",
     {"q_i", "e", "D_2", "h", "b_2", "b_q"},
     "and $(5) L_i$; $E_i$ is the energy of the target in level $i$, $E_{un}$ what is never learned, $s_2$ the "
     "variance of the noise."},
    {Topic::ridge, "5.1", "Derivative of the ridge", {"D"}},
    {Topic::ridge, "5.2", "Bias", {"bias"}},
    {Topic::ridge,
     "5.3",
     "Variance",
     {"variance"},
     "Excess risk = bias + variance; test error = excess risk $+\\,s_2$."},
    {Topic::ridge, "5.4", "Training error", {"training error"}},
    {Topic::sources,
     "6.5",
     "Sources of the error",
     {"V_W"},
     "and the other parts of (6.1) to (6.5): data, features, their interaction, noise."},
    {Topic::ensemble,
     "6.6",
     "Ensembles",
     {"R_K", "R_\\infty"},
     "for $K$ predictors with fresh features on the same data; $(6) G_2$."},
    {Topic::tangents,
     "10.7",
     "Neural tangents: blocks",
     {"\\Delta_k"},
     "takes the place of the eigenvalue of degree $k$ at finite width."},
    {Topic::tangents, "10.8", "Neural tangents: samples", {"n", "D"}},
    {Topic::time,
     "13.1",
     "Training time",
     {"\\psi(a)"},
     "is what gradient flow has learned of eigenvalue $a$ at time $t$; the risk is the double contour integral (13.2) "
     "of two-point equivalents (13.6)."},
    {Topic::density,
     "13.15",
     "Density of eigenvalues",
     {"\\varrho(s)"},
     "from the fixed point at $(13.15) \\lambda/n$; bulks, edges and masses: (13.12) to (13.14)."},
    {Topic::training,
     "14.1",
     "Trained network",
     {"f(x)"},
     "Beside it, along the same steps, its own linearization (14.4) and the network of infinite width (14.5); gaps are "
     "root mean square differences on fresh points."},
    {Topic::training, "14.3", "Gradient descent", {"\\theta"}},
    {Topic::neurons,
     "14",
     "Neurons and infinitely many samples",
     {},
     "What N neurons leave of a target: formulas (14.9) to (14.16)."},
    {Topic::simulation,
     "8.5",
     "Verdict",
     {"z"},
     "Student’s $t$, adjusted for the number of points by Holm’s method; what is significant but within the tolerance "
     "is an effect of finite size."},
};

/// The words as HTML with formulas.
std::string with_math(const Formula& f) {
    const std::string_view words = f.words;
    const std::string_view* named = f.named.data();
    std::string out;
    bool inside = false;
    for (std::size_t begin = 0; begin <= words.size();) {
        const std::size_t end = std::min(words.find('$', begin), words.size());
        const std::string_view part = words.substr(begin, end - begin);
        out += !inside ? escaped(part) : mathml(part.starts_with('(') ? *named++ : part);
        inside = !inside;
        begin = end + 1;
    }
    return out;
}

std::string html(const Formula& f) {
    const bool numbered = f.number.find('.') != f.number.npos;
    std::string out = fmt::format(
        "<div class=\"formula\" data-number=\"{}\"><h3>{} <span class=\"number\">{}{}{}</span></h3>\n<div "
        "class=\"display\">",
        f.number, escaped(f.title), numbered ? "(" : "section ", f.number, numbered ? ")" : "");
    for (const std::string_view tex : f.formulas)
        if (!tex.empty()) out += mathml(tex, MathStyle::display) + "\n";
    out += "</div>";
    if (!f.words.empty()) out += "<p>" + with_math(f) + "</p>";
    return out + "</div>\n";
}

/// The values that a field has in the problems of all figures.
std::set<std::string> values(const ResultFolder& result, const std::string& field) {
    std::set<std::string> out;
    for (const ResultFigure& figure : result.figures) {
        for (const auto& entry : figure.problems)
            if (const std::string word = entry.contains("problem") ? word_of(entry.at("problem"), field) : "";
                !word.empty())
                out.insert(word);
        for (const std::string& swept : figure.swept({"theory", "limit", "simulation", "x", "y"}))
            if (swept == field) out.insert("swept");
    }
    return out;
}

}  // namespace

std::string html_of_formulas(const ResultFolder& result) {
    const auto any = [&](const auto& holds) {
        return std::any_of(result.figures.begin(), result.figures.end(), holds);
    };
    const auto has = [](const char* ending) {
        return [ending](const ResultFigure& f) { return !f.file(ending).empty(); };
    };
    const std::set<std::string> conventions = values(result, "ridge_convention"), models = values(result, "model");
    std::set<Topic> topics;
    const auto about = [&](Topic topic, bool holds) {
        if (holds) topics.insert(topic);
    };
    about(Topic::ridge, !conventions.empty());  // problems with a ridge: risks and densities
    about(Topic::total, conventions.count("total"));
    about(Topic::mean, conventions.count("mean"));
    about(Topic::mei_montanari, conventions.count("mei-montanari"));
    about(Topic::trace, conventions.count("trace"));
    about(Topic::activation, !values(result, "activation").empty());
    about(Topic::sources, any([](const ResultFigure& f) { return f.y.starts_with("sources."); }));
    std::set<std::string> members = values(result, "ensemble");
    members.erase("1");
    about(Topic::ensemble, !members.empty());
    about(Topic::tangents, models.count("neural-tangent"));
    about(Topic::time, !values(result, "time").empty() || !values(result, "steps").empty() ||
                           any([](const ResultFigure& f) { return f.y == "oracle_error"; }));
    about(Topic::density, any(has("-bulks.csv")));
    about(Topic::training, any(has("-training.csv")));
    about(Topic::neurons,
          any([](const ResultFigure& f) { return f.y == "nn" || f.y == "rf" || f.y.starts_with("nt"); }));
    about(Topic::simulation, any(has("-simulation.csv")));
    std::string out =
        "<p>Numbers in brackets are those of the theory page (<code>docs/theory.md</code>), which has proofs, sources "
        "and where each formula is weak. Every formula is written in reciprocals of sizes, so that " +
        mathml(R"(d=\infty)") + ", " + mathml(R"(p=\infty)") + " and ridge 0 are values of it.</p>\n";
    for (const Formula& f : chapter)
        if (topics.count(f.topic)) out += html(f);
    return out;
}

}  // namespace lazyrisk::report
