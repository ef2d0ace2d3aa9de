// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/sample_weights.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/problem/covariance.hpp"
#include "lazyrisk/problem/csv_numbers.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/pieces.hpp"

namespace lazyrisk {
namespace {

constexpr const char* weights_field = "sample-weights";

std::vector<SampleGroup> read_groups(const std::string& path) {
    const CsvTable table = read_csv(path);
    const char* const expected = "weight and share, and noise where it is not 1";
    const std::size_t weight = csv_column(table, "weight", expected), share = csv_column(table, "share", expected);
    const bool noisy = has_csv_column(table, "noise");
    const std::size_t noise = noisy ? csv_column(table, "noise", expected) : 0;
    std::vector<SampleGroup> read;
    for (const CsvTable::Row& row : table.rows)
        read.push_back({csv_number(table, row, weight), csv_number(table, row, share, true),
                        noisy ? csv_number(table, row, noise) : 1});
    return read;
}

std::vector<SampleGroup> groups_in(const std::string& text) {
    constexpr std::string_view word = "groups(";
    std::string_view list = text;
    if (list.starts_with(word) && list.ends_with(")")) list = list.substr(word.size(), list.size() - word.size() - 1);
    std::vector<SampleGroup> read;
    for (const std::string& one : pieces(list, ',')) {
        const std::vector<std::string> parts = pieces(one, ':');
        if (parts.size() < 2 || parts.size() > 3)
            throw DomainError(weights_field, text, "expected " + std::string(sample_weight_forms));
        const auto number = [&](std::size_t i, double otherwise) {
            return i < parts.size() ? parse_number(weights_field, parts[i]) : otherwise;
        };
        read.push_back({number(0, 1), number(1, 1), number(2, 1)});
        const SampleGroup& g = read.back();
        for (const double value : {g.weight, g.noise})
            if (!(value >= 0 && value <= largest_accepted))
                throw DomainError(weights_field, text,
                                  "weights and noise are numbers from 0 to " + to_text(largest_accepted));
        if (!(g.share > 0)) throw DomainError(weights_field, text, "a share of the samples is above 0");
    }
    return read;
}

void require_groups(const std::vector<SampleGroup>& groups, const std::string& text) {
    double total = 0, heaviest = 0;
    for (const SampleGroup& g : groups) total += g.share, heaviest = std::max(heaviest, g.weight);
    if (!(std::abs(total - 1) < 1e-9))
        throw DomainError(weights_field, text, "the shares have to add to 1; these add to " + to_text(total));
    if (!(heaviest > 0)) throw DomainError(weights_field, text, "every weight is 0: no sample is left");
}

/// Poisson(1).
std::vector<SampleGroup> poisson() {
    std::vector<SampleGroup> all;
    double share = std::exp(-1);
    for (int k = 0; k <= 20; ++k) {
        all.push_back({double(k), share});
        share /= k + 1;
    }
    return all;
}

/// tau = (f - 2)/X, X chi-square of f degrees: midpoints in log X, geometric in their number.
std::vector<SampleGroup> student(double freedom) {
    const double half = freedom / 2, middle = std::log(half), step = std::min(0.25, 0.9 / std::sqrt(freedom));
    const auto log_density = [&](double x) { return half * (x - middle) - std::exp(x) + half; };  // of log(X/2)
    std::vector<SampleGroup> all;
    double total = 0;
    for (const int side : {-1, 1})
        for (int i = side < 0 ? 1 : 0;; ++i) {
            const double x = middle + side * i * step, weight = std::exp(log_density(x));
            const double tau = (half - 1) / std::exp(x);
            if (weight * std::max(1.0, tau) < 1e-19) break;  // of their mean, too
            all.push_back({tau, weight, 1 / tau, 1 / tau});
            total += weight;
        }
    for (SampleGroup& g : all) g.share /= total;
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.weight < b.weight; });
    return all;
}

}  // namespace

SampleWeights read_sample_weights(const std::string& text) {
    if (text == "bootstrap") return Bootstrap{};
    if (text.starts_with("student(") && text.ends_with(")")) {
        const StudentRows law{parse_number(weights_field, std::string_view(text).substr(8, text.size() - 9))};
        if (!(law.freedom >= 2.2 && law.freedom <= 1e4))
            throw DomainError(
                weights_field, text,
                "the degrees of freedom are a number from 2.2 to 10000; nearer to 2 the variance is that of "
                "too few rows");
        return law;
    }
    WeightedGroups read;
    if (text.ends_with(".npy"))
        throw DomainError(weights_field, text, "a csv file is expected, with columns weight and share");
    if (names_file(text)) {
        read.file = text;
        read.groups = read_groups(read.file);
    } else {
        read.groups = groups_in(text);
    }
    require_groups(read.groups, text);
    return read;
}

std::string to_text(const SampleWeights& weights) {
    if (std::holds_alternative<Bootstrap>(weights)) return "bootstrap";
    if (const auto* law = std::get_if<StudentRows>(&weights)) return "student(" + to_text(law->freedom) + ")";
    const auto& given = std::get<WeightedGroups>(weights);
    if (!given.file.empty()) return given.file;
    std::string list;
    for (const SampleGroup& g : given.groups)
        list += (list.empty() ? "" : ",") + to_text(g.weight) + ":" + to_text(g.share) +
                (g.noise == 1 ? "" : ":" + to_text(g.noise));
    return "groups(" + list + ")";
}

std::vector<SampleGroup> groups_of(const SampleWeights& weights) {
    if (std::holds_alternative<Bootstrap>(weights)) return poisson();
    if (const auto* law = std::get_if<StudentRows>(&weights)) return student(law->freedom);
    return std::get<WeightedGroups>(weights).groups;
}

}  // namespace lazyrisk
