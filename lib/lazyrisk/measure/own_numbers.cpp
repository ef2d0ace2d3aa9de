// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/own_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/record/record.hpp"
#include "lazyrisk/table/different_columns.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/csv.hpp"

namespace lazyrisk {
namespace {

/// Takes a column of numbers out of the table; empty where there is none of that name.
std::vector<double> take(CsvTable& table, const std::string& name) {
    const auto found = std::find(table.columns.begin(), table.columns.end(), name);
    if (found == table.columns.end()) return {};
    const std::size_t column = std::size_t(found - table.columns.begin());
    std::vector<double> values;
    for (CsvTable::Row& row : table.rows) {
        try {
            values.push_back(parse_number(name, row.cells[column]));
        } catch (const DomainError& error) {
            throw DomainError(table.place(row, column) + ": " + error.what());
        }
        row.cells[column].clear();  // an empty cell leaves its field alone
    }
    table.columns[column] = "dim";
    return values;
}

double theory_of(const Answer& a, const std::string& quantity) {
    if (quantity == "error_rate") {
        if (a.classifier) return a.classifier->error_rate;
        throw DomainError("error_rate", "measured",
                          "an error rate is of signs: labels = sign, probit(D), logistic(G) or mixture(S)");
    }
    return quantity == "test_error" ? a.risk.test_error : a.risk.excess_risk;
}

/// What a factor of the ridge is made of.
struct Place {
    double n, p, d, diagonal;  ///< diagonal: the kernel's mean diagonal h(1)
};

struct Factor {
    const char *name, *meaning;
    double (*of)(const Place& at);
};

/// docs/conventions.md, section 1, and what is easily forgotten.
constexpr Factor factors[] = {
    {"1", "the total ridge, as given", [](const Place&) { return 1.0; }},
    {"n", "the loss is a mean: ridge_convention = mean", [](const Place& at) { return at.n; }},
    {"n/d", "ridge_convention = mei-montanari", [](const Place& at) { return at.n / at.d; }},
    {"1/p", "features without the factor p^(-1/2)", [](const Place& at) { return 1 / at.p; }},
    {"n/p", "the loss is a mean, features without p^(-1/2)", [](const Place& at) { return at.n / at.p; }},
    {"2", "the loss, not the penalty, has a factor 1/2", [](const Place&) { return 2.0; }},
    {"2n", "the loss is a mean with a factor 1/2, the penalty has none", [](const Place& at) { return 2 * at.n; }},
    {"2n/p", "as 2n, features without p^(-1/2)", [](const Place& at) { return 2 * at.n / at.p; }},
    {"1/2", "the penalty, not the loss, has a factor 1/2", [](const Place&) { return 0.5; }},
    {"1/(2p)", "as 1/2, features without p^(-1/2)", [](const Place& at) { return 1 / (2 * at.p); }},
    {"n/2", "the loss is a mean, the penalty has a factor 1/2", [](const Place& at) { return at.n / 2; }},
    {"d", "data on the sphere of radius 1, kernel of <x,y>", [](const Place& at) { return at.d; }},
    {"h(1)", "ridge_convention = trace, as neural-tangents' diag_reg", [](const Place& at) { return at.diagonal; }},
};

/// What the number given for the noise may have been.
struct NoiseReading {
    const char* meaning;
    double (*variance)(double noise);
};

constexpr NoiseReading noise_readings[] = {
    {"", [](double noise) { return noise; }},
    {"; noise given as a deviation, noise^2 is right", [](double noise) { return noise * noise; }},
    {"; noise given as a square, its root is right", [](double noise) { return std::sqrt(noise); }},
};

/// The points with the total ridge times this factor, or none where it has no meaning or says what another one says.
std::optional<OwnNumbers> with_factor(OwnNumbers own, const Factor& factor, Answers& answers) {
    bool same = &factor != factors;
    for (OwnPoint& p : own.points) {
        const Setting sizes = setting(p.question);
        const double d = p.question.dim;
        if (is_infinite(d) || p.question.optimal_ridge) return {};
        const double diagonal = answers.known(p.question)->model.mean_diagonal(),
                     by = factor.of({sizes.samples, sizes.width, d, diagonal});
        if (is_infinite(by) || !(by > 0)) return {};
        same = same && std::abs(by - 1) < 1e-9;
        const double over_n =
            Ridge<>{p.question.ridge, p.question.ridge_convention}.with_diagonal(diagonal).over_samples(sizes.samples,
                                                                                                        d);
        p.question.ridge =
            Ridge<>::from_over_samples(over_n, RidgeConvention::total, sizes.samples, d, diagonal).value * by;
        p.question.ridge_convention = RidgeConvention::total;
    }
    if (same) return {};
    return own;
}

}  // namespace

OwnNumbers read_own_numbers(const std::string& path, const Question& base) {
    CsvTable table = read_csv(path);
    if (table.rows.empty())
        throw DomainError(table.file + ": a header without rows; expected a row for each measured point");
    require_different_columns(table);
    OwnNumbers own{"test_error", {}};
    for (const std::string& column : table.columns)
        if (column != "test_error" && column != "excess_risk" && column != "error_rate" && column != "standard_error" &&
            column != "trials")
            own.fields.push_back(field_name(column));
    std::vector<double> means = take(table, "test_error");
    int measured = !means.empty();
    for (const char* other : {"excess_risk", "error_rate"}) {
        std::vector<double> found = take(table, other);
        if (found.empty()) continue;
        ++measured;
        own.quantity = other, means = std::move(found);
    }
    if (measured != 1)
        throw DomainError(table.file +
                          (measured == 0
                               ? ": no column test_error or excess_risk (of signs error_rate); expected one of "
                                 "them with the measured means"
                               : ": of the columns test_error, excess_risk and error_rate more than one is "
                                 "there; leave one out, or two"));
    const std::vector<double> errors = take(table, "standard_error"), trials = take(table, "trials");
    if (errors.empty())
        throw DomainError(
            table.file +
            ": no column standard_error; without it a difference cannot be told from chance (the standard "
            "deviation over the trials, divided by the square root of their number)");
    const std::vector<Question> questions = points(table, base);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const std::string line = table.file + ":" + std::to_string(table.rows[i].line) + ": ";
        if (!(means[i] >= 0) || std::isinf(means[i]))
            throw DomainError(line + own.quantity + " = " + to_text(means[i]) +
                              ": expected a finite number, at least 0");
        if (!(errors[i] > 0) || std::isinf(errors[i]))
            throw DomainError(line + "standard_error = " + to_text(errors[i]) + ": expected a finite number above 0");
        if (!trials.empty() && !(trials[i] >= 2 && trials[i] <= 1e9 && trials[i] == std::floor(trials[i])))
            throw DomainError(line + "trials = " + to_text(trials[i]) + ": expected a whole number from 2 to 1e9");
        own.points.push_back({questions[i], means[i], errors[i], trials.empty() ? many_trials : int(trials[i])});
    }
    return own;
}

OwnComparison compare_own(const OwnNumbers& own, double tolerance, Answers& answers) {
    OwnComparison c;
    std::vector<Measured> looked;
    for (const OwnPoint& p : own.points) {
        c.theory.push_back(answers.ask(p.question));
        looked.push_back({theory_of(c.theory.back(), own.quantity), p.mean, p.standard_error, p.trials, looked.size()});
    }
    c.verdict = judge(looked, tolerance);
    return c;
}

const std::vector<std::string>& own_columns() {
    static const std::vector<std::string> names{
        "quantity", "theory",  "measured",         "standard_error", "z",      "relative_deviation",
        "verdict",  "p_value", "adjusted_p_value", "error_bound",    "version"};
    return names;
}

Row own_cells(const OwnNumbers& own, const OwnComparison& compared, std::size_t point) {
    const Judgement& judged = compared.verdict.points[point];
    const Answer& theory = compared.theory[point];
    const auto number = [&](double value) { return judged.verdict == "pole" ? Cell() : Cell(value); };
    return {own.quantity,
            theory_of(theory, own.quantity),
            own.points[point].mean,
            own.points[point].standard_error,
            number(judged.z),
            number(judged.relative_deviation),
            judged.verdict,
            number(judged.p_value),
            number(judged.adjusted_p_value),
            theory.risk.error_bound,
            std::string(version)};
}

std::string render_own(const OwnNumbers& own, const OwnComparison& compared, const TableStyle& style) {
    std::vector<Question> questions;
    for (const OwnPoint& p : own.points) questions.push_back(p.question);
    const Record record(questions);
    const std::vector<std::string> problem = record.problem_columns();
    std::vector<std::string> columns = problem;
    columns.insert(columns.end(), own_columns().begin(), own_columns().end());
    std::vector<Row> rows;
    for (std::size_t i = 0; i < own.points.size(); ++i) {
        Row row;
        record.append_problem(row, own.points[i].question, compared.theory[i]);
        for (Cell& cell : own_cells(own, compared, i)) row.push_back(std::move(cell));
        rows.push_back(std::move(row));
    }
    std::vector<std::string> wanted;  // of the problem's own fields those that vary
    for (std::size_t c = 0; c < problem.size(); ++c)
        if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[c] != rows.front()[c]; }))
            wanted.push_back(problem[c]);
    for (const char* name : {"theory", "measured", "standard_error", "z", "relative_deviation", "verdict"})
        wanted.emplace_back(name);
    return render(columns, rows, style, wanted);
}

std::string ridge_factors(const OwnNumbers& own, double tolerance, Answers& answers, const TableStyle& style) {
    struct Tried {
        const Factor* factor;
        const NoiseReading* noise;
        Verdict verdict;
        std::string quantity;
    };
    std::vector<Tried> tried;
    const auto any_noise = [&](auto is) {
        return std::any_of(own.points.begin(), own.points.end(),
                           [&](const OwnPoint& p) { return is(p.question.noise); });
    };
    const bool noisy = any_noise([](double noise) { return noise > 0; }),
               readable = any_noise([](double noise) { return noise != noise * noise; });
    // a mean of noisy labels may have been measured with their noise or without
    const std::vector<std::string> quantities = noisy && own.quantity != "error_rate"
                                                    ? std::vector<std::string>{"test_error", "excess_risk"}
                                                    : std::vector<std::string>{own.quantity};
    for (const Factor& factor : factors) {
        const std::optional<OwnNumbers> scaled = with_factor(own, factor, answers);
        if (!scaled) continue;
        for (const NoiseReading& reading : noise_readings) {
            if (&reading != noise_readings && !readable) continue;
            OwnNumbers other = *scaled;
            for (OwnPoint& p : other.points) p.question.noise = reading.variance(p.question.noise);
            for (const std::string& quantity : quantities) {
                other.quantity = quantity;
                Verdict verdict = compare_own(other, tolerance, answers).verdict;
                // three things wrong at once are worth a line only where they explain the numbers
                if (&reading != noise_readings && quantity != own.quantity && verdict.word() == "disagrees") continue;
                tried.push_back({&factor, &reading, std::move(verdict), quantity});
            }
        }
    }
    if (tried.empty()) return "";
    std::stable_sort(tried.begin(), tried.end(),
                     [](const Tried& a, const Tried& b) { return a.verdict.rms_z < b.verdict.rms_z; });
    constexpr std::size_t most = 4;
    if (tried.size() > most) tried.resize(most);
    std::vector<Row> rows;
    for (const Tried& one : tried) {
        const bool other = one.quantity != own.quantity;
        const char* reading =
            own.quantity == "test_error" ? "; no label noise on the test points" : "; label noise on the test points";
        rows.push_back({std::string(one.factor->name),
                        one.factor->meaning + (other ? reading : std::string()) + one.noise->meaning, one.verdict.rms_z,
                        one.verdict.word()});
    }
    const std::vector<std::string> columns{"total ridge times", "which means", "rms z", "verdict"};
    const std::string open = style.format == Format::latex ? "% " : "",
                      blank = style.format == Format::markdown ? "\n" : "";
    return "\n" + open + "The ridges that come nearest:\n" + blank + render(columns, rows, style, columns);
}

}  // namespace lazyrisk
